#include "client.hpp"

// Browsers with several sessions, and clients that only connect.

BOOST_AUTO_TEST_SUITE(connect_limits)

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;

namespace {

using Texts = std::vector<std::string>;

/// Sessions of one browser, each handshaken on another shard.
std::vector<Client> tabs(Simulation& world, std::size_t count, protocol::ShardId shards)
{
    std::vector<Client> all;
    std::string cookie;
    for (std::size_t i = 0; i < count; ++i) {
        const auto shard = static_cast<protocol::ShardId>(i % shards);
        const auto hello =
            world.post(R"([{"channel":"/meta/handshake"}])", {.shard = shard, .cookie = cookie});
        if (i == 0) cookie = world.cookie_of(hello);
        Client client;
        client.world = &world;
        client.from = {.shard = shard, .cookie = cookie};
        client.id = world.response(hello)[0]["clientId"].string();
        client.request(batch_of({connect_message()}));
        client.subscribe("/a");
        all.push_back(client);
    }
    return all;
}

constexpr auto crowded = R"([{"channel":"/meta/connect","successful":true,
    "advice":{"reconnect":"retry","interval":2000,"timeout":30000,"multiple-clients":true}}])";

}  // namespace

BOOST_AUTO_TEST_CASE(LP_12_LP_14_ADV_07_tabs_of_one_browser_take_turns)
{
    for (const protocol::ShardId shards : {protocol::ShardId{1}, protocol::ShardId{3}}) {
        Simulation world{{}, shards};
        auto all = tabs(world, 3, shards);
        const auto held = all[0].hold();
        BOOST_TEST(like(all[1].request(batch_of({connect_message()})), crowded));
        BOOST_TEST(like(all[2].request(batch_of({connect_message()})), crowded));
        BOOST_TEST(!world.answered(held));

        // Each gets its events all the same.
        Client::handshaken(world).publish("/a", "1");
        BOOST_TEST(data_of(world.response(held).elements()) == Texts{"1"});
        // It also learns that its pause is over.
        const auto answer = all[1].request(batch_of({connect_message()}));
        BOOST_TEST(data_of(answer.elements()) == Texts{"1"});
        BOOST_TEST(like(answer[1]["advice"], R"({"interval":0,"multiple-clients":null})"));

        // LP-14: now it is the turn of another.
        const auto next = all[1].hold();
        BOOST_TEST(like(all[0].request(batch_of({connect_message()})), crowded));
        world.lose(next);
        world.lose(all[0].hold());
        all[2].poll();
        const auto last = all[2].hold(R"("advice":{"timeout":1000})");
        world.advance(2s);
        BOOST_TEST(world.answered(last));
        all[1].hold();
    }
}

BOOST_AUTO_TEST_CASE(LP_12_who_is_not_counted)
{
    Simulation world;
    auto all = tabs(world, 2, 1);
    all[0].hold();
    // Another browser, a script without a cookie, a WebSocket, a connect that was not to be held.
    Client::polling(world).hold();
    auto streamer = Client::streaming(world, {.cookie = all[0].from.cookie});
    BOOST_TEST(streamer.send(batch_of({connect_message()})).empty());
    BOOST_TEST(like(all[1].poll(), R"([{"advice":{"multiple-clients":null}}])"));
    // The same session once more: the later connect takes the place of the former.
    all[0].hold();
}

BOOST_AUTO_TEST_CASE(LP_12_as_many_as_configured)
{
    Config config;
    config.bayeux.max_sessions_per_browser = 2;
    Simulation world{config, 2};
    auto all = tabs(world, 3, 2);
    all[0].hold();
    const auto second = all[1].hold();
    BOOST_TEST(like(all[2].request(batch_of({connect_message()})), crowded));
    all[1].say(batch_of({message("/meta/disconnect")}));
    BOOST_TEST(world.answered(second));
    all[2].hold();

    // Then nobody need be counted, and sessions stay where they begin.
    config.bayeux.max_sessions_per_browser = -1;
    Simulation unlimited{config, 2};
    for (auto& tab : tabs(unlimited, 20, 2))
        tab.hold();
    BOOST_TEST(unlimited.shard(0).sessions() == 10u);
    BOOST_TEST(unlimited.shard(1).sessions() == 10u);
}

BOOST_AUTO_TEST_CASE(LP_13_without_an_interval_they_are_refused)
{
    Config config;
    config.bayeux.multi_session_interval = 0ms;
    Simulation world{config};
    auto all = tabs(world, 2, 1);
    all[0].hold();
    BOOST_TEST(
        like(all[1].request(batch_of({connect_message()})),
             R"([{"channel":"/meta/connect","successful":false,"error":"403::too_many_sessions",
                         "advice":{"reconnect":"none","multiple-clients":true}}])"));
}

BOOST_AUTO_TEST_CASE(LP_12_the_pause_does_not_cost_the_session)
{
    Config config;
    config.bayeux.max_interval = 1s;
    Simulation world{config};
    auto all = tabs(world, 2, 1);
    all[0].hold();
    BOOST_TEST(like(all[1].request(batch_of({connect_message()})), crowded));
    world.advance(2500ms);
    BOOST_TEST(like(all[1].request(batch_of({connect_message()})), crowded));
}

BOOST_AUTO_TEST_CASE(ACT_01_a_client_that_only_connects)
{
    for (const bool streaming : {false, true}) {
        Config config;
        config.bayeux.extensions = {ExtensionName::activity};
        config.bayeux.activity.max_inactivity = 2min;
        Simulation world{config};
        auto client = streaming ? Client::streaming(world) : Client::polling(world);
        client.subscribe("/a");
        auto publisher = Client::handshaken(world);
        const auto connect = batch_of({connect_message(R"("id":"c","advice":{"timeout":0})")});
        const auto pass = [&](std::chrono::seconds time) {
            for (auto left = time; left > 0s; left -= 5s) {
                world.advance(5s);
                publisher.publish("/a", "1");
                for (const auto& each : client.say(connect)) {
                    if (each["channel"].string() != "/meta/connect" || !each.has("advice"))
                        continue;
                    BOOST_TEST(like(each["advice"], R"({"reconnect":"retry"})"));
                }
            }
        };
        pass(115s);
        client.publish("/b", "1");
        pass(115s);
        world.advance(6s);
        const auto last = client.say(connect);
        BOOST_TEST_REQUIRE(last.size() >= 2u);
        BOOST_TEST(like(last[last.size() - 2],
                        R"({"channel":"/meta/disconnect","successful":true,"id":null})"));  // WS-21
        BOOST_TEST(like(last.back(), R"({"channel":"/meta/connect","id":"c","successful":true,
                                         "advice":{"reconnect":"none"}})"));
        BOOST_TEST(like(client.say(connect).at(0), R"({"error":"402:*"})"));
    }
}

BOOST_AUTO_TEST_CASE(ACT_01_events_may_count_too)
{
    Config config;
    config.bayeux.extensions = {ExtensionName::activity};
    config.bayeux.activity = {ActivityOf::client_and_server, 1min};
    Simulation world{config};
    auto client = Client::polling(world);
    client.subscribe("/a");
    auto publisher = Client::handshaken(world);
    for (int minute = 0; minute < 5; ++minute) {
        for (int turn = 0; turn < 6; ++turn) {
            world.advance(9s);
            publisher.publish("/a", "1");
            client.poll();
        }
    }
    BOOST_TEST(like(client.poll()[0], R"({"successful":true})"));
}

BOOST_AUTO_TEST_CASE(ACT_01_switched_off)
{
    Config config;
    config.bayeux.activity.max_inactivity = 1s;
    Simulation world{config};
    auto client = Client::polling(world);
    for (int turn = 0; turn < 100; ++turn) {
        world.advance(9s);
        BOOST_TEST(like(client.poll()[0], R"({"successful":true,"channel":"/meta/connect"})"));
    }
}

BOOST_AUTO_TEST_SUITE_END()
