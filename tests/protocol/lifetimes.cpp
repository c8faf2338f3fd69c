#include <chrono>

#include "client.hpp"

// How long a session lives, by the simulated clock: hours of protocol, no sleep.

BOOST_AUTO_TEST_SUITE(lifetimes)

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

// Never before its time, and soon after it.
void check_expiry(Simulation& world, milliseconds patience)
{
    world.advance(patience - 1ms);
    BOOST_TEST(world.sessions() == 1u);
    world.advance(30ms);
    BOOST_TEST(world.sessions() == 0u);
    BOOST_TEST(world.subscriptions() == 0u);
}

Config with_interval(milliseconds interval)
{
    Config config;
    config.bayeux.interval = interval;
    return config;
}

}  // namespace

BOOST_AUTO_TEST_CASE(CON_22_expiry)
{
    struct {
        const char* name;
        void (*act)(Client&);
        milliseconds patience;
    } const table[] = {
  // clang-format off
        {"CON-22 after the handshake", [](Client&) {}, 10s},
        {"CON-22 after a connect", [](Client& client) { client.poll(); }, 10s},
        {"CON-22 after a hold that ended", [](Client& client) {
             client.poll();
             client.hold();
             client.world->advance(30s + 16ms);
         }, 10s - 16ms},
        {"CON-24 after a subscribe", [](Client& client) { client.subscribe("/a"); }, 10s},
        {"CON-24 after a publish", [](Client& client) { client.publish("/a", "1"); }, 10s},
        {"CON-24 after a refused message", [](Client& client) { client.publish("/a//b", "1"); }, 10s},
        {"CON-21 a longer interval than ours is not granted", [](Client& client) {
             client.poll(R"("advice":{"interval":3600000})");
             client.poll(R"("advice":{"timeout":0,"interval":3600000})");
         }, 10s},
  // clang-format on
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world;
            auto client = Client::handshaken(world);
            row.act(client);
            check_expiry(world, row.patience);
            BOOST_TEST(like(client.poll(), R"([{"successful":false,"error":"402:*",
                "advice":{"reconnect":"handshake","interval":0}}])"));  // CON-26
        }
    }
}

BOOST_AUTO_TEST_CASE(CON_21_the_interval_counts_as_far_as_it_is_ours)
{
    Simulation world{with_interval(5s)};
    auto client = Client::polling(world);
    client.poll(R"("advice":{"timeout":0,"interval":3600000})");
    check_expiry(world, 15s);
}

BOOST_AUTO_TEST_CASE(CON_23_no_expiry_while_a_connect_is_held)
{
    Config config;
    config.bayeux.timeout = 2h;
    Simulation world{config};
    auto poller = Client::polling(world);
    auto streamer = Client::streaming(world);
    const auto held = poller.hold();
    streamer.send(batch_of({connect_message()}));
    world.advance(2h - 1s);
    BOOST_TEST(world.sessions() == 2u);
    BOOST_TEST(!world.answered(held));
    world.advance(2s);
    BOOST_TEST(world.answered(held));
    BOOST_TEST(streamer.received().size() == 1u);
    world.advance(10s);
    BOOST_TEST(world.sessions() == 0u);
}

BOOST_AUTO_TEST_CASE(CON_24_any_message_prolongs_the_life)
{
    Simulation world;
    auto client = Client::polling(world);
    for (int i = 0; i < 400; ++i) {
        world.advance(9s);
        BOOST_REQUIRE(client.publish("/a", "1").back()["successful"].truth());
    }
    BOOST_TEST(client.poll()[0]["successful"].truth());
    check_expiry(world, 10s);
}

BOOST_AUTO_TEST_CASE(CON_24_what_another_client_sends_does_not)
{
    Simulation world;
    auto idle = Client::polling(world);
    idle.subscribe("/a");
    auto busy = Client::polling(world);
    for (int i = 0; i < 4; ++i) {
        world.advance(4s);
        busy.publish("/a", "1");
    }
    BOOST_TEST(world.sessions() == 1u);
    BOOST_TEST(busy.poll()[0]["successful"].truth());
}

BOOST_AUTO_TEST_CASE(CON_25_expiry_removes_the_subscriptions)
{
    Simulation world;
    auto gone = Client::polling(world);
    gone.subscribe("/a");
    gone.subscribe("/b/**");
    BOOST_TEST(world.subscriptions() == 2u);
    world.advance(9s);
    auto publisher = Client::polling(world);
    world.advance(2s);
    BOOST_TEST(world.subscriptions() == 0u);
    BOOST_TEST(like(publisher.request(batch_of({publish_message("/a", "1")})),
                    R"([{"successful":true}])"));
}

BOOST_AUTO_TEST_CASE(a_day_of_polling)
{
    Simulation world;
    auto client = Client::polling(world);
    client.subscribe("/a");
    for (const auto end = world.now() + 24h; world.now() < end;) {
        const auto held = client.hold();
        world.advance(30'020ms);
        BOOST_REQUIRE(like(world.response(held), R"([{"successful":true}])"));
        world.advance(9'900ms);
    }
    BOOST_TEST(world.sessions() == 1u);
}

BOOST_AUTO_TEST_CASE(a_day_on_a_websocket)
{
    Simulation world;
    auto client = Client::streaming(world);
    client.subscribe("/a");
    for (int i = 0; i < 2'800; ++i) {
        BOOST_REQUIRE(client.send(batch_of({connect_message()})).empty());
        world.advance(30'020ms);
        BOOST_REQUIRE(client.received().size() == 1u);
    }
    // WS-19: without connects it expires; the socket stays open.
    world.advance(11s);
    BOOST_TEST(world.sessions() == 0u);
    BOOST_TEST(!world.closed(*client.socket));
    BOOST_TEST(like(client.send(batch_of({connect_message()})).at(0),
                    R"({"error":"402:*","advice":{"reconnect":"handshake"}})"));
}

BOOST_AUTO_TEST_CASE(a_held_poll_that_is_lost_leaves_the_session_its_patience)
{
    Simulation world;
    auto client = Client::polling(world);
    const auto held = client.hold();
    world.advance(20s);
    world.lose(held);  // LP-22
    world.advance(9s);
    BOOST_TEST(client.poll()[0]["successful"].truth());
    check_expiry(world, 10s);
}

BOOST_AUTO_TEST_CASE(a_websocket_that_is_lost_leaves_the_session_its_patience)
{
    Simulation world;
    auto client = Client::streaming(world);
    client.send(batch_of({connect_message()}));
    world.advance(20s);
    world.lose(*client.socket);  // WS-17
    check_expiry(world, 10s);
}

BOOST_AUTO_TEST_CASE(DSC_08_everything_returns_to_zero)
{
    Simulation world{{}, 2};
    for (unsigned round = 0; round < 50; ++round) {
        std::vector<Client> clients;
        for (unsigned i = 0; i < 40; ++i) {
            const From from{.shard = static_cast<protocol::ShardId>(i % 2)};
            clients.push_back(i % 3 == 0 ? Client::streaming(world, from)
                                         : Client::polling(world, from));
            clients.back().subscribe("/a/" + std::to_string(i % 7));
            clients.back().subscribe("/a/**");
        }
        for (unsigned i = 0; i < clients.size(); ++i) {
            auto& client = clients[i];
            client.publish("/a/" + std::to_string(i % 7), "1");
            if (i % 4 == 0) client.say(batch_of({message("/meta/disconnect")}));
            if (i % 4 == 1 && client.socket) world.lose(*client.socket);
            if (i % 4 == 2) client.unsubscribe("/a/**");
            if (i % 4 == 3 && !client.socket) client.post(batch_of({connect_message()}));
        }
        world.advance(45s);
        BOOST_REQUIRE(world.sessions() == 0u);
        BOOST_REQUIRE(world.subscriptions() == 0u);
    }
    for (const auto id : {protocol::ShardId{0}, protocol::ShardId{1}})
        BOOST_TEST(!world.shard(id).next_timeout());
}

BOOST_AUTO_TEST_CASE(LIM_06_an_address_with_as_many_sessions_as_it_may)
{
    struct OneAddress final : protocol::AddressLimit {
        std::optional<Limit> enter(std::string_view) override
        {
            if (sessions == 2) return Limit::sessions_per_address;
            ++sessions;
            return std::nullopt;
        }
        void leave(std::string_view) override { --sessions; }
        int sessions = 0;
    } address;
    Simulation world{{}, 2, &address};
    const auto hello = R"([{"channel":"/meta/handshake","id":"h"}])";
    auto first = Client::polling(world);
    const auto second = Client::streaming(world, {.shard = 1});
    BOOST_TEST(like(world.request(hello), R"([{"channel":"/meta/handshake","id":"h",
        "successful":false,"error":"403::too_many_sessions","clientId":null,
        "advice":{"reconnect":"none"}}])"));
    // The newer client of Nodefony, which does not even handshake.
    const auto socket = world.open({.bayeux_subprotocol = true});
    world.send(socket, R"({"channel":"/meta/connect"})");
    BOOST_TEST(like(world.messages(socket).at(0), R"({"successful":false,"error":"403:*"})"));

    first.say(batch_of({message("/meta/disconnect")}));
    BOOST_TEST(like(world.request(hello), R"([{"successful":true}])"));
    BOOST_TEST(like(world.request(hello), R"([{"successful":false}])"));
    world.advance(1min);
    BOOST_TEST(address.sessions == 0);
}

BOOST_AUTO_TEST_SUITE_END()
