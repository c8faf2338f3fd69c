// What pages of other origins may do and read.

#include <boost/test/unit_test.hpp>

#include "support/http_client.hpp"
#include "support/live_server.hpp"
#include "support/messages.hpp"
#include "support/url.hpp"

using namespace halley;
using namespace halley::test;

namespace {

Config allowing(std::vector<std::string> origins)
{
    Config config;
    config.security.allowed_origins = std::move(origins);
    return config;
}

HttpResponse send(std::uint16_t port, std::string_view request)
{
    TcpClient connection{port};
    connection.send(request);
    return read_response(connection);
}

HttpResponse post(std::uint16_t port,
                  const std::string& origin,
                  std::string_view body = handshake_message(),
                  std::string_view type = "application/json")
{
    return send(port,
                http_request("POST",
                             "/cometd",
                             {
                                 {"Content-Type", std::string{type}},
                                 {"Origin",       origin           }
    },
                             body));
}

HttpResponse preflight(std::uint16_t port,
                       const std::string& origin,
                       const std::string& headers = "content-type",
                       const std::string& method = "POST")
{
    return send(port,
                http_request("OPTIONS",
                             "/cometd/x",
                             {
                                 {"Origin",                         origin },
                                 {"Access-Control-Request-Method",  method },
                                 {"Access-Control-Request-Headers", headers}
    }));
}

void check_unreadable(const HttpResponse& response)
{
    for (const auto& [name, value] : response.headers) {
        BOOST_TEST(!name.starts_with("access-control-"));
        BOOST_TEST(value.find("evil") == std::string::npos);
    }
}

const std::string example = "https://www.example.org";

}  // namespace

BOOST_AUTO_TEST_SUITE(cors)

WIRE_TEST(LP_18_answers_to_a_configured_origin_can_be_read)
{
    LiveServer server{shards, allowing({"http://other.test:8080/", example})};
    const auto check = [](const HttpResponse& response, unsigned status) {
        BOOST_TEST(response.status == status);
        BOOST_TEST(response.header("access-control-allow-origin") == example);
        BOOST_TEST(response.header("access-control-allow-credentials") == "true");
        BOOST_TEST(response.header("vary") == "Origin");
    };
    check(post(server.port, example), 200);
    check(post(server.port, "https://WWW.Example.org"), 200);
    // So can errors.
    check(post(server.port, example, "["), 400);
    check(post(server.port, example, "[]", "text/plain"), 415);
    check(send(server.port,
               http_request("PUT",
                            "/cometd",
                            {
                                {"Origin", example}
    })),
          405);
    check(send(server.port,
               http_request("GET",
                            "/nowhere",
                            {
                                {"Origin", example}
    })),
          404);
    check(send(server.port,
               "POST /cometd HTTP/1.1\r\nHost: a\r\nOrigin: " + example +
                   "\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n"),
          413);
    BOOST_TEST(post(server.port, "http://other.test:8080").header("access-control-allow-origin") ==
               "http://other.test:8080");
}

WIRE_TEST(LP_18_held_connects_too)
{
    LiveServer server{shards, allowing({example})};
    const auto id = client_id_of(post(server.port, example).json()[0]);
    post(server.port, example, connect_message(id, "1"));
    const auto response =
        post(server.port, example, connect_message(id, "2", R"(,"advice":{"timeout":1})"));
    BOOST_TEST(response.json()[0]["successful"].truth());
    BOOST_TEST(response.header("access-control-allow-origin") == example);
}

WIRE_TEST(LP_18_nobody_else_can_read_them)
{
    LiveServer server{shards, allowing({example})};
    for (const auto* const origin : {"https://evil.test",
                                     "https://www.example.org.evil.test",
                                     "http://www.example.org",
                                     "https://www.example.org:444",
                                     "https://www.example.org/evil",
                                     "null"}) {
        BOOST_TEST_CONTEXT(origin)
        {
            const auto response = post(server.port, origin);
            BOOST_TEST(response.status == 403U);
            check_unreadable(response);
            const auto asked = preflight(server.port, origin);
            BOOST_TEST(asked.status == 204U);
            check_unreadable(asked);
            const auto probe = send(server.port,
                                    http_request("GET",
                                                 "/cometd",
                                                 {
                                                     {"Origin", origin}
            }));
            BOOST_TEST(probe.body == "PING");
            check_unreadable(probe);
        }
    }
    // Its own pages and programs need no permission to be given.
    check_unreadable(post(server.port, "http://halley.test"));
    HttpClient program{server.port};
    const auto response = program.post(handshake_message());
    BOOST_TEST(response.status == 200U);
    check_unreadable(response);
}

WIRE_TEST(LP_17_preflights)
{
    LiveServer server{shards, allowing({example})};
    const auto response = preflight(server.port, example, "content-type,x-requested-with, pragma");
    BOOST_TEST(response.status == 204U);
    BOOST_TEST(response.body.empty());
    BOOST_TEST(response.header("access-control-allow-origin") == example);
    BOOST_TEST(response.header("access-control-allow-credentials") == "true");
    BOOST_TEST(response.header("access-control-allow-methods") == "GET, POST, OPTIONS");
    BOOST_TEST(response.header("access-control-allow-headers") ==
               "content-type,x-requested-with, pragma");
    BOOST_TEST(response.header("access-control-max-age") == "7200");
    BOOST_TEST(response.header("vary") == "Origin");
    // No preflight without a method.
    BOOST_TEST(!send(server.port,
                     http_request("OPTIONS",
                                  "/cometd",
                                  {
                                      {"Origin", example}
    }))
                    .has("access-control-allow-methods"));
}

WIRE_TEST(LP_17_what_is_no_list_of_headers_is_not_repeated)
{
    LiveServer server{shards, allowing({example})};
    for (const auto& headers : {std::string{""},
                                std::string{"a,,b"},
                                std::string{"a b"},
                                std::string{"a, b;c"},
                                std::string{"<script>"},
                                std::string{"a,"},
                                std::string(1025, 'x')}) {
        BOOST_TEST_CONTEXT(headers)
        {
            const auto response = preflight(server.port, example, headers);
            BOOST_TEST(response.header("access-control-allow-origin") == example);
            BOOST_TEST(!response.has("access-control-allow-headers"));
        }
    }
}

WIRE_TEST(LP_18_all_origins_but_without_cookies)
{
    LiveServer server{shards, allowing({"*", example})};
    for (const auto* const origin : {"https://evil.test", "null"}) {
        for (const auto& response : {post(server.port, origin), preflight(server.port, origin)}) {
            BOOST_TEST(response.header("access-control-allow-origin") == "*");
            BOOST_TEST(!response.has("access-control-allow-credentials"));
        }
    }
    // One that is named as well has more.
    const auto response = post(server.port, example);
    BOOST_TEST(response.header("access-control-allow-origin") == example);
    BOOST_TEST(response.header("access-control-allow-credentials") == "true");
}

// Any sandboxed frame of any site has this origin.
WIRE_TEST(LP_18_the_null_origin_has_no_cookies_either)
{
    LiveServer server{shards, allowing({"null"})};
    const auto response = post(server.port, "null");
    BOOST_TEST(response.status == 200U);
    BOOST_TEST(response.header("access-control-allow-origin") == "null");
    BOOST_TEST(!response.has("access-control-allow-credentials"));
    BOOST_TEST(post(server.port, "https://evil.test").status == 403U);
}

// As Faye has it: a form, but called plain text.
WIRE_TEST(cross_origin_long_polling)
{
    auto config = allowing({example});
    config.bayeux.transports = {TransportName::cross_origin_long_polling};
    LiveServer server{shards, config};
    const auto ask = [&](std::string_view batch) {
        return post(
            server.port, example, "message=" + percent_encoded(batch), "text/plain;charset=UTF-8");
    };
    const auto response = ask(handshake_message(R"(["cross-origin-long-polling"])"));
    BOOST_TEST(response.header("access-control-allow-credentials") == "true");
    const auto reply = response.json()[0];
    BOOST_TEST(reply["supportedConnectionTypes"] == R"(["cross-origin-long-polling"])");
    const auto id = client_id_of(reply);
    BOOST_TEST(ask(connect_message(id, "1")).json()[0]["successful"].truth());
    BOOST_TEST(ask(publish_message(id, "2", "/a", "1")).json()[0]["successful"].truth());

    BOOST_TEST(post(server.port, example, handshake_message()).status == 200U);
    BOOST_TEST(post(server.port, example, "message=[]", "text/plain; charset=latin1").status ==
               415U);

    // Nobody else polls.
    BOOST_TEST(post(server.port, "https://evil.test").status == 403U);
    BOOST_TEST(post(server.port, "https://evil.test", "message=[]", "text/plain").status == 403U);
    HttpClient program{server.port};
    BOOST_TEST(program.post(handshake_message()).status == 405U);
}

WIRE_TEST(cross_origin_long_polling_beside_long_polling)
{
    auto config = allowing({example});
    config.bayeux.transports = {TransportName::long_polling,
                                TransportName::cross_origin_long_polling};
    LiveServer server{shards, config};
    BOOST_TEST(post(server.port, example, "message=[]", "text/plain").body == "[]");
    HttpClient program{server.port};
    program.handshake();
    program.connection.send(http_request("POST",
                                         "/cometd",
                                         {
                                             {"Content-Type", "text/plain"}
    },
                                         "message=[]"));
    BOOST_TEST(program.response().status == 415U);
}

WIRE_TEST(cross_origin_long_polling_is_listed_when_configured)
{
    LiveServer server{shards};
    BOOST_TEST(post(server.port, "http://halley.test", "message=[]", "text/plain").status == 415U);
    HttpClient program{server.port};
    const auto types = program.post(handshake_message()).json()[0]["supportedConnectionTypes"];
    BOOST_TEST(types == R"(["websocket","long-polling"])");
}

BOOST_AUTO_TEST_SUITE_END()
