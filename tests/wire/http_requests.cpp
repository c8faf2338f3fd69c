// Which requests are served, and what every answer looks like.

#include <boost/test/unit_test.hpp>

#include "support/http_client.hpp"
#include "support/live_server.hpp"
#include "support/messages.hpp"

using namespace halley;
using namespace halley::test;

namespace {

HttpResponse send(TcpClient& connection, std::string_view request)
{
    connection.send(request);
    return read_response(connection);
}

HttpResponse send(std::uint16_t port, std::string_view request)
{
    TcpClient connection{port};
    return send(connection, request);
}

const Headers json_content{
    {"Content-Type", "application/json"}
};

void check_safe(const HttpResponse& response)
{
    BOOST_TEST(response.header("cache-control") == "no-store");
    BOOST_TEST(response.header("x-content-type-options") == "nosniff");
    BOOST_TEST(!response.has("access-control-allow-origin"));
    BOOST_TEST(!response.has("server"));
    BOOST_TEST(response.has("date"));
}

void check_error(const HttpResponse& response, unsigned status)
{
    BOOST_TEST(response.status == status);
    BOOST_TEST(response.header("content-type") == "application/json; charset=utf-8");
    BOOST_TEST(response.json()["error"].string().starts_with(std::to_string(status) + "::"));
    check_safe(response);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(http_requests)

WIRE_TEST(LP_01_LP_04_LP_19_handshake)
{
    LiveServer server{shards};
    HttpClient client{server.port};
    const auto response = client.post(handshake_message());
    BOOST_TEST(response.status == 200U);
    BOOST_TEST(response.header("content-type") == "application/json; charset=utf-8");
    check_safe(response);
    BOOST_TEST(response.json()[0]["successful"].truth());
    BOOST_TEST(response.json()[0]["id"].string() == "h");
}

WIRE_TEST(HSK_23_every_path_and_every_path_below_it)
{
    LiveServer server{shards};
    const char* const served[] = {"/cometd",
                                  "/cometd/",
                                  "/cometd/handshake",
                                  "/cometd/x/y",
                                  "/cometd?a=b",
                                  "/bayeux",
                                  "/faye",
                                  "/realtime",
                                  "/nodefony/socket",
                                  "http://halley.test/cometd/handshake"};
    for (const auto* const path : served) {
        BOOST_TEST_CONTEXT(path)
        {
            HttpClient client{server.port};
            BOOST_TEST(client.post(handshake_message(), path).status == 200U);
        }
    }
    const char* const others[] = {"/", "/cometdx", "/x/cometd", "/nodefony", "/Cometd", "*"};
    for (const auto* const path : others) {
        BOOST_TEST_CONTEXT(path)
        {
            HttpClient client{server.port};
            check_error(client.post(handshake_message(), path), 404);
        }
    }
}

WIRE_TEST(LP_03_content_types)
{
    LiveServer server{shards};
    HttpClient client{server.port};
    struct Case {
        const char* type;
        unsigned status;
    };
    const Case cases[] = {
        {"application/json",                     200},
        {"Application/JSON",                     200},
        {"application/json;charset=UTF-8",       200},
        {"application/json; charset=\"utf-8\"",  200},
        {"application/json; x=y",                200},
        {"text/json; charset=utf8",              200},
        {"application/json; charset=ISO-8859-1", 415}, // FMT-13: never guessed at.
        {"application/json; charset=nonsense",   415},
        {"text/plain",                           415},
        {"text/plain;charset=application/json",  415},
        {"application/jsonp",                    415},
        {"multipart/form-data; boundary=x",      415},
    };
    for (const auto& each : cases) {
        BOOST_TEST_CONTEXT(each.type)
        {
            const auto response = send(client.connection,
                                       http_request("POST",
                                                    "/cometd",
                                                    {
                                                        {"Content-Type", each.type}
            },
                                                    handshake_message()));
            BOOST_TEST(response.status == each.status);
            check_safe(response);
        }
    }
    check_error(send(client.connection, http_request("POST", "/cometd", {}, handshake_message())),
                415);
}

WIRE_TEST(LP_16_other_methods)
{
    LiveServer server{shards};
    TcpClient connection{server.port};
    for (const auto* const method : {"PUT", "DELETE", "PATCH", "TRACE", "BREW"}) {
        BOOST_TEST_CONTEXT(method)
        {
            const auto response = send(connection, http_request(method, "/cometd", json_content));
            check_error(response, 405);
            BOOST_TEST(response.header("allow") == "GET, POST, OPTIONS");
        }
    }
    connection.send(http_request("HEAD", "/cometd"));
    const auto head = read_response(connection, true);
    BOOST_TEST(head.status == 405U);
    BOOST_TEST(head.header("allow") == "GET, POST, OPTIONS");
    BOOST_TEST(send(connection, http_request("GET", "/cometd")).body == "PING");
}

WIRE_TEST(LP_17_LP_18_options_reflects_nothing)
{
    LiveServer server{shards};
    const auto response = send(server.port,
                               http_request("OPTIONS",
                                            "/cometd",
                                            {
                                                {"Origin",                        "https://evil.test"},
                                                {"Access-Control-Request-Method", "POST"             }
    }));
    BOOST_TEST(response.status == 204U);
    BOOST_TEST(response.header("allow") == "GET, POST, OPTIONS");
    BOOST_TEST(response.body.empty());
    check_safe(response);
    for (const auto& [name, value] : response.headers)
        BOOST_TEST(value.find("evil") == std::string::npos);
}

WIRE_TEST(plain_get_is_nodefonys_probe)
{
    LiveServer server{shards};
    HttpClient client{server.port};
    const auto response = client.get("/realtime?_=1795234236074");
    BOOST_TEST(response.status == 200U);
    BOOST_TEST(response.header("content-type").starts_with("text/html"));
    BOOST_TEST(response.body == "PING");
    check_safe(response);
    check_error(client.get("/cometd?jsonp=x&message=%5B%5D"), 400);
    check_error(client.get("/cometd?message=%5B%5D"), 400);
    check_error(client.get("/"), 404);
}

WIRE_TEST(LP_25_connections_are_kept_alive)
{
    LiveServer server{shards};
    HttpClient client{server.port};
    for (int turn = 0; turn < 10; ++turn)
        BOOST_TEST(client.post(handshake_message()).status == 200U);
}

WIRE_TEST(connection_close_is_honoured)
{
    LiveServer server{shards};
    TcpClient connection{server.port};
    const auto response = send(connection,
                               http_request("GET",
                                            "/cometd",
                                            {
                                                {"Connection", "close"}
    }));
    BOOST_TEST(response.header("connection") == "close");
    BOOST_TEST(connection.ends());
}

WIRE_TEST(http_1_0)
{
    LiveServer server{shards};
    TcpClient plain{server.port};
    BOOST_TEST(send(plain, "GET /cometd HTTP/1.0\r\n\r\n").body == "PING");
    BOOST_TEST(plain.ends());

    TcpClient kept{server.port};
    const auto* const request = "GET /cometd HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    BOOST_TEST(send(kept, request).header("connection") == "keep-alive");
    BOOST_TEST(send(kept, request).body == "PING");
}

WIRE_TEST(malformed_requests)
{
    LiveServer server{shards};
    const char* const requests[] = {
        "nonsense\r\n\r\n",
        "GET /cometd HTTP/9.9\r\n\r\n",
        "GET /cometd HTTP/1.1\r\n\r\n",  // No Host.
        "GET /cometd HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /cometd HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "POST /cometd HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: "
        "chunked\r\n\r\n",
        "POST /cometd HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "GET / cometd HTTP/1.1\r\nHost: a\r\n\r\n",
    };
    for (const auto* const request : requests) {
        BOOST_TEST_CONTEXT(request)
        {
            check_error(send(server.port, request), 400);
        }
    }
}

WIRE_TEST(LP_15_http_2_is_not_offered)
{
    LiveServer server{shards};
    TcpClient upgrading{server.port};
    const auto response = send(upgrading,
                               http_request("POST",
                                            "/cometd",
                                            {
                                                {"Content-Type",   "application/json"       },
                                                {"Connection",     "Upgrade, HTTP2-Settings"},
                                                {"Upgrade",        "h2c"                    },
                                                {"HTTP2-Settings", "AAMAAABkAAQAAP__"       }
    },
                                            handshake_message()));
    BOOST_TEST(response.status == 200U);  // By HTTP/1.1.
    BOOST_TEST(response.json()[0]["successful"].truth());
    check_error(send(server.port, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 400);
}

WIRE_TEST(LP_31_errors_say_no_more_than_what_is_wrong)
{
    LiveServer server{shards};
    TcpClient connection{server.port};
    const auto response = send(connection,
                               http_request("POST",
                                            "/cometd",
                                            {
                                                {"Content-Type", "application/json;charset=<x>"}
    },
                                            handshake_message()));
    BOOST_TEST(response.status == 415U);
    BOOST_TEST(response.body == R"({"error":"415::content_type_unsupported"})");
    BOOST_TEST(send(connection, http_request("PUT", "/cometd")).body ==
               R"({"error":"405::method_not_allowed"})");
    BOOST_TEST(send(connection, http_request("POST", "/<x>", json_content)).body ==
               R"({"error":"404::not_found"})");
}

BOOST_AUTO_TEST_SUITE_END()
