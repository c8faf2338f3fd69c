// A server whose clients leave before it stops.

#include <chrono>
#include <future>

#include <boost/test/unit_test.hpp>

#include "support/event_source.hpp"
#include "support/live_server.hpp"
#include "support/messages.hpp"
#include "support/ws_client.hpp"

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;

namespace {

Config draining_over(std::chrono::milliseconds window)
{
    Config config;
    config.drain.window = window;
    return config;
}

/// Ready at the end of the drain.
std::future<void> drain(LiveServer& server)
{
    auto promise = std::make_shared<std::promise<void>>();
    server.drain([promise] { promise->set_value(); });
    return promise->get_future();
}

/// All shards drain when the last listener is closed.
void await_drain(const LiveServer& server)
{
    try {
        for (;;)
            TcpClient{server.port};
    } catch (const std::exception&) {
    }
}

bool says_to_leave(const Json& reply)
{
    return reply["channel"].string() == "/meta/connect" && reply["successful"].truth() &&
           reply.has("advice") && reply["advice"]["reconnect"].string() == "retry";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(draining)

WIRE_TEST(all_are_told_and_then_their_connections_are_closed)
{
    LiveServer server{shards, draining_over(300ms)};
    std::vector<HttpClient> pollers;
    std::vector<WsClient> sockets;
    for (int turn = 0; turn < 8; ++turn) {
        auto& poller = pollers.emplace_back(server.port);
        const auto id = poller.handshake();
        poller.post(connect_message(id, "1"));
        poller.begin_post(connect_message(id, "2"));
        auto& socket = sockets.emplace_back(server.port);
        const auto streamed = socket.handshake();
        socket.request(connect_message(streamed, "1"), "1");
        socket.send(connect_message(streamed, "2"));
    }
    auto drained = drain(server);
    for (auto& poller : pollers) {
        const auto response = poller.response();
        BOOST_TEST(response.header("connection") == "close");
        BOOST_TEST(response.json()[0]["id"].string() == "2");
        BOOST_TEST(says_to_leave(response.json()[0]));
        BOOST_TEST(poller.connection.ends());
    }
    for (auto& socket : sockets) {
        BOOST_TEST(says_to_leave(socket.json()[0]));
        const auto farewell = socket.closed();
        BOOST_TEST(farewell.close_code() == 1001U);
        BOOST_TEST(farewell.close_reason() == "server_stopping");
    }
    BOOST_TEST((drained.wait_for(patience) == std::future_status::ready));
}

WIRE_TEST(nobody_new_is_let_in)
{
    LiveServer server{shards, draining_over(1h)};
    HttpClient client{server.port};
    client.handshake();
    auto drained = drain(server);
    await_drain(server);
    const auto refused = client.post(handshake_message());
    BOOST_TEST(refused.json()[0]["error"].string() == "503::server_stopping");
    BOOST_TEST(refused.header("connection") == "close");
    BOOST_TEST((drained.wait_for(0s) == std::future_status::timeout));
}

WIRE_TEST(whoever_has_a_session_keeps_its_connection)
{
    LiveServer server{shards, draining_over(1h)};
    HttpClient client{server.port};
    const auto id = client.handshake();
    client.post(connect_message(id, "1"));
    auto drained = drain(server);
    await_drain(server);
    for (int turn = 0; turn < 3; ++turn) {
        const auto response = client.post(publish_message(id, "p", "/a", "1"));
        BOOST_TEST(response.json()[0]["successful"].truth());
        BOOST_TEST(!response.has("connection"));
    }
    BOOST_TEST(client.post(message("/meta/disconnect", id, "d")).header("connection") == "close");
    BOOST_TEST(client.connection.ends());
}

// Or its client would use them for a session that it has elsewhere.
WIRE_TEST(idle_connections_end_with_the_session_that_used_them)
{
    LiveServer server{shards, draining_over(0ms)};
    std::vector<HttpClient> pollers;
    std::vector<HttpClient> idle;
    for (int turn = 0; turn < 8; ++turn) {
        auto& poller = pollers.emplace_back(server.port);
        const auto id = poller.handshake();
        poller.post(connect_message(id, "1"));
        auto& beside = idle.emplace_back(server.port);
        beside.cookie = poller.cookie;
        beside.post(publish_message(id, "p", "/nobody", "0"));
        poller.begin_post(connect_message(id, "2"));
    }
    HttpClient stranger{server.port};
    stranger.get("/cometd");
    auto drained = drain(server);
    for (auto& poller : pollers)
        BOOST_TEST(says_to_leave(poller.response().json()[0]));
    for (auto& each : idle)
        BOOST_TEST(each.connection.ends());
    BOOST_TEST(stranger.get("/cometd").status != 0U);
}

WIRE_TEST(what_a_slow_client_has_not_read_goes_first)
{
    LiveServer server{shards, draining_over(0ms)};
    WsClient slow{server.port};
    slow.connection.set_receive_buffer(4096);
    const auto id = slow.handshake();
    slow.request(subscribe_message(id, "s", "/a"), "s");
    slow.request(connect_message(id, "1"), "1");
    slow.send(connect_message(id, "2"));
    WsClient publisher{server.port};
    const auto publisher_id = publisher.handshake();
    const auto data = "\"" + std::string(50'000, 'x') + "\"";
    for (int turn = 0; turn < 60; ++turn)
        publisher.request(publish_message(publisher_id, "p", "/a", data), "p");

    BOOST_TEST((drain(server).wait_for(patience) == std::future_status::ready));
    std::size_t events = 0;
    for (bool told = false; !told;) {
        for (const auto& each : slow.json().elements()) {
            told = each["channel"].string() == "/meta/connect";
            if (told) {
                BOOST_TEST(says_to_leave(each));
            } else {
                ++events;
            }
        }
    }
    BOOST_TEST(events == 60U);
    BOOST_TEST(slow.closed().close_code() == 1001U);
}

WIRE_TEST(event_streams_end_after_what_waits)
{
    auto config = draining_over(0ms);
    config.bayeux.transports = {TransportName::long_polling, TransportName::eventsource};
    LiveServer server{shards, config};
    HttpClient client{server.port};
    const auto id = client.handshake();
    client.post(subscribe_message(id, "s", "/a"));
    EventSource stream{server.port, id};
    client.post(publish_message(id, "p", "/a", "1"));
    auto drained = drain(server);
    const auto rest = stream.rest();
    BOOST_TEST(rest.size() == 1U);
    BOOST_TEST((drained.wait_for(patience) == std::future_status::ready));
}

WIRE_TEST(without_sessions_it_is_over_at_once)
{
    LiveServer server{shards, draining_over(1h)};
    HttpClient idle{server.port};
    idle.get("/cometd");
    BOOST_TEST((drain(server).wait_for(patience) == std::future_status::ready));
}

WIRE_TEST(a_drain_that_is_stopped_or_begun_twice)
{
    LiveServer server{shards, draining_over(1h)};
    HttpClient client{server.port};
    const auto id = client.handshake();
    client.post(connect_message(id, "1"));
    HttpClient beside{server.port};
    beside.cookie = client.cookie;
    client.begin_post(connect_message(id, "2"));
    beside.post(publish_message(id, "sync", "/nobody", "0"));
    auto drained = drain(server);
    auto again = drain(server);
    server.stop();
    BOOST_TEST(client.response().json()[0]["successful"].truth());
}

BOOST_AUTO_TEST_SUITE_END()
