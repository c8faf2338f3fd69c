// What crosses shards: sessions, events, exchanges, losses.

#include <map>

#include <boost/test/unit_test.hpp>

#include "protocol/client_id.hpp"
#include "support/live_server.hpp"
#include "support/messages.hpp"
#include "support/ws_client.hpp"

using namespace halley;
using namespace halley::test;

namespace {

constexpr unsigned shards = 4;

struct Client {
    WsClient socket;
    std::string id;
};

// One client whose session lives on each shard.
std::map<protocol::ShardId, Client> one_on_each(std::uint16_t port)
{
    std::map<protocol::ShardId, Client> clients;
    while (clients.size() < shards) {
        WsClient socket{port};
        auto id = socket.handshake();
        const auto home = protocol::home_of(id).value();
        clients.try_emplace(home, Client{std::move(socket), std::move(id)});
    }
    return clients;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cross_shard)

BOOST_AUTO_TEST_CASE(connections_spread_over_all_shards)
{
    LiveServer server{shards};
    BOOST_TEST(server.shards() == shards);
    BOOST_TEST(one_on_each(server.port).size() == shards);
}

BOOST_AUTO_TEST_CASE(every_shard_hears_every_other)
{
    LiveServer server{shards};
    auto clients = one_on_each(server.port);
    for (auto& [home, client] : clients)
        client.socket.request(subscribe_message(client.id, "s", "/a/**"), "s");
    for (auto& [home, publisher] : clients) {
        publisher.socket.send(publish_message(publisher.id, "p", "/a/b", std::to_string(home)));
        for (auto& [other, client] : clients) {
            const auto frame = client.socket.json();
            BOOST_TEST(frame[0]["data"].number() == home);
        }
    }
}

BOOST_AUTO_TEST_CASE(order_of_1000_messages_from_each_shard_to_each)
{
    LiveServer server{shards};
    auto clients = one_on_each(server.port);
    for (auto& [home, client] : clients)
        client.socket.request(subscribe_message(client.id, "s", "/a"), "s");
    constexpr int count = 1000;
    for (int index = 0; index < count; ++index) {
        for (auto& [home, client] : clients)
            client.socket.send(
                publish_message(client.id, "p", "/a", std::to_string(home * count + index)));
    }
    for (auto& [home, client] : clients) {
        std::map<long long, long long> next;
        int received = 0;
        while (received < count * static_cast<int>(shards)) {
            for (const auto& each : client.socket.json().elements()) {
                if (!each.has("data")) continue;
                const auto number = each["data"].number();
                BOOST_REQUIRE(number % count == next[number / count]++);
                ++received;
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(sessions_are_used_from_connections_on_all_shards)
{
    LiveServer server{shards};
    auto clients = one_on_each(server.port);
    // Each connection speaks for the session of another shard from now on.
    for (auto& [home, client] : clients) {
        auto& guest = clients.at(static_cast<protocol::ShardId>((home + 1) % shards));
        const auto reply = guest.socket.request(
            subscribe_message(client.id, "s", "/to/" + std::to_string(home)), "s");
        BOOST_TEST(reply["successful"].truth());
    }
    WsClient publisher{server.port};
    const auto id = publisher.handshake();
    for (auto& [home, client] : clients)
        publisher.send(
            publish_message(id, "p", "/to/" + std::to_string(home), std::to_string(home)));
    for (auto& [home, client] : clients) {
        auto& guest = clients.at(static_cast<protocol::ShardId>((home + 1) % shards));
        BOOST_TEST(guest.socket.json()[0]["data"].number() == home);
    }
}

BOOST_AUTO_TEST_CASE(WS_18_sockets_on_other_shards_break_while_events_flow)
{
    LiveServer server{shards};
    auto clients = one_on_each(server.port);
    WsClient publisher{server.port};
    const auto publisher_id = publisher.handshake();
    auto& subscriber = clients.begin()->second;
    subscriber.socket.request(subscribe_message(subscriber.id, "s", "/a"), "s");

    constexpr int rounds = 40;
    constexpr int burst = 25;
    for (int index = 0; index < rounds * burst; ++index)
        publisher.send(publish_message(publisher_id, "p", "/a", std::to_string(index)));

    // The session wanders from socket to socket, mostly of other shards. Each
    // closes properly, so nothing that it was sent is lost.
    int next = 0;
    const auto take = [&](const Frame& frame) {
        if (frame.opcode != Opcode::text) return;
        for (const auto& each : Json::parse(frame.payload).elements()) {
            if (each.has("data")) BOOST_REQUIRE(each["data"].number() == next++);
        }
    };
    for (int round = 0; round < rounds; ++round) {
        auto& socket = subscriber.socket;
        socket.send(Frame{
            Opcode::close, true, std::string{"\x03\xe8", 2}
        });
        for (auto frame = socket.read(); frame.opcode != Opcode::close; frame = socket.read())
            take(frame);
        socket.connection.read_to_end();
        socket = WsClient{server.port};
        socket.send(connect_message(subscriber.id, "c"));
    }
    while (next < rounds * burst)
        take(subscriber.socket.read());
}

BOOST_AUTO_TEST_CASE(held_connects_are_abandoned_on_other_shards)
{
    LiveServer server{shards};
    auto clients = one_on_each(server.port);
    for (auto& [home, client] : clients) {
        client.socket.close();
        for (int turn = 0; turn < 8; ++turn) {
            HttpClient poll{server.port};
            poll.post(connect_message(client.id, "1", R"(,"advice":{"timeout":0})"));
            poll.begin_post(connect_message(client.id, "2"));
            poll.connection.finish();
            BOOST_TEST(poll.connection.ends());
        }
        HttpClient last{server.port};
        const auto replies =
            last.post(connect_message(client.id, "3", R"(,"advice":{"timeout":0})")).json();
        BOOST_TEST(replies[0]["successful"].truth());
    }
}

BOOST_AUTO_TEST_SUITE_END()
