// The end of a server, with clients of all kinds connected.

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

std::future<std::chrono::steady_clock::duration> stop(LiveServer& server)
{
    return std::async(std::launch::async, [&server] {
        const auto begin = std::chrono::steady_clock::now();
        server.stop();
        return std::chrono::steady_clock::now() - begin;
    });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stopping)

WIRE_TEST(held_connects_are_answered_and_sockets_closed_1001)
{
    LiveServer server{shards};
    std::vector<HttpClient> pollers;
    std::vector<WsClient> sockets;
    for (int turn = 0; turn < 8; ++turn) {
        auto& poller = pollers.emplace_back(server.port);
        const auto id = poller.handshake();
        poller.post(connect_message(id, "1"));
        HttpClient beside{server.port};
        poller.begin_post(connect_message(id, "2"));
        beside.cookie = poller.cookie;
        beside.post(publish_message(id, "sync", "/nobody", "0"));
        sockets.emplace_back(server.port).handshake();
    }
    HttpClient idle{server.port};
    idle.handshake();

    auto stopped = stop(server);
    for (auto& poller : pollers) {
        const auto response = poller.response();
        BOOST_TEST(response.status == 200U);
        BOOST_TEST(response.header("connection") == "close");
        BOOST_TEST(response.json()[0]["id"].string() == "2");
        BOOST_TEST(response.json()[0]["successful"].truth());
        poller.connection.close();
    }
    for (auto& socket : sockets)
        BOOST_TEST(socket.closed().close_code() == 1001U);
    BOOST_TEST(idle.connection.ends());
    BOOST_TEST((stopped.get() < 3s));
    BOOST_CHECK_THROW(TcpClient{server.port}, std::exception);
}

WIRE_TEST(what_waits_is_written_first)
{
    LiveServer server{shards};
    WsClient subscriber{server.port};
    const auto id = subscriber.handshake();
    subscriber.request(subscribe_message(id, "1", "/a"), "1");
    WsClient publisher{server.port};
    const auto publisher_id = publisher.handshake();
    for (int index = 0; index < 500; ++index)
        publisher.send(publish_message(publisher_id, "p", "/a", std::to_string(index)));
    // When it has the last reply, all events are on their way.
    for (std::size_t replies = 0; replies < 500;)
        replies += publisher.json().size();

    auto stopped = stop(server);
    int next = 0;
    auto frame = subscriber.read();
    for (; frame.opcode == Opcode::text; frame = subscriber.read()) {
        for (const auto& each : Json::parse(frame.payload).elements())
            BOOST_REQUIRE(each["data"].number() == next++);
    }
    BOOST_TEST(next == 500);
    BOOST_TEST(frame.close_code() == 1001U);
    subscriber.connection.close();
    publisher.connection.close();
    BOOST_TEST((stopped.get() < 3s));
}

WIRE_TEST(event_streams_end_after_what_waits)
{
    Config config;
    config.bayeux.transports = {TransportName::long_polling, TransportName::eventsource};
    LiveServer server{shards, config};
    HttpClient client{server.port};
    const auto id = client.handshake();
    client.post(subscribe_message(id, "s", "/a"));
    EventSource stream{server.port, id};
    HttpClient other{server.port};
    const auto other_id = other.handshake();
    EventSource never_reads{server.port, other_id};
    other.post(subscribe_message(other_id, "s", "/a"));
    const std::string padding(20'000, 'x');
    for (int index = 0; index < 100; ++index)
        client.post(
            publish_message(id, "p", "/a", "[" + std::to_string(index) + ",\"" + padding + "\"]"));

    auto stopped = stop(server);
    int next = 0;
    for (const auto& each : stream.rest())
        BOOST_REQUIRE(each["data"][0].number() == next++);
    BOOST_TEST(next == 100);
    stream.connection.close();
    BOOST_TEST((stopped.get() < 3500ms));
}

// Clients that do not play along: the stop has a limit of its own.
WIRE_TEST(it_ends_in_time_whatever_clients_do)
{
    LiveServer server{shards};
    TcpClient silent{server.port};
    TcpClient half{server.port};
    half.send("POST /cometd HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n");
    WsClient never_closes{server.port};
    never_closes.handshake();

    WsClient never_reads{server.port};
    never_reads.connection.set_receive_buffer(4096);
    const auto id = never_reads.handshake();
    never_reads.request(subscribe_message(id, "1", "/a"), "1");
    WsClient publisher{server.port};
    const auto publisher_id = publisher.handshake();
    const auto data = "\"" + std::string(500'000, 'x') + "\"";
    for (int turn = 0; turn < 12; ++turn)
        publisher.request(publish_message(publisher_id, "p", "/a", data), "p");

    BOOST_TEST((stop(server).get() < 3500ms));
}

WIRE_TEST(a_server_that_never_started_or_is_stopped_twice)
{
    Config config;
    config.shards = shards;
    config.listen.push_back({"127.0.0.1", 0});
    RecordingLogger logger;
    {
        runtime::Server never{config, logger};
    }
    runtime::Server twice{config, logger};
    twice.start();
    twice.stop();
    twice.stop();
}

// Without a stop. What is still open must not outlive the loop that it belongs to.
WIRE_TEST(a_server_that_is_destroyed_while_it_holds_connects)
{
    Config config;
    config.shards = shards;
    config.listen.push_back({"127.0.0.1", 0});
    config.bayeux.transports.push_back(TransportName::eventsource);
    RecordingLogger logger;
    std::vector<HttpClient> pollers;
    std::vector<WsClient> sockets;
    std::vector<EventSource> streams;
    {
        runtime::Server server{config, logger};
        server.start();
        for (int turn = 0; turn < 8; ++turn) {
            auto& poller = pollers.emplace_back(server.port());
            const auto id = poller.handshake();
            poller.post(connect_message(id, "1"));
            HttpClient beside{server.port()};
            beside.cookie = poller.cookie;
            poller.begin_post(connect_message(id, "2"));
            beside.post(publish_message(id, "sync", "/nobody", "0"));
            const auto streamed = sockets.emplace_back(server.port()).handshake();
            streams.emplace_back(server.port(), streamed);
        }
    }
    for (auto& poller : pollers)
        BOOST_TEST(poller.connection.ends());
}

BOOST_AUTO_TEST_SUITE_END()
