// How a request may arrive, and what is done about those that do not.

#include <chrono>

#include <boost/test/unit_test.hpp>

#include "support/http_client.hpp"
#include "support/live_server.hpp"
#include "support/messages.hpp"

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;

namespace {

const Headers json_content{
    {"Content-Type", "application/json"}
};

std::string chunked_request(std::string_view body, std::size_t chunk)
{
    std::string text = "POST /cometd HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                       "Transfer-Encoding: chunked\r\n\r\n";
    while (!body.empty()) {
        const auto piece = body.substr(0, chunk);
        char size[32];
        std::snprintf(size, sizeof size, "%zx;ext=1\r\n", piece.size());
        text.append(size).append(piece).append("\r\n");
        body.remove_prefix(piece.size());
    }
    return text + "0\r\nTrailer: x\r\n\r\n";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(http_bodies)

WIRE_TEST(LP_29_chunked)
{
    LiveServer server{shards};
    TcpClient connection{server.port};
    for (const std::size_t size : {1UL, 7UL, 1000UL}) {
        connection.send(chunked_request(handshake_message(), size));
        BOOST_TEST(read_response(connection).json()[0]["successful"].truth());
    }
}

WIRE_TEST(LP_29_expect_100_continue)
{
    LiveServer server{shards};
    TcpClient connection{server.port};
    const auto body = handshake_message();
    const auto request =
        http_request("POST",
                     "/cometd",
                     {
                         {"Content-Type", "application/json"},
                         {"Expect",       "100-Continue"    }
    },
                     body);
    connection.send(std::string_view{request}.substr(0, request.size() - body.size()));
    BOOST_TEST(connection.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    connection.send(body);
    BOOST_TEST(read_response(connection).json()[0]["successful"].truth());
}

WIRE_TEST(LP_29_expect_100_continue_of_what_is_refused)
{
    LiveServer server{shards};
    TcpClient connection{server.port};
    connection.send("POST /cometd HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
                    "Content-Length: 100\r\nExpect: 100-continue\r\n\r\n");
    BOOST_TEST(read_response(connection).status == 415U);
    BOOST_TEST(connection.ends());
}

WIRE_TEST(one_byte_at_a_time)
{
    LiveServer server{shards};
    TcpClient connection{server.port};
    for (const char byte : http_request("POST", "/cometd", json_content, handshake_message()))
        connection.send({&byte, 1});
    BOOST_TEST(read_response(connection).json()[0]["successful"].truth());
    for (const char byte : chunked_request(handshake_message(), 5))
        connection.send({&byte, 1});
    BOOST_TEST(read_response(connection).json()[0]["successful"].truth());
}

WIRE_TEST(LP_27_pipelined_requests)
{
    LiveServer server{shards};
    TcpClient connection{server.port};
    std::string requests;
    for (int turn = 0; turn < 20; ++turn)
        requests += http_request("POST", "/cometd", json_content, handshake_message());
    connection.send(requests);
    for (int turn = 0; turn < 20; ++turn)
        BOOST_TEST(read_response(connection).json()[0]["successful"].truth());
}

WIRE_TEST(LP_27_pipelined_behind_a_held_connect)
{
    Config config;
    config.bayeux.timeout = 300ms;
    LiveServer server{shards, config};
    HttpClient client{server.port};
    const auto id = client.handshake();
    client.post(connect_message(id, "1"));
    client.begin_post(connect_message(id, "2"));
    client.begin_post(publish_message(id, "3", "/a", "1"));
    BOOST_TEST(client.response().json()[0]["id"].string() == "2");
    BOOST_TEST(client.response().json()[0]["id"].string() == "3");
}

WIRE_TEST(LP_28_a_stalled_body_blocks_nobody)
{
    Config config;
    config.limits.request_timeout = 500ms;
    LiveServer server{shards, config};
    std::vector<TcpClient> stalled;
    for (int turn = 0; turn < 20; ++turn) {
        stalled.emplace_back(server.port);
        stalled.back().send("POST /cometd HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                            "Content-Length: 1000\r\n\r\n[{");
    }
    HttpClient client{server.port};
    client.handshake();
    for (auto& connection : stalled) {
        BOOST_TEST(read_response(connection).status == 408U);
        BOOST_TEST(connection.ends());
    }
}

WIRE_TEST(LIM_09_a_slow_request_is_cut_off)
{
    Config config;
    config.limits.request_timeout = 300ms;
    LiveServer server{shards, config};
    TcpClient connection{server.port};
    const auto begin = std::chrono::steady_clock::now();
    // It never stops sending, yet the whole of a request has one deadline.
    connection.send("POST /cometd HTTP/1.1\r\nHost: a\r\n");
    while (!connection.has_input()) {
        connection.send("X-Slow: 1\r\n");
        std::this_thread::yield();
        if (std::chrono::steady_clock::now() - begin > patience) break;
    }
    const auto status = read_response(connection).status;
    BOOST_TEST((status == 408U || status == 431U));
}

WIRE_TEST(LIM_09_connections_without_a_request_end_without_a_word)
{
    Config config;
    config.limits.request_timeout = 100ms;
    LiveServer server{shards, config};
    TcpClient connection{server.port};
    BOOST_TEST(connection.ends());
}

WIRE_TEST(LIM_01_body_too_large)
{
    Config config;
    config.limits.message_bytes = 10'000;
    LiveServer server{shards, config};
    HttpClient client{server.port};
    const auto id = client.handshake();

    const std::string large(10'001, ' ');
    TcpClient declared{server.port};
    declared.send(http_request("POST", "/cometd", json_content, large));
    const auto response = read_response(declared);
    BOOST_TEST(response.status == 413U);
    BOOST_TEST(response.json()["error"].string().starts_with("413::"));
    BOOST_TEST(declared.ends());

    TcpClient chunked{server.port};
    chunked.send(chunked_request(large, 1000));
    BOOST_TEST(read_response(chunked).status == 413U);

    // Much more than the sockets' buffers hold: the answer must not be lost.
    TcpClient endless{server.port};
    const std::string megabytes(16'000'000, ' ');
    try {
        endless.send(http_request("POST", "/cometd", json_content, megabytes));
    } catch (const std::exception&) {
        // The server has stopped to read, which is its right.
    }
    BOOST_TEST(read_response(endless).status == 413U);

    const std::string fits = publish_message(id, "1", "/a", "\"" + std::string(9000, 'x') + "\"");
    BOOST_TEST(client.post(fits).json()[0]["successful"].truth());
}

WIRE_TEST(LIM_08_head_too_large)
{
    LiveServer server{shards};
    const std::string large(64 * 1024, 'x');
    for (const auto& request : {"GET /cometd HTTP/1.1\r\nHost: a\r\nX: " + large + "\r\n\r\n",
                                "GET /cometd?" + large + " HTTP/1.1\r\nHost: a\r\n\r\n"}) {
        TcpClient connection{server.port};
        connection.send(request);
        const auto response = read_response(connection);
        BOOST_TEST(response.status == 431U);
        BOOST_TEST(connection.ends());
    }
    TcpClient connection{server.port};
    connection.send("GET /cometd HTTP/1.1\r\nHost: a\r\nX: " + large.substr(0, 15'000) +
                    "\r\n\r\n");
    BOOST_TEST(read_response(connection).status == 200U);
}

WIRE_TEST(limits_connections)
{
    Config config;
    config.limits.connections = 3;
    LiveServer server{shards, config};
    std::vector<HttpClient> clients;
    for (int turn = 0; turn < 3; ++turn) {
        clients.emplace_back(server.port);
        clients.back().handshake();
    }
    TcpClient one_too_many{server.port};
    BOOST_TEST(one_too_many.ends());
    clients.pop_back();
    for (;;) {
        TcpClient next{server.port};  // The server may not have noticed yet.
        if (next.has_input() && next.ends()) continue;
        try {
            next.send(http_request("GET", "/cometd"));
            if (read_response(next).status == 200U) break;
        } catch (const std::exception&) {
            continue;
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
