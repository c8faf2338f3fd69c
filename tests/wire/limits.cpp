// Limits, as clients meet them; each refusal is counted.

#include <chrono>
#include <cstdint>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "support/live_server.hpp"
#include "support/messages.hpp"
#include "support/ws_client.hpp"

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(limits)

namespace {

std::string error_of(const HttpResponse& response)
{
    return response.json()[0]["error"].string();
}

bool reaches(const LiveServer& server, Limit limit, std::uint64_t refusals)
{
    const auto until = std::chrono::steady_clock::now() + patience;
    while (server.refusals(limit) < refusals && std::chrono::steady_clock::now() < until)
        std::this_thread::yield();
    return server.refusals(limit) == refusals;
}

bool is_served(TcpClient& connection)
{
    connection.send(http_request("GET", "/cometd"));
    return read_response(connection).status == 200;
}

}  // namespace

WIRE_TEST(connections)
{
    Config config;
    config.limits.connections = 1;
    LiveServer server{shards, config};
    TcpClient first{server.port};
    BOOST_TEST(is_served(first));
    TcpClient second{server.port};
    BOOST_TEST(second.ends());
    BOOST_TEST(server.refusals(Limit::connections) == 1u);
}

WIRE_TEST(connections_per_address)
{
    Config config;
    config.limits.connections_per_address = 2;
    LiveServer server{shards, config};
    WsClient socket{server.port};
    TcpClient second{server.port};
    BOOST_TEST(is_served(second));
    {
        TcpClient third{server.port};
        BOOST_TEST(third.ends());
    }
    BOOST_TEST(server.refusals(Limit::connections_per_address) == 1u);
    BOOST_TEST(server.logger.entries().back() ==
               "limits.connections_per_address: refused 127.0.0.1");

    // Whatever was spoken on it, one that ends makes room for another.
    socket.close();
    const auto until = std::chrono::steady_clock::now() + patience;
    bool served = false;
    while (!served && std::chrono::steady_clock::now() < until) {
        TcpClient next{server.port};
        try {
            served = is_served(next);
        } catch (const std::exception&) {
        }
    }
    BOOST_TEST(served);
}

WIRE_TEST(LIM_06_sessions_in_all)
{
    Config config;
    config.limits.sessions = 1;
    LiveServer server{shards, config};
    HttpClient first{server.port};
    const auto id = first.handshake();
    HttpClient second{server.port};
    BOOST_TEST(error_of(second.post(handshake_message())) == "403::too_many_sessions");
    BOOST_TEST(server.refusals(Limit::sessions) == 1u);
    first.post(message("/meta/disconnect", id, "1"));
    second.handshake();
}

WIRE_TEST(LIM_07_handshakes_per_address)
{
    Config config;
    config.limits.handshakes_per_address = {1, 2};
    LiveServer server{shards, config};
    HttpClient client{server.port};
    int allowed = 0;
    HttpResponse response;
    do {
        response = client.post(handshake_message());
    } while (response.json()[0]["successful"].truth() && ++allowed < 1000);
    BOOST_TEST(allowed >= 2);
    BOOST_TEST(error_of(response) == "429::too_many_handshakes");
    BOOST_TEST(response.json()[0]["advice"]["reconnect"].string() == "handshake");
    BOOST_TEST(server.refusals(Limit::handshakes_per_address) == 1u);
}

WIRE_TEST(publishes_per_session)
{
    Config config;
    config.limits.publishes_per_session = {1, 2};
    LiveServer server{shards, config};
    WsClient client{server.port};
    const auto id = client.handshake();
    std::string batch;
    for (int i = 0; i < 4; ++i) {
        const auto one = publish_message(id, std::to_string(i), "/a", "1");
        batch += (batch.empty() ? "[" : ",") + one.substr(1, one.size() - 2);
    }
    client.send(batch + "]");
    const auto replies = client.json();
    for (int i = 0; i < 4; ++i)
        BOOST_TEST(replies[i]["successful"].truth() == (i < 2));
    BOOST_TEST(replies[3]["error"].string() == "429:/a:too_many_publishes");
    BOOST_TEST(server.refusals(Limit::publishes_per_session) == 2u);
}

WIRE_TEST(bytes_in_flight)
{
    Config config;
    config.limits.bytes_in_flight = 2000;
    LiveServer server{shards, config};
    TcpClient client{server.port};
    // The rest of the body never comes, nor that of the message further down.
    const auto request = http_request("POST",
                                      "/cometd",
                                      {
                                          {"Content-Type", "application/json"}
    },
                                      std::string(50'000, ' '));
    client.send(std::string_view{request}.substr(0, 40'000));
    const auto refused = read_response(client);
    BOOST_TEST(refused.status == 503u);
    BOOST_TEST(refused.header("retry-after") == "1");
    BOOST_TEST(refused.body == R"({"error":"503::server_busy"})");
    BOOST_TEST(server.refusals(Limit::bytes_in_flight) == 1u);

    WsClient socket{server.port};
    socket.handshake();
    socket.connection.send(
        encode_frame({Opcode::text, true, std::string(5000, ' ')}).substr(0, 4000));
    BOOST_TEST(socket.closed().close_code() == 1013u);
    BOOST_TEST(server.refusals(Limit::bytes_in_flight) == 2u);

    // What was refused takes up nothing any more.
    HttpClient other{server.port};
    other.handshake();
}

WIRE_TEST(a_websocket_without_a_session_is_closed)
{
    Config config;
    config.limits.idle_timeout = 100ms;
    LiveServer server{shards, config};
    WsClient client{server.port};
    const auto id = client.handshake();
    client.request(connect_message(id, "1", R"(,"advice":{"timeout":0})"), "1");

    WsClient idle{server.port};
    const auto frame = idle.closed();
    BOOST_TEST(frame.close_code() == 1008u);
    BOOST_TEST(frame.close_reason() == "idle");
    BOOST_TEST(server.refusals(Limit::idle_timeout) == 1u);

    BOOST_TEST(client.request(publish_message(id, "2", "/a", "1"), "2")["successful"].truth());
}

WIRE_TEST(a_connection_between_requests_is_closed)
{
    Config config;
    config.limits.idle_timeout = 100ms;
    LiveServer server{shards, config};
    TcpClient connection{server.port};
    BOOST_TEST(is_served(connection));
    BOOST_TEST(connection.ends());
}

WIRE_TEST(bodies_and_heads)
{
    Config config;
    config.limits.message_bytes = 1000;
    config.limits.json_depth = 4;
    config.limits.messages_per_batch = 2;
    config.limits.request_timeout = 200ms;
    LiveServer server{shards, config};
    const auto post = [&](const std::string& body) {
        TcpClient connection{server.port};
        connection.send(http_request("POST",
                                     "/cometd",
                                     {
                                         {"Content-Type", "application/json"}
        },
                                     body));
        return read_response(connection).status;
    };
    BOOST_TEST(post(std::string(1001, ' ')) == 413u);
    BOOST_TEST(post(R"([{"channel":"/a","data":[[[[1]]]]}])") == 400u);
    BOOST_TEST(post("[{},{},{}]") == 400u);
    TcpClient slow{server.port};
    slow.send("POST /cometd HTTP/1.1\r\nHost: x\r\n");
    BOOST_TEST(read_response(slow).status == 408u);
    TcpClient large{server.port};
    large.send("GET /cometd HTTP/1.1\r\nX: " + std::string(20'000, 'x'));
    BOOST_TEST(read_response(large).status == 431u);
    WsClient socket{server.port};
    socket.send("[{},{},{}]");
    BOOST_TEST(socket.closed().close_code() == 1008u);
    WsClient other{server.port};
    other.send(std::string(2000, ' '));
    BOOST_TEST(other.closed().close_code() == 1009u);

    // The client hears of it before the server is done with it.
    BOOST_TEST(reaches(server, Limit::message_bytes, 2));
    BOOST_TEST(server.refusals(Limit::json_depth) == 1u);
    BOOST_TEST(server.refusals(Limit::messages_per_batch) == 2u);
    BOOST_TEST(server.refusals(Limit::request_timeout) == 1u);
    BOOST_TEST(server.refusals(Limit::request_header_bytes) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
