// Exchanges over HTTP: held, answered, superseded, abandoned.

#include <chrono>

#include <boost/test/unit_test.hpp>

#include "support/http_client.hpp"
#include "support/live_server.hpp"
#include "support/messages.hpp"

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

// A session that has had its first connect, and a second connection for it.
struct Poller {
    explicit Poller(std::uint16_t port) : client(port), poll(port)
    {
        id = client.handshake();
        poll.cookie = client.cookie;
        poll.post(connect_message(id, "first"));
    }

    void subscribe(std::string_view channel)
    {
        const auto reply = client.post(subscribe_message(id, "s", channel)).json();
        BOOST_TEST(reply[0]["successful"].truth());
    }

    // Answered at once, and behind everything that was sent before.
    void sync() { client.post(publish_message(id, "sync", "/nobody", "0")); }

    HttpClient client;
    HttpClient poll;
    std::string id;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(long_polling)

WIRE_TEST(CON_03_CON_04_the_second_connect_is_held)
{
    LiveServer server{shards, with_timeout(250ms)};
    Poller poller{server.port};
    const auto begin = std::chrono::steady_clock::now();
    const auto replies = poller.poll.post(connect_message(poller.id, "2")).json();
    BOOST_TEST((std::chrono::steady_clock::now() - begin >= 250ms));
    BOOST_TEST(replies.size() == 1U);
    BOOST_TEST(replies[0]["id"].string() == "2");
    BOOST_TEST(replies[0]["successful"].truth());
}

WIRE_TEST(CON_10_LP_26_an_event_ends_the_held_connect)
{
    LiveServer server{shards};
    Poller poller{server.port};
    HttpClient publisher{server.port};
    const auto publisher_id = publisher.handshake();
    poller.subscribe("/a");
    for (int round = 0; round < 10; ++round) {
        poller.poll.begin_post(connect_message(poller.id, std::to_string(round)));
        const auto data = std::to_string(1000 + round);
        publisher.post(publish_message(publisher_id, "p", "/a", data));
        const auto replies = poller.poll.response().json();
        BOOST_TEST(replies.size() == 2U);
        BOOST_TEST(replies[0]["data"].text() == data);
        BOOST_TEST(!replies[0].has("clientId"));
        BOOST_TEST(replies[1]["id"].string() == std::to_string(round));
    }
}

WIRE_TEST(LP_05_CON_15_a_second_connect_releases_the_first)
{
    LiveServer server{shards};
    Poller poller{server.port};
    poller.poll.begin_post(connect_message(poller.id, "3"));
    poller.sync();
    HttpClient other{server.port};
    other.cookie = poller.client.cookie;
    // Either may arrive first when they land on different shards; one is let go.
    other.begin_post(connect_message(poller.id, "7", R"(,"advice":{"timeout":200})"));
    const auto last = other.response();
    BOOST_TEST(last.status == 200U);
    BOOST_TEST(last.json()[0]["id"].string() == "7");
    const auto first = poller.poll.response();
    BOOST_TEST(first.status == 200U);
    BOOST_TEST(first.json()[0]["id"].string() == "3");
    BOOST_TEST(!first.json()[0]["successful"].truth());
    BOOST_TEST(first.json()[0]["error"].string().starts_with("408:"));
}

WIRE_TEST(LP_20_own_event_rides_on_the_publish_response)
{
    LiveServer server{shards, with_timeout(400ms)};
    Poller poller{server.port};
    poller.subscribe("/a");
    poller.poll.begin_post(connect_message(poller.id, "3"));
    poller.sync();
    const auto replies = poller.client.post(publish_message(poller.id, "p", "/a", "1")).json();
    BOOST_TEST(replies.size() == 2U);
    BOOST_TEST(replies[0]["channel"].string() == "/a");
    BOOST_TEST(replies[1]["id"].string() == "p");
    BOOST_TEST(poller.poll.response().json().size() == 1U);  // Held to its end, without an event.
}

WIRE_TEST(LP_21_CON_11_events_ride_on_any_reply)
{
    LiveServer server{shards};
    Poller poller{server.port};
    poller.subscribe("/a");
    HttpClient publisher{server.port};
    const auto publisher_id = publisher.handshake();
    publisher.post(publish_message(publisher_id, "p", "/a", "1"));
    publisher.post(publish_message(publisher_id, "p", "/a", "2"));
    std::vector<Json> events;
    while (events.size() < 2) {  // They may still be on their way between shards.
        const auto replies = poller.client.post(subscribe_message(poller.id, "s", "/b")).json();
        for (const auto& each : replies.elements()) {
            if (each.has("data")) events.push_back(each);
        }
        BOOST_TEST(replies[static_cast<int>(replies.size()) - 1]["id"].string() == "s");
    }
    BOOST_TEST(events[0]["data"].text() == "1");
    BOOST_TEST(events[1]["data"].text() == "2");
}

WIRE_TEST(LP_22_LP_23_nothing_is_lost_with_a_dropped_connect)
{
    LiveServer server{shards};
    Poller poller{server.port};
    poller.subscribe("/a");
    HttpClient publisher{server.port};
    const auto publisher_id = publisher.handshake();

    for (int round = 0; round < 5; ++round) {
        HttpClient dropped{server.port};
        dropped.cookie = poller.client.cookie;
        dropped.begin_post(connect_message(poller.id, "dropped"));
        poller.sync();
        dropped.connection.finish();
        BOOST_TEST(dropped.connection.ends());  // The server has noticed at once.

        publisher.post(publish_message(publisher_id, "1", "/a", "1"));
        publisher.post(publish_message(publisher_id, "2", "/a", "2"));
        std::string events;
        while (events.size() < 2) {
            for (const auto& each :
                 poller.poll.post(connect_message(poller.id, "again")).json().elements()) {
                if (each.has("data")) events += each["data"].text();
            }
        }
        BOOST_TEST(events == "12");
    }
}

WIRE_TEST(LP_24_connections_reset_while_a_connect_is_held)
{
    LiveServer server{shards};
    Poller poller{server.port};
    for (int round = 0; round < 20; ++round) {
        HttpClient dropped{server.port};
        dropped.cookie = poller.client.cookie;
        dropped.begin_post(connect_message(poller.id, "dropped"));
        dropped.connection.reset();
    }
    poller.sync();
    const auto replies =
        poller.poll.post(connect_message(poller.id, "3", R"(,"advice":{"timeout":0})")).json();
    BOOST_TEST(replies[0]["successful"].truth());
}

WIRE_TEST(CON_16_a_connect_among_others_is_not_held)
{
    LiveServer server{shards};
    Poller poller{server.port};
    const auto connect = connect_message(poller.id, "1");
    const auto publish = publish_message(poller.id, "2", "/a", "1");
    const auto replies =
        poller.client.post(connect.substr(0, connect.size() - 1) + "," + publish.substr(1)).json();
    BOOST_TEST(replies.size() == 2U);
    BOOST_TEST(replies[0]["id"].string() == "1");
    BOOST_TEST(replies[1]["id"].string() == "2");
}

WIRE_TEST(FMT_24_FMT_27_two_clients_in_one_batch)
{
    LiveServer server{shards};
    HttpClient client{server.port};
    std::vector<std::string> ids;
    for (int index = 0; index < 8; ++index) {
        HttpClient each{server.port};  // With several shards, sessions on most of them.
        each.cookie = client.cookie;
        ids.push_back(each.handshake());
        client.cookie = each.cookie;
    }
    std::string batch = "[";
    for (std::size_t index = 0; index < ids.size(); ++index) {
        const auto each = publish_message(ids[index], std::to_string(index), "/a", "1");
        batch += (index == 0 ? "" : ",") + each.substr(1, each.size() - 2);
    }
    const auto replies = client.post(batch + "]").json();
    BOOST_TEST(replies.size() == ids.size());
    for (int index = 0; index < 8; ++index) {
        BOOST_TEST(replies[index]["id"].string() == std::to_string(index));
        BOOST_TEST(replies[index]["successful"].truth());
    }
}

WIRE_TEST(CON_12_LP_30_unknown_sessions)
{
    LiveServer server{shards};
    HttpClient client{server.port};
    const auto response = client.post(connect_message("zzz", "1"));
    BOOST_TEST(response.status == 200U);
    BOOST_TEST(response.json()[0]["error"].string().starts_with("402:"));
    BOOST_TEST(response.json()[0]["advice"]["reconnect"].string() == "handshake");
}

BOOST_AUTO_TEST_SUITE_END()
