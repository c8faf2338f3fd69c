#include <algorithm>
#include <set>

#include "draining.hpp"
#include "nodefony_page.hpp"

// The way to the end of a server that lets its clients go first.

BOOST_AUTO_TEST_SUITE(draining)

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;
using protocol::CloseReason;

BOOST_AUTO_TEST_CASE(sessions_leave_one_after_the_other)
{
    Simulation world{draining_over(10s), 2};
    constexpr std::size_t clients = 40;
    for (std::size_t i = 0; i < clients; ++i)
        held_on_socket(world, {.shard = static_cast<protocol::ShardId>(i % 2)});
    world.drain();
    for (std::size_t second = 1; second <= 10; ++second) {
        world.advance(1s);
        const auto gone = clients - world.sessions();
        BOOST_TEST(gone >= 4 * second - 2);
        BOOST_TEST(gone <= 4 * second + 2);
    }
    BOOST_TEST(world.sessions() == 0u);
}

BOOST_AUTO_TEST_CASE(by_chance_not_all_at_the_same_time_after_each_start)
{
    std::set<protocol::Duration> times;
    Simulation world{draining_over(10s)};
    for (int i = 0; i < 20; ++i)
        held_on_socket(world);
    world.drain();
    auto before = world.sessions();
    for (auto passed = 0ms; passed < 10s; passed += 20ms) {
        world.advance(20ms);
        if (world.sessions() != std::exchange(before, world.sessions()))
            times.insert(passed % 500ms);
    }
    BOOST_TEST(times.size() > 5u);
}

BOOST_AUTO_TEST_CASE(tabs_of_a_browser_leave_together)
{
    auto config = draining_over(10s);
    config.bayeux.max_sessions_per_browser = -1;
    Simulation world{config};
    const auto cookie =
        world.cookie_of(world.post(R"([{"channel":"/meta/handshake","version":"1.0"}])"));
    std::vector<protocol::Outlet> held;
    for (int tab = 0; tab < 3; ++tab) {
        held.push_back(Client::polling(world, {.cookie = cookie}).hold());
        held_on_socket(world, {.cookie = cookie});
    }
    world.drain();
    std::size_t answered = 0;
    while (answered == 0) {
        world.advance(16ms);
        answered = static_cast<std::size_t>(std::count_if(
            held.begin(), held.end(), [&](auto exchange) { return world.answered(exchange); }));
    }
    BOOST_TEST(answered == held.size());
    BOOST_TEST(world.sessions() >= 3u);
}

BOOST_AUTO_TEST_CASE(a_held_connect_is_answered)
{
    for (const protocol::ShardId shard : {protocol::ShardId{0}, protocol::ShardId{1}}) {
        Simulation world{draining_over(0ms), 2};
        auto poller = Client::polling(world, {.shard = shard});
        const auto exchange = poller.hold(R"("id":"p")");
        auto streamer = held_on_socket(world, {.shard = shard});
        world.drain();
        world.advance(100ms);
        BOOST_TEST(world.sessions() == 0u);

        const auto answer = world.response(exchange);
        BOOST_TEST(answer.size() == 1u);
        BOOST_TEST(like(answer[0], to_leave));
        BOOST_TEST(answer[0]["id"].string() == "p");
        BOOST_TEST(world.last(exchange));

        const auto received = streamer.received();
        BOOST_TEST(received.size() == 1u);
        BOOST_TEST(like(received.at(0), to_leave));
        BOOST_TEST((world.closed(*streamer.socket) == CloseReason::server_stopping));
    }
}

BOOST_AUTO_TEST_CASE(the_advice_names_hosts_and_a_pause)
{
    auto config = draining_over(0ms);
    config.drain.interval = 7s;
    config.drain.hosts = {"two.example", "192.0.2.3"};
    Simulation world{config};
    auto client = held_on_socket(world);
    auto poller = Client::polling(world);
    auto later = world.open();
    world.drain();
    world.advance(100ms);
    constexpr auto advised =
        R"({"advice":{"reconnect":"handshake","interval":7000,"hosts":["two.example","192.0.2.3"]}})";
    const auto told = client.received().at(0);
    BOOST_TEST(like(told, advised));
    BOOST_TEST(like(told, R"({"channel":"/meta/connect","successful":false,"error":"402:*"})"));
    BOOST_TEST(like(poller.poll(), batch_of({advised})));
    world.send(later, R"([{"channel":"/meta/handshake","version":"1.0","id":"h"}])");
    BOOST_TEST(like(world.messages(later).at(0), advised));
}

BOOST_AUTO_TEST_CASE(without_hosts_only_the_pause)
{
    auto config = draining_over(0ms);
    config.drain.interval = 7s;
    Simulation world{config};
    auto client = held_on_socket(world);
    auto poller = Client::polling(world);
    world.drain();
    world.advance(100ms);
    constexpr auto later = R"({"successful":true,"advice":{"reconnect":"retry","interval":7000}})";
    BOOST_TEST(like(client.received().at(0), later));
    BOOST_TEST(like(poller.poll(), batch_of({later})));
}

BOOST_AUTO_TEST_CASE(until_then_everything_is_served)
{
    Simulation world{draining_over(1h)};
    auto poller = Client::polling(world);
    auto streamer = held_on_socket(world);
    world.drain();
    poller.subscribe("/a");
    streamer.subscribe("/a");
    const auto exchange = poller.hold();
    const auto publish =
        poller.post(batch_of({publish_message("/a", "1"), connect_message(R"("id":"c")")}));
    BOOST_TEST(like(world.response(publish), R"([{"data":1},{"successful":true},
                                                 {"id":"c","successful":true}])"));
    BOOST_TEST(!world.last(publish));
    BOOST_TEST(!world.last(exchange));
    BOOST_TEST(data_of(streamer.received()) == std::vector<std::string>{"1"});
    BOOST_TEST(world.sessions() == 2u);
}

BOOST_AUTO_TEST_CASE(nobody_new_is_let_in)
{
    Simulation world{draining_over(1h), 2};
    auto client = held_on_socket(world);
    world.drain();
    constexpr auto handshake = R"([{"channel":"/meta/handshake","version":"1.0","id":"h"}])";
    constexpr auto refused = R"([{"id":"h","successful":false,"error":"503::server_stopping",
                                  "advice":{"reconnect":"handshake","interval":0}}])";
    for (const protocol::ShardId shard : {protocol::ShardId{0}, protocol::ShardId{1}}) {
        const auto exchange = world.post(handshake, {.shard = shard});
        BOOST_TEST(like(world.response(exchange), refused));
        BOOST_TEST(world.last(exchange));
        const auto socket = world.open({.shard = shard});
        world.send(socket, handshake);
        BOOST_TEST(like(world.frames(socket).at(0), refused));
        BOOST_TEST((world.closed(socket) == CloseReason::server_stopping));
    }
    // A socket with a session goes on.
    world.send(*client.socket, handshake);
    BOOST_TEST(like(world.frames(*client.socket).at(0), refused));
    BOOST_TEST(!world.closed(*client.socket));
    BOOST_TEST(world.sessions() == 1u);

    const auto stray = world.post(
        R"([{"channel":"/meta/connect","clientId":"none","connectionType":"long-polling"}])");
    BOOST_TEST(like(world.response(stray)[0],
                    R"({"error":"402:*","advice":{"reconnect":"handshake","interval":0}})"));
    BOOST_TEST(world.last(stray));
}

BOOST_AUTO_TEST_CASE(nodefony_is_let_in_no_more)
{
    auto config = nodefony_config();
    config.drain.window = 1h;
    Simulation world{config};
    world.drain();
    BOOST_TEST(like(world.request(nodefony_hello)[0], R"({"successful":false,"error":"503:*"})"));
    const auto socket = world.open({.bayeux_subprotocol = true});
    world.send(socket, R"({"channel":"/meta/connect"})");
    BOOST_TEST(like(world.frames(socket).at(0), R"({"successful":false,"error":"503:*"})"));
    BOOST_TEST((world.closed(socket) == CloseReason::server_stopping));
}

BOOST_AUTO_TEST_CASE(a_shared_socket_is_closed_after_its_last_session)
{
    Simulation world{draining_over(10s)};
    auto first = held_on_socket(world);
    const auto socket = *first.socket;
    const auto second = world.connected(socket);
    world.send(socket, with_id(batch_of({connect_message()}), second));
    world.drain();
    while (world.sessions() == 2u)
        world.advance(16ms);
    BOOST_TEST(world.sessions() == 1u);
    BOOST_TEST(!world.closed(socket));
    world.advance(10s);
    BOOST_TEST(world.messages(socket).size() == 2u);
    BOOST_TEST((world.closed(socket) == CloseReason::server_stopping));
}

BOOST_AUTO_TEST_CASE(who_disconnects_meanwhile_has_left)
{
    Simulation world{draining_over(1h)};
    auto poller = Client::polling(world);
    world.drain();
    const auto bye = poller.post(batch_of({message("/meta/disconnect")}));
    BOOST_TEST(like(world.response(bye), R"([{"successful":true}])"));
    BOOST_TEST(world.last(bye));
    BOOST_TEST(world.sessions() == 0u);
}

BOOST_AUTO_TEST_CASE(handshakes_that_wait_for_a_policy_are_refused)
{
    struct Silent : SecurityPolicy {
        void admit_session(const SessionView&,
                           const MessageView&,
                           const RequestView&,
                           Answer answer) override
        {
            kept.push_back(std::move(answer));
        }
        std::vector<Answer> kept;
    };
    Silent policy;
    protocol::Hooks hooks;
    hooks.policy = &policy;
    Simulation world{draining_over(1h), 1, nullptr, &hooks};
    const auto asked = world.post(R"([{"channel":"/meta/handshake","version":"1.0","id":"h"}])");
    BOOST_TEST(!world.answered(asked));
    world.drain();
    BOOST_TEST(like(world.response(asked),
                    R"([{"error":"503::server_stopping","advice":{"reconnect":"handshake"}}])"));
    policy.kept.at(0)({});
    BOOST_TEST(world.sessions() == 0u);
}

BOOST_AUTO_TEST_CASE(it_can_be_stopped_in_the_middle)
{
    Simulation world{draining_over(1h)};
    auto client = held_on_socket(world);
    world.drain();
    world.drain();
    world.stop();
    BOOST_TEST(like(client.received().at(0), R"({"id":"held","successful":true})"));
}

BOOST_AUTO_TEST_SUITE_END()
