// Proxies that say who their clients are.

#include <boost/test/unit_test.hpp>

#include "support/http_client.hpp"
#include "support/live_server.hpp"
#include "support/messages.hpp"

using namespace halley;
using namespace halley::test;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(proxies)

namespace {

Config one_session_each()
{
    Config config;
    config.limits.sessions_per_address = 1;
    config.security.trusted_proxies = {"127.0.0.0/8"};
    return config;
}

Config with_proxy_protocol()
{
    auto config = one_session_each();
    config.listen = {
        {.address = "127.0.0.1", .port = 0, .proxy_protocol = true}
    };
    return config;
}

HttpResponse handshake(TcpClient& connection, Headers headers = {})
{
    headers.emplace_back("Content-Type", "application/json");
    connection.send(http_request("POST", "/cometd", headers, handshake_message()));
    return read_response(connection);
}

bool succeeds(const HttpResponse& response)
{
    return response.json()[0]["successful"].truth();
}

}  // namespace

WIRE_TEST(that_are_trusted_name_the_client)
{
    LiveServer server{shards, one_session_each()};
    TcpClient proxy{server.port};
    BOOST_TEST(succeeds(handshake(proxy,
                                  {
                                      {"X-Forwarded-For", "198.51.100.1"}
    })));
    BOOST_TEST(succeeds(handshake(proxy,
                                  {
                                      {"X-Forwarded-For", "198.51.100.2"}
    })));
    BOOST_TEST(!succeeds(handshake(proxy,
                                   {
                                       {"X-Forwarded-For", "203.0.113.5, 198.51.100.2"}
    })));
    BOOST_TEST(server.refusals(Limit::sessions_per_address) == 1u);
}

WIRE_TEST(that_are_not_trusted_say_nothing)
{
    auto config = one_session_each();
    config.security.trusted_proxies = {"192.0.2.0/24"};
    LiveServer server{shards, config};
    TcpClient client{server.port};
    BOOST_TEST(succeeds(handshake(client,
                                  {
                                      {"X-Forwarded-For", "198.51.100.1"}
    })));
    BOOST_TEST(!succeeds(handshake(client,
                                   {
                                       {"X-Forwarded-For", "198.51.100.2"}
    })));
}

WIRE_TEST(that_speak_tls_make_cookies_secure)
{
    LiveServer server{shards, one_session_each()};
    TcpClient proxy{server.port};
    const auto plain = handshake(proxy,
                                 {
                                     {"X-Forwarded-For", "198.51.100.1"}
    });
    BOOST_TEST(plain.header("set-cookie").find("Secure") == std::string::npos);
    const auto secure =
        handshake(proxy,
                  {
                      {"X-Forwarded-For",   "198.51.100.2"},
                      {"X-Forwarded-Proto", "https"       }
    });
    BOOST_TEST(secure.header("set-cookie").find("Secure") != std::string::npos);
}

WIRE_TEST(have_as_many_connections_as_they_need)
{
    auto config = one_session_each();
    config.limits.connections_per_address = 1;
    LiveServer server{shards, config};
    TcpClient first{server.port};
    BOOST_TEST(succeeds(handshake(first,
                                  {
                                      {"X-Forwarded-For", "198.51.100.1"}
    })));
    TcpClient second{server.port};
    BOOST_TEST(succeeds(handshake(second,
                                  {
                                      {"X-Forwarded-For", "198.51.100.2"}
    })));
}

WIRE_TEST(that_begin_with_the_proxy_protocol)
{
    auto config = with_proxy_protocol();
    config.limits.connections_per_address = 1;
    LiveServer server{shards, config};
    TcpClient text{server.port};
    text.send("PROXY TCP4 198.51.100.1 127.0.0.1 4711 80\r\n");
    BOOST_TEST(succeeds(handshake(text)));
    BOOST_TEST(!succeeds(handshake(text)));

    TcpClient same{server.port};
    same.send("PROXY TCP4 198.51.100.1 127.0.0.1 4712 80\r\n");
    BOOST_TEST(same.ends());
    BOOST_TEST(server.refusals(Limit::connections_per_address) == 1u);

    TcpClient binary{server.port};
    binary.send("\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xc6\x33\x64\x02\x7f\0\0\x01\x12\x34\0\x50"s);
    BOOST_TEST(succeeds(handshake(binary)));
}

WIRE_TEST(that_do_not_begin_with_it_are_closed)
{
    LiveServer server{shards, with_proxy_protocol()};
    TcpClient client{server.port};
    client.send(http_request("GET", "/cometd"));
    BOOST_TEST(client.read_to_end().empty());
    BOOST_TEST(server.refusals(Limit::proxy_protocol) == 1u);
}

WIRE_TEST(that_are_not_trusted_cannot_begin_with_it)
{
    auto config = with_proxy_protocol();
    config.security.trusted_proxies = {"192.0.2.1"};
    LiveServer server{shards, config};
    TcpClient client{server.port};
    BOOST_TEST(client.ends());
    BOOST_TEST(server.refusals(Limit::proxy_protocol) == 1u);
}

WIRE_TEST(that_hesitate_are_closed)
{
    auto config = with_proxy_protocol();
    config.limits.request_timeout = std::chrono::milliseconds{100};
    LiveServer server{shards, config};
    TcpClient client{server.port};
    client.send("PROXY TCP4 198.");
    BOOST_TEST(client.ends());
    BOOST_TEST(server.refusals(Limit::request_timeout) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
