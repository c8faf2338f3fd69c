#include <algorithm>

#include "client.hpp"

// The same scenarios with sessions on other shards than the requests.

BOOST_AUTO_TEST_SUITE(shards)

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;
using protocol::ShardId;

namespace {

using Texts = std::vector<std::string>;
constexpr ShardId shard_count = 4;

/// Calls `check` for each shard of a session and each shard of its requests.
template <class Check> void for_each_pair(Check check)
{
    for (ShardId home = 0; home < shard_count; ++home) {
        for (ShardId here = 0; here < shard_count; ++here) {
            BOOST_TEST_CONTEXT("home " << home << " request " << here)
            {
                Simulation world{{}, shard_count};
                check(world, home, here);
            }
        }
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_life_on_long_polling)
{
    for_each_pair([](Simulation& world, ShardId home, ShardId here) {
        auto client = Client::handshaken(world, {.shard = home});
        client.from.shard = here;
        BOOST_TEST(like(client.request(batch_of({connect_message(R"("id":1)")})),
                        R"([{"channel":"/meta/connect","id":1,"successful":true}])"));
        client.subscribe("/a");
        BOOST_TEST(world.shard(home).subscriptions() == 1u);

        const auto held = client.hold();  // LP-20
        BOOST_TEST(like(client.request(batch_of({publish_message("/a", "1")})),
                        R"([{"data":1},{"channel":"/a","successful":true}])"));
        BOOST_TEST(!world.answered(held));

        const auto second = client.hold();  // CON-15
        BOOST_TEST(like(world.response(held), R"([{"successful":false}])"));
        Client::polling(world, {.shard = 2}).publish("/a", "2");
        BOOST_TEST(data_of(world.response(second).elements()) == Texts{"2"});

        const auto lost = client.hold();  // LP-22
        world.lose(lost);
        Client::polling(world, {.shard = 3}).publish("/a", "3");
        BOOST_TEST(data_of(client.poll().elements()) == Texts{"3"});

        const auto released = client.hold();  // CON-19
        client.say(batch_of({message("/meta/disconnect")}));
        BOOST_TEST(like(world.response(released), R"([{"advice":{"reconnect":"none"}}])"));
        world.advance(11s);
        BOOST_TEST(world.sessions() == 0u);
        BOOST_TEST(world.subscriptions() == 0u);
    });
}

BOOST_AUTO_TEST_CASE(a_life_on_a_websocket)
{
    for_each_pair([](Simulation& world, ShardId home, ShardId here) {
        auto client = Client::handshaken(world, {.shard = home});
        client.socket = world.open({.shard = here});
        BOOST_TEST(client.send(batch_of({connect_message(R"("id":1)")})).size() == 1u);
        client.subscribe("/a");
        BOOST_TEST(client.send(batch_of({connect_message(R"("id":2)")})).empty());
        Client::polling(world, {.shard = 1}).publish("/a", "1");
        BOOST_TEST(data_of(client.received()) == Texts{"1"});
        BOOST_TEST(like(client.send(batch_of({connect_message(R"("id":3)")})).at(0),
                        R"({"id":2,"successful":false})"));
        world.advance(31s);
        BOOST_TEST(like(client.received().at(0), R"({"id":3,"successful":true})"));

        world.stall(*client.socket);
        auto publisher = Client::polling(world, {.shard = 2});
        publisher.publish("/a", "2");
        publisher.publish("/a", "3");
        world.lose(*client.socket);
        client.socket = world.open({.shard = static_cast<ShardId>((here + 1) % shard_count)});
        publisher.publish("/a", "4");
        BOOST_TEST(data_of(client.send(batch_of({connect_message()}))) == (Texts{"2", "3", "4"}));
        world.lose(*client.socket);
        world.advance(11s);
        BOOST_TEST(world.sessions() == 0u);
    });
}

BOOST_AUTO_TEST_CASE(a_held_poll_is_answered_at_its_time)
{
    for_each_pair([](Simulation& world, ShardId home, ShardId here) {
        auto client = Client::polling(world, {.shard = home});
        client.from.shard = here;
        const auto held = client.hold(R"("advice":{"timeout":1000})");
        world.advance(990ms);
        BOOST_TEST(!world.answered(held));
        world.advance(30ms);
        BOOST_TEST(
            like(world.response(held), R"([{"successful":true,"advice":{"timeout":30000}}])"));
    });
}

BOOST_AUTO_TEST_CASE(two_requests_of_a_session_on_two_shards)
{
    Simulation world{{}, shard_count};
    auto client = Client::polling(world, {.shard = 0});
    client.subscribe("/a");
    client.from.shard = 1;
    const auto first = client.hold();
    client.from.shard = 2;
    const auto second = client.hold();
    BOOST_TEST(like(world.response(first), R"([{"successful":false}])"));
    client.from.shard = 3;
    BOOST_TEST(data_of(client.publish("/a", "1")) == Texts{"1"});
    BOOST_TEST(!world.answered(second));
}

// FMT-24, FMT-27: replies in order however often the batch crosses.
BOOST_AUTO_TEST_CASE(FMT_27_a_batch_of_clients_of_all_shards)
{
    Simulation world{{}, shard_count};
    std::vector<Client> clients;
    for (ShardId shard = 0; shard < shard_count; ++shard) {
        clients.push_back(Client::polling(world, {.shard = shard}));
        clients.back().subscribe("/to/" + std::to_string(shard));
    }
    for (ShardId here = 0; here < shard_count; ++here) {
        std::vector<std::string> messages;
        for (unsigned i = 0; i < 40; ++i) {
            const auto& client = clients[i * 7 % shard_count];
            const auto id = R"("id":)" + std::to_string(i);
            messages.push_back(with_id(
                i % 10 == 9
                    ? message("/meta/x", id)
                    : publish_message("/to/" + std::to_string(i % 4), std::to_string(i), id),
                client.id));
        }
        const auto answer = world.request(batch_of(messages), {.shard = here}).elements();
        Texts first_events;
        int next = 0;
        for (const auto& each : answer) {
            if (each.has("data")) {
                BOOST_TEST(next == 0);  // FMT-25
                BOOST_TEST(each["channel"].string() == "/to/0");
                first_events.push_back(each["data"].text());
                continue;
            }
            BOOST_TEST(each["id"].number() == next);
            BOOST_TEST(each["successful"].truth() == (next % 10 != 9));
            ++next;
        }
        BOOST_TEST(next == 40);
        for (unsigned shard = 0; shard < shard_count; ++shard) {
            auto events = data_of(clients[shard].poll().elements());
            if (shard == 0) events.insert(events.begin(), first_events.begin(), first_events.end());
            Texts expected;
            for (unsigned i = 0; i < 40; ++i) {
                if (i % 4 == shard && i % 10 != 9) expected.push_back(std::to_string(i));
            }
            // The publishers differ, so only the order of each of them is promised.
            std::sort(events.begin(), events.end());
            std::sort(expected.begin(), expected.end());
            BOOST_TEST(events == expected, boost::test_tools::per_element());
        }
    }
}

// What rides with a batch that crosses is not lost when its answer is not written.
BOOST_AUTO_TEST_CASE(events_that_rode_on_a_crossing_batch_come_back)
{
    Simulation world{{}, shard_count};
    auto a = Client::polling(world, {.shard = 1});
    auto b = Client::polling(world, {.shard = 2});
    a.subscribe("/a");
    const auto held = a.hold();
    auto crossing = "[" + with_id(publish_message("/a", "1"), a.id) + "," +
                    with_id(publish_message("/b", "2"), b.id) + "," +
                    with_id(publish_message("/a", "3"), a.id) + "]";
    const auto exchange = world.post(crossing, {.shard = 3});
    const auto events = data_of(world.response(exchange).elements());
    auto rest = world.answered(held) ? data_of(world.response(held).elements())
                                     : data_of(a.poll().elements());
    rest.insert(rest.begin(), events.begin(), events.end());
    BOOST_TEST(rest == (Texts{"1", "3"}), boost::test_tools::per_element());
}

// Events must not travel with a batch that later ones could overtake.
BOOST_AUTO_TEST_CASE(a_crossing_batch_on_a_websocket_holds_nothing_up)
{
    Config config;
    config.services["slow"] = {};
    Simulation world{config, shard_count};
    const auto socket = world.open({.shard = 1});
    Client a{&world, {}, world.connected(socket), socket};
    auto b = Client::polling(world, {.shard = 2});
    a.subscribe("/a");
    world.send(socket,
               "[" + with_id(publish_message("/a", "1"), a.id) + "," +
                   with_id(publish_message("/service/slow", "0"), b.id) + "]");
    world.send(socket, with_id(publish_message("/a", "2"), a.id));
    world.opened(world.service_calls().at(0));
    world.send(socket, with_id(publish_message("/a", "3"), a.id));
    BOOST_TEST(data_of(a.received()) == (Texts{"1", "2", "3"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(PUB_24_an_event_reaches_all_shards_once)
{
    Simulation world{{}, shard_count};
    std::vector<Client> clients;
    for (unsigned i = 0; i < 16; ++i) {
        clients.push_back(
            Client::streaming(world, {.shard = static_cast<ShardId>(i % shard_count)}));
        clients.back().subscribe("/a/*");
        clients.back().subscribe("/a/**");
    }
    for (auto& publisher : clients) {
        const auto own = publisher.publish("/a/x", "1");
        BOOST_TEST(data_of(own).size() == 1u);
        for (auto& client : clients) {
            if (&client != &publisher) BOOST_TEST(data_of(client.received()) == Texts{"1"});
        }
    }
}

BOOST_AUTO_TEST_CASE(unknown_sessions_and_homes_beyond_the_last_shard)
{
    Simulation world{{}, shard_count};
    auto client = Client::polling(world, {.shard = 1});
    for (const auto* home : {"aa", "ab", "ac", "ad", "ae", "77"}) {
        const auto id = home + std::string(26, 'q');
        for (ShardId here = 0; here < shard_count; ++here) {
            const auto replies =
                world.request("[" + with_id(publish_message("/a", "1", R"("id":1)"), client.id) +
                                  "," + with_id(publish_message("/a", "1", R"("id":2)"), id) + "," +
                                  with_id(publish_message("/a", "1", R"("id":3)"), client.id) + "]",
                              {.shard = here});
            BOOST_TEST(like(replies, R"([{"id":1,"successful":true},
                {"id":2,"successful":false,"error":"402:*"},{"id":3,"successful":true}])"));
        }
    }
}

BOOST_AUTO_TEST_CASE(LP_08_cookies_are_checked_at_home)
{
    Simulation world{{}, shard_count};
    const auto hello = world.post(R"([{"channel":"/meta/handshake"}])", {.shard = 2});
    const auto id = world.response(hello)[0]["clientId"].string();
    const auto body = with_id(batch_of({publish_message("/a", "1")}), id);
    BOOST_TEST(like(world.request(body, {.shard = 1, .cookie = world.cookie_of(hello)}),
                    R"([{"successful":true}])"));
    BOOST_TEST(like(world.request(body, {.shard = 1, .cookie = "another"}),
                    R"([{"successful":false,"error":"402:*"}])"));
}

BOOST_AUTO_TEST_SUITE_END()
