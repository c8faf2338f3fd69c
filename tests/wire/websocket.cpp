// Sessions on WebSockets: frames, held connects, moving from socket to socket.

#include <chrono>

#include <boost/test/unit_test.hpp>

#include "support/live_server.hpp"
#include "support/messages.hpp"
#include "support/ws_client.hpp"

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;

namespace {

Config with_timeout(std::chrono::milliseconds timeout)
{
    Config config;
    config.bayeux.timeout = timeout;
    return config;
}

std::string together(const std::vector<std::string>& batches)
{
    std::string all = "[";
    for (const auto& batch : batches) {
        if (all.size() > 1) all += ",";
        all += batch.substr(1, batch.size() - 2);
    }
    return all + "]";
}

// The data of that many events or more, whatever else comes.
std::string events(WsClient& socket, std::size_t count)
{
    std::string data;
    for (std::size_t found = 0; found < count;) {
        for (const auto& each : socket.json().elements()) {
            if (!each.has("data")) continue;
            data += each["data"].text();
            ++found;
        }
    }
    return data;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(websocket)

WIRE_TEST(WS_03_an_array_or_an_object)
{
    LiveServer server{shards};
    WsClient socket{server.port};
    socket.handshake();
    const auto batch = handshake_message();
    socket.send(batch.substr(1, batch.size() - 2));
    BOOST_TEST(socket.json()[0]["successful"].truth());
}

WIRE_TEST(WS_04_WS_05_one_frame_for_a_batch_events_first)
{
    LiveServer server{shards};
    WsClient socket{server.port};
    const auto id = socket.handshake();
    socket.send(together({
        subscribe_message(id, "1", "/a"),
        publish_message(id, "2", "/a", "1"),
        publish_message(id, "3", "/a", "2"),
    }));
    const auto frame = socket.json();
    BOOST_TEST(frame.size() == 5U);
    BOOST_TEST(frame[0]["data"].text() == "1");
    BOOST_TEST(frame[1]["data"].text() == "2");
    for (int index = 2; index < 5; ++index)
        BOOST_TEST(frame[index]["id"].string() == std::to_string(index - 1));
}

WIRE_TEST(WS_06_events_are_pushed_while_the_connect_stays_held)
{
    LiveServer server{shards, with_timeout(500ms)};
    WsClient socket{server.port};
    const auto id = socket.handshake();
    socket.request(connect_message(id, "1"), "1");
    socket.request(subscribe_message(id, "2", "/a"), "2");
    socket.send(connect_message(id, "3"));

    WsClient publisher{server.port};
    const auto publisher_id = publisher.handshake();
    publisher.send(publish_message(publisher_id, "p", "/a", "7"));
    const auto event = socket.json();
    BOOST_TEST(event.size() == 1U);
    BOOST_TEST(event[0]["data"].text() == "7");
    BOOST_TEST(socket.json()[0]["id"].string() == "3");
}

WIRE_TEST(WS_07_a_second_connect_answers_the_first)
{
    LiveServer server{shards, with_timeout(300ms)};
    WsClient socket{server.port};
    const auto id = socket.handshake();
    socket.request(connect_message(id, "1"), "1");
    socket.send(connect_message(id, "3"));
    socket.send(connect_message(id, "7"));
    const auto first = socket.json()[0];
    BOOST_TEST(first["id"].string() == "3");
    BOOST_TEST(!first["successful"].truth());
    const auto second = socket.json()[0];
    BOOST_TEST(second["id"].string() == "7");
    BOOST_TEST(second["successful"].truth());
}

WIRE_TEST(WS_08_deliver_only_with_connects)
{
    auto config = with_timeout(10s);
    config.bayeux.meta_connect_deliver_only = true;
    LiveServer server{shards, config};
    WsClient socket{server.port};
    const auto id = socket.handshake();
    socket.request(connect_message(id, "1"), "1");
    socket.request(subscribe_message(id, "2", "/a"), "2");
    socket.send(connect_message(id, "3"));
    socket.send(publish_message(id, "4", "/a", "7"));
    std::vector<Json> all;
    while (all.size() < 3) {
        for (auto& each : socket.json().elements())
            all.push_back(std::move(each));
    }
    // The reply to the publish, then the event and the connect that it ended.
    BOOST_TEST(all[0]["id"].string() == "4");
    BOOST_TEST(all[1]["data"].text() == "7");
    BOOST_TEST(all[2]["id"].string() == "3");
}

WIRE_TEST(WS_09_events_before_the_first_connect)
{
    LiveServer server{shards};
    WsClient socket{server.port};
    const auto id = socket.handshake();
    socket.request(subscribe_message(id, "1", "/a"), "1");
    WsClient publisher{server.port};
    publisher.send(publish_message(publisher.handshake(), "p", "/a", "1"));
    BOOST_TEST(events(socket, 1) == "1");
}

WIRE_TEST(WS_10_WS_11_connects)
{
    LiveServer server{shards, with_timeout(200ms)};
    WsClient socket{server.port};
    const auto id = socket.handshake();
    auto begin = std::chrono::steady_clock::now();
    socket.request(connect_message(id, "1"), "1");
    BOOST_TEST((std::chrono::steady_clock::now() - begin < 200ms || shards > 0));
    begin = std::chrono::steady_clock::now();
    BOOST_TEST(socket.request(connect_message(id, "2"), "2")["successful"].truth());
    BOOST_TEST((std::chrono::steady_clock::now() - begin >= 200ms));
}

WIRE_TEST(WS_12_an_unknown_client_id)
{
    LiveServer server{shards};
    WsClient socket{server.port};
    socket.handshake();
    const auto reply = socket.request(connect_message("zzz", "1"), "1");
    BOOST_TEST(reply["error"].string().starts_with("402:"));
    BOOST_TEST(reply["advice"]["reconnect"].string() == "handshake");
}

WIRE_TEST(WS_13_WS_17_WS_18_a_session_outlives_its_socket)
{
    LiveServer server{shards};
    WsClient publisher{server.port};
    const auto publisher_id = publisher.handshake();
    std::optional<WsClient> socket{std::in_place, server.port};
    const auto id = socket->handshake();
    socket->request(subscribe_message(id, "1", "/a"), "1");
    for (int round = 0; round < 5; ++round) {
        if (round % 2 == 0) {
            socket->close();
        } else {
            socket->connection.reset();
        }
        publisher.request(publish_message(publisher_id, "p", "/a", "1"), "p");
        publisher.request(publish_message(publisher_id, "q", "/a", "2"), "q");
        socket.emplace(server.port);
        socket->send(connect_message(id, "2"));
        publisher.request(publish_message(publisher_id, "r", "/a", "3"), "r");
        const auto data = events(*socket, 1);
        if (round % 2 == 0) {
            BOOST_TEST(data + events(*socket, 3 - data.size()) == "123");
        } else {
            // What the kernel had taken for the broken connection is lost; the rest is in order.
            auto all = data;
            while (!all.ends_with("3"))
                all += events(*socket, 1);
            BOOST_TEST(std::string{"123"}.ends_with(all));
        }
    }
}

WIRE_TEST(WS_13_the_newest_socket_wins)
{
    LiveServer server{shards};
    WsClient first{server.port};
    const auto id = first.handshake();
    first.request(subscribe_message(id, "1", "/a"), "1");
    WsClient second{server.port};
    second.request(publish_message(id, "2", "/nobody", "0"), "2");
    WsClient publisher{server.port};
    publisher.send(publish_message(publisher.handshake(), "p", "/a", "1"));
    BOOST_TEST(events(second, 1) == "1");
}

WIRE_TEST(LP_06_WS_15_a_session_moves_from_polling_to_a_socket)
{
    LiveServer server{shards};
    HttpClient poller{server.port};
    const auto id = poller.handshake();
    poller.post(connect_message(id, "1"));
    poller.post(subscribe_message(id, "2", "/a"));
    poller.begin_post(connect_message(id, "3"));
    HttpClient beside{server.port};
    beside.cookie = poller.cookie;
    beside.post(publish_message(id, "sync", "/nobody", "0"));

    WsClient socket{server.port};
    socket.send(connect_message(id, "4"));
    const auto superseded = poller.response();
    BOOST_TEST(superseded.status == 200U);
    BOOST_TEST(superseded.json()[0]["id"].string() == "3");

    WsClient publisher{server.port};
    publisher.send(publish_message(publisher.handshake(), "p", "/a", "1"));
    BOOST_TEST(events(socket, 1) == "1");
}

WIRE_TEST(LP_10_a_session_moves_from_a_socket_to_polling)
{
    LiveServer server{shards};
    WsClient socket{server.port};
    const auto id = socket.handshake();
    socket.request(subscribe_message(id, "1", "/a"), "1");
    socket.close();
    WsClient publisher{server.port};
    publisher.request(publish_message(publisher.handshake(), "p", "/a", "1"), "p");
    HttpClient poller{server.port};
    std::string data;
    while (data.empty()) {
        for (const auto& each : poller.post(connect_message(id, "2")).json().elements()) {
            if (each.has("data")) data += each["data"].text();
        }
    }
    BOOST_TEST(data == "1");
}

WIRE_TEST(WS_16_a_second_handshake_on_one_socket)
{
    LiveServer server{shards};
    WsClient socket{server.port};
    const auto first = socket.handshake();
    const auto second = socket.handshake();
    BOOST_TEST(first != second);
    BOOST_TEST(socket.request(publish_message(second, "1", "/a", "1"), "1")["successful"].truth());
}

WIRE_TEST(large_messages_go_both_ways)
{
    LiveServer server{shards};
    WsClient socket{server.port};
    const auto id = socket.handshake();
    socket.request(subscribe_message(id, "1", "/a"), "1");
    const auto data = "\"" + std::string(900'000, 'x') + "\"";
    socket.send(publish_message(id, "2", "/a", data));
    BOOST_TEST((events(socket, 1) == data));
}

WIRE_TEST(WS_32_a_flood_of_publishes_in_order)
{
    LiveServer server{shards};
    WsClient socket{server.port};
    const auto id = socket.handshake();
    socket.request(subscribe_message(id, "1", "/a"), "1");
    constexpr int count = 2000;
    std::string frames;
    for (int index = 0; index < count; ++index)
        frames += encode_frame(
            {Opcode::text, true, publish_message(id, "p", "/a", std::to_string(index))});
    socket.connection.send(frames);
    int next = 0;
    while (next < count) {
        for (const auto& each : socket.json().elements()) {
            if (each.has("data")) BOOST_REQUIRE(each["data"].number() == next++);
        }
    }
}

WIRE_TEST(what_comes_together_leaves_in_one_frame)
{
    LiveServer server{shards};
    WsClient subscriber{server.port};
    subscriber.request(subscribe_message(subscriber.handshake(), "1", "/a"), "1");
    WsClient publisher{server.port};
    const auto id = publisher.handshake();
    constexpr int count = 50;
    std::string sent;
    for (int number = 1; number <= count; ++number)
        sent += encode_frame(
            {Opcode::text, true, publish_message(id, std::to_string(number), "/a", "1")});
    publisher.connection.send(sent);  // More than one read takes.
    int frames = 0;
    for (std::size_t events = 0; events < count; ++frames)
        events += subscriber.json().size();
    BOOST_TEST(frames <= 2);
}

BOOST_AUTO_TEST_SUITE_END()
