// Server-Sent Events: a session's events on a stream of their own.

#include <chrono>

#include <boost/test/unit_test.hpp>

#include "support/event_source.hpp"
#include "support/live_server.hpp"
#include "support/messages.hpp"
#include "support/ws_client.hpp"

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;

namespace {

Config streams()
{
    Config config;
    config.bayeux.transports = {
        TransportName::websocket, TransportName::long_polling, TransportName::eventsource};
    return config;
}

// Says what it has to say over HTTP.
struct Speaker {
    explicit Speaker(std::uint16_t port) : client(port)
    {
        id = client_id_of(client.post(handshake_message(R"(["eventsource"])")).json()[0]);
    }

    void subscribe(std::string_view channel)
    {
        const auto replies = client.post(subscribe_message(id, "s", channel)).json();
        BOOST_TEST(replies[0]["successful"].truth());
    }
    Json publish(std::string_view channel, std::string_view data)
    {
        auto replies = client.post(publish_message(id, "p", channel, data)).json();
        BOOST_TEST(replies[static_cast<int>(replies.size()) - 1]["successful"].truth());
        return replies;
    }

    HttpClient client;
    std::string id;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(event_streams)

WIRE_TEST(a_whole_life)
{
    LiveServer server{shards, streams()};
    for (int turn = 0; turn < 8; ++turn) {  // With several shards, often on another one.
        Speaker speaker{server.port};
        speaker.subscribe("/a");
        EventSource stream{server.port, speaker.id};
        BOOST_TEST(stream.head.status == 200U);
        BOOST_TEST(stream.head.header("content-type") == "text/event-stream");
        BOOST_TEST(stream.head.header("cache-control") == "no-store");
        BOOST_TEST(stream.head.header("x-content-type-options") == "nosniff");
        BOOST_TEST(stream.head.header("connection") == "close");
        BOOST_TEST(!stream.head.has("content-length"));
        BOOST_TEST(!stream.head.has("access-control-allow-origin"));

        Speaker other{server.port};
        other.publish("/a", "1");
        const auto event = stream.message();
        BOOST_TEST(event["channel"].string() == "/a");
        BOOST_TEST(event["data"].text() == "1");
        BOOST_TEST(stream.retry == "2000");

        // Its own events come on it as well, not with the answer.
        BOOST_TEST(speaker.publish("/a", "2").size() == 1U);
        BOOST_TEST(stream.message()["data"].text() == "2");

        speaker.client.post(message("/meta/disconnect", speaker.id, "d"));
        BOOST_TEST(stream.rest().empty());
        EventSource again{server.port, speaker.id};
        BOOST_TEST(again.head.status == 404U);
        BOOST_TEST(again.head.json()["error"].string() == "404::session_unknown");
        BOOST_TEST(again.connection.ends());
    }
}

WIRE_TEST(a_burst_keeps_its_order)
{
    LiveServer server{shards, streams()};
    Speaker speaker{server.port};
    speaker.subscribe("/a/*");
    EventSource stream{server.port, speaker.id};
    WsClient publisher{server.port};
    const auto id = publisher.handshake();
    for (int index = 0; index < 1000; ++index)
        publisher.send(publish_message(id, "p", "/a/b", std::to_string(index)));
    for (int index = 0; index < 1000; ++index)
        BOOST_REQUIRE(stream.message()["data"].number() == index);
}

WIRE_TEST(what_is_written_on_several_lines_is_sent_on_one)
{
    LiveServer server{shards, streams()};
    Speaker speaker{server.port};
    speaker.subscribe("/a");
    EventSource stream{server.port, speaker.id};
    const std::string data = "{\n  \"a\": [\r\n\r\n1,\r2\n],\n\n\"b\":\t\"\\n\\r \xE2\x80\xA8\"\n}";
    speaker.publish("/a", data);
    const auto event = stream.message();
    BOOST_TEST(event["data"] == Json::parse(data).text());
}

WIRE_TEST(requests_for_none)
{
    LiveServer server{shards, streams()};
    Speaker speaker{server.port};
    for (const auto* const id : {"", "nobody", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "%00", "a?b=c"}) {
        EventSource stream{server.port, id};
        BOOST_TEST(stream.head.status == 404U);
        BOOST_TEST(stream.head.header("content-type") == "application/json; charset=utf-8");
    }
    // Only for who asks for such a stream, and with GET.
    BOOST_TEST(speaker.client.get("/cometd/" + speaker.id).body == "PING");
    BOOST_TEST(speaker.client
                   .get("/cometd/" + speaker.id,
                        {
                            {"Accept", "*/*"}
    })
                   .body == "PING");
    TcpClient head{server.port};
    head.send(http_request("HEAD",
                           "/cometd/" + speaker.id,
                           {
                               {"Accept", "text/event-stream"}
    }));
    BOOST_TEST(read_response(head, true).status == 405U);

    LiveServer without{shards};
    EventSource nothing{without.port, speaker.id};
    BOOST_TEST(nothing.head.body == "PING");
}

WIRE_TEST(asked_for_in_other_ways)
{
    LiveServer server{shards, streams()};
    Speaker speaker{server.port};
    speaker.subscribe("/a");
    const auto check = [&](const std::string& request) {
        TcpClient connection{server.port};
        connection.send(request);
        BOOST_TEST(read_response(connection).status == 200U);
        connection.read_until("\n\n");
        speaker.publish("/a", "1");
        BOOST_TEST(connection.read_until("\n\n").starts_with("data: [{\"channel\":\"/a\""));
    };
    check("GET /cometd/" + speaker.id + " HTTP/1.0\r\nAccept: text/event-stream\r\n\r\n");
    check("GET /cometd/x/" + speaker.id +
          "?y=z HTTP/1.1\r\nHost: a\r\nAccept: text/html, Text/Event-Stream;q=0.5\r\n\r\n");
}

WIRE_TEST(WS_18_what_waits_comes_with_the_next_stream)
{
    LiveServer server{shards, streams()};
    Speaker speaker{server.port};
    speaker.subscribe("/a");
    Speaker publisher{server.port};
    for (int round = 0; round < 10; ++round) {
        {
            EventSource gone{server.port, speaker.id};
            gone.connection.finish();
            BOOST_TEST(gone.rest().empty());  // The server has noticed.
        }
        publisher.publish("/a", "1");
        publisher.publish("/a", "2");
        EventSource stream{server.port, speaker.id};
        BOOST_TEST(stream.message()["data"].text() == "1");
        BOOST_TEST(stream.message()["data"].text() == "2");
        if (round % 2 == 0) stream.connection.reset();
        publisher.publish("/b", "0");
    }
}

// Clients that leave in the middle of it. What they got in whole is not sent again,
// and the rest is.
WIRE_TEST(WS_18_streams_break_while_events_flow)
{
    LiveServer server{shards, streams()};
    Speaker speaker{server.port};
    speaker.subscribe("/a");
    WsClient publisher{server.port};
    const auto id = publisher.handshake();
    const std::string padding(2'000, 'x');
    constexpr int count = 1000;
    for (int index = 0; index < count; ++index)
        publisher.send(
            publish_message(id, "p", "/a", "[" + std::to_string(index) + ",\"" + padding + "\"]"));
    int next = 0;
    for (int rounds = 0; next < count; ++rounds) {
        EventSource stream{server.port, speaker.id};
        BOOST_REQUIRE(stream.head.status == 200U);
        for (int index = 0; index <= rounds % 7 && next < count; ++index)
            BOOST_REQUIRE(stream.message()["data"][0].number() == next++);
        stream.connection.finish();
        for (const auto& each : stream.rest())
            BOOST_REQUIRE(each["data"][0].number() == next++);
    }
}

WIRE_TEST(LIM_03_one_that_does_not_read_is_cut_off)
{
    auto config = streams();
    config.limits.queue_messages = 20;
    LiveServer server{shards, config};
    Speaker slow{server.port};
    slow.subscribe("/a");
    EventSource stream{server.port, slow.id};
    Speaker publisher{server.port};
    const auto large = "\"" + std::string(200'000, 'x') + "\"";
    for (int turn = 0; turn < 60; ++turn)
        publisher.publish("/a", large);
    stream.rest();
    EventSource again{server.port, slow.id};
    BOOST_TEST(again.head.status == 404U);
}

WIRE_TEST(one_that_reads_late_gets_everything_in_order)
{
    LiveServer server{shards, streams()};
    Speaker slow{server.port};
    slow.subscribe("/a");
    EventSource stream{server.port, slow.id};
    Speaker publisher{server.port};
    const std::string padding(20'000, 'x');
    for (int index = 0; index < 150; ++index)
        publisher.publish("/a", "[" + std::to_string(index) + ",\"" + padding + "\"]");
    for (int index = 0; index < 150; ++index)
        BOOST_REQUIRE(stream.message()["data"][0].number() == index);
}

WIRE_TEST(the_newest_outlet_wins)
{
    LiveServer server{shards, streams()};
    Speaker speaker{server.port};
    speaker.subscribe("/a");
    EventSource first{server.port, speaker.id};
    EventSource second{server.port, speaker.id};
    Speaker publisher{server.port};
    publisher.publish("/a", "1");
    BOOST_TEST(second.message()["data"].text() == "1");

    WsClient socket{server.port};
    socket.request(connect_message(speaker.id, "c"), "c");
    publisher.publish("/a", "2");
    BOOST_TEST(socket.json()[0]["data"].text() == "2");
    speaker.client.post(message("/meta/disconnect", speaker.id, "d"));
}

WIRE_TEST(a_connect_is_held_beside_it)
{
    LiveServer server{shards, streams()};
    Speaker speaker{server.port};
    speaker.subscribe("/a");
    const auto connect = [&](std::string_view id) {
        return message("/meta/connect", speaker.id, id, R"(,"connectionType":"eventsource")");
    };
    speaker.client.post(connect("1"));
    EventSource stream{server.port, speaker.id};
    HttpClient poll{server.port};
    poll.begin_post(connect("2"));
    Speaker publisher{server.port};
    publisher.publish("/a", "1");
    BOOST_TEST(stream.message()["data"].text() == "1");
    BOOST_TEST(!poll.connection.has_input());
    speaker.client.post(message("/meta/disconnect", speaker.id, "d"));
    BOOST_TEST(poll.response().json()[0]["advice"]["reconnect"].string() == "none");
}

WIRE_TEST(LP_08_cookies_count_here_too)
{
    LiveServer server{shards, streams()};
    Speaker owner{server.port};
    Speaker stranger{server.port};
    const auto status = [&](const std::string& cookie) {
        return EventSource{server.port, owner.id, {{"Cookie", cookie}}}.head.status;
    };
    BOOST_TEST(status(owner.client.cookie) == 200U);
    BOOST_TEST(status(stranger.client.cookie) == 404U);
    BOOST_TEST(status("BAYEUX_BROWSER=chosen") == 404U);
}

WIRE_TEST(LP_18_pages_of_other_origins)
{
    auto config = streams();
    config.security.allowed_origins = {"https://www.example.org"};
    LiveServer server{shards, config};
    Speaker speaker{server.port};
    const auto from = [&](const std::string& origin, std::string_view id) {
        return EventSource{server.port, id, {{"Origin", origin}}}.head;
    };
    for (const auto& id : {speaker.id, std::string{"nobody"}}) {
        const auto head = from("https://www.example.org", id);
        BOOST_TEST(head.status == (id == "nobody" ? 404U : 200U));
        BOOST_TEST(head.header("access-control-allow-origin") == "https://www.example.org");
        BOOST_TEST(head.header("access-control-allow-credentials") == "true");
    }
    const auto foreign = from("https://evil.test", speaker.id);
    BOOST_TEST(foreign.status == 403U);
    BOOST_TEST(!foreign.has("access-control-allow-origin"));
}

WIRE_TEST(silence_is_broken_by_comments)
{
    auto config = streams();
    config.bayeux.timeout = 2s;
    LiveServer server{shards, config};
    Speaker speaker{server.port};
    speaker.subscribe("/a");
    EventSource stream{server.port, speaker.id};
    stream.await_comment();
    stream.await_comment();
    speaker.publish("/a", "1");
    BOOST_TEST(stream.message()["data"].text() == "1");
    // Whatever the client says is no concern of ours.
    stream.connection.send(http_request("GET", "/cometd"));
    stream.await_comment();
}

WIRE_TEST(the_session_lives_as_long_as_its_stream)
{
    auto config = streams();
    config.bayeux.timeout = 2s;
    config.bayeux.max_interval = 500ms;
    LiveServer server{shards, config};
    Speaker speaker{server.port};
    EventSource stream{server.port, speaker.id};
    stream.await_comment();
    BOOST_TEST(stream.retry == "250");
    speaker.publish("/a", "1");
}

BOOST_AUTO_TEST_SUITE_END()
