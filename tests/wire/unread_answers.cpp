// A connect is answered, and the client does not take the answer: its session ends
// all the same, and does not wait for that connection to break.

#include <chrono>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "support/live_server.hpp"
#include "support/messages.hpp"
#include "support/ws_client.hpp"

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;

namespace {

// More than all buffers between the server and the client hold.
constexpr int count = 16;
const std::string large = "\"" + std::string(1'000'000, 'x') + "\"";

Config configured(bool deliver_only)
{
    Config config;
    config.bayeux.timeout = 100ms;
    config.bayeux.max_interval = 1s;
    config.bayeux.meta_connect_deliver_only = deliver_only;
    config.limits.message_bytes = 2'000'000;
    config.limits.queue_bytes = 100'000'000;
    config.limits.sessions_per_address = 1;
    return config;
}

std::string subscribed(HttpClient& client)
{
    const auto id = client.handshake();
    client.post(connect_message(id, "1"));
    client.post(subscribe_message(id, "2", "/a"));
    return id;
}

bool may_enter(std::uint16_t port)
{
    HttpClient client{port};
    const auto reply = client.post(handshake_message()).json()[0];
    if (!reply["successful"].truth()) BOOST_TEST(reply["error"].string().starts_with("403:"));
    return reply["successful"].truth();
}

// The address has one session, so another can begin when the first has ended. No
// message of its own is needed to find out, which would prolong its life.
void check_that_it_ends(std::uint16_t port, const std::string& id)
{
    const auto begin = std::chrono::steady_clock::now();
    while (!may_enter(port)) {
        BOOST_REQUIRE((std::chrono::steady_clock::now() - begin < patience));
        std::this_thread::sleep_for(20ms);
    }
    HttpClient client{port};
    const auto reply = client.post(connect_message(id, "x")).json()[0];
    BOOST_TEST(reply["error"].string().starts_with("402:"));
    BOOST_TEST(reply["advice"]["reconnect"].string() == "handshake");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(unread_answers)

WIRE_TEST(CON_22_of_a_connect_over_http)
{
    LiveServer server{shards, configured(true)};
    HttpClient client{server.port};
    const auto id = subscribed(client);
    for (int i = 0; i < count; ++i)
        client.post(publish_message(id, "p", "/a", large));
    HttpClient poll{server.port};
    poll.connection.set_receive_buffer(4096);
    poll.cookie = client.cookie;
    poll.begin_post(connect_message(id, "2"));
    check_that_it_ends(server.port, id);
    BOOST_TEST(poll.connection.has_input());  // It began to be written, at least.
    poll.connection.reset();
    HttpClient{server.port}.get("/cometd");
}

WIRE_TEST(WS_19_of_a_connect_on_a_websocket)
{
    LiveServer server{shards, configured(false)};
    WsClient socket{server.port};
    socket.connection.set_receive_buffer(4096);
    const auto id = socket.handshake();
    socket.request(connect_message(id, "1"), "1");
    socket.request(subscribe_message(id, "2", "/a"), "2");
    socket.send(connect_message(id, "3"));
    HttpClient beside{server.port};
    for (int i = 0; i < count; ++i)
        beside.post(publish_message(id, "p", "/a", large));
    check_that_it_ends(server.port, id);
    socket.connection.reset();
    HttpClient{server.port}.get("/cometd");
}

BOOST_AUTO_TEST_SUITE_END()
