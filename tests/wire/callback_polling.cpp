// Batches in the URLs of scripts, answered by calls.

#include <boost/test/unit_test.hpp>

#include "support/live_server.hpp"
#include "support/messages.hpp"
#include "support/url.hpp"
#include "support/ws_client.hpp"

using namespace halley;
using namespace halley::test;

namespace {

Config scripts()
{
    Config config;
    config.bayeux.transports = {TransportName::long_polling, TransportName::callback_polling};
    return config;
}

std::string url(std::string_view batch, const std::string& callback = "cb")
{
    return "/cometd?jsonp=" + callback + "&message=" + percent_encoded(batch);
}

// The array that the script calls `callback` with.
Json called(const HttpResponse& response, const std::string& callback = "cb")
{
    BOOST_TEST(response.status == 200U);
    const auto begin = "/**/" + callback + "(";
    BOOST_REQUIRE(response.body.starts_with(begin));
    BOOST_REQUIRE(response.body.ends_with(");"));
    return Json::parse(response.body.substr(begin.size(), response.body.size() - begin.size() - 2));
}

struct Script {
    explicit Script(std::uint16_t port) : client(port), poll(port)
    {
        const auto response = client.get(url(handshake_message(R"(["callback-polling"])")));
        cookie = response.header("set-cookie");
        cookie = cookie.substr(0, cookie.find(';'));
        id = client_id_of(called(response)[0]);
        ask(connect_message(id, "first"));
    }

    Json ask(std::string_view batch)
    {
        return called(client.get(url(batch),
                                 {
                                     {"Cookie", cookie}
        }));
    }

    HttpClient client;
    HttpClient poll;
    std::string cookie;
    std::string id;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(callback_polling)

WIRE_TEST(JSP_01_JSP_02_JSP_08_a_call)
{
    LiveServer server{shards, scripts()};
    HttpClient client{server.port};
    const auto response = client.get(url(handshake_message(), "a.b"));
    const auto reply = called(response, "a.b")[0];
    BOOST_TEST(reply["successful"].truth());
    BOOST_TEST(reply["supportedConnectionTypes"] == R"(["long-polling","callback-polling"])");
    BOOST_TEST(response.header("content-type") == "text/javascript; charset=utf-8");
    BOOST_TEST(response.header("x-content-type-options") == "nosniff");
    BOOST_TEST(response.header("cache-control") == "no-store");
    BOOST_TEST(response.header("content-disposition").starts_with("attachment"));
    BOOST_TEST(response.has("set-cookie"));
}

WIRE_TEST(JSP_03_the_usual_callback)
{
    LiveServer server{shards, scripts()};
    HttpClient client{server.port};
    const auto response =
        client.get("/cometd/handshake?message=" + percent_encoded(handshake_message()));
    BOOST_TEST(called(response, "jsonpcallback")[0]["successful"].truth());
}

WIRE_TEST(JSP_04_several_messages)
{
    LiveServer server{shards, scripts()};
    Script script{server.port};
    const auto subscribe = subscribe_message(script.id, "s", "/a");
    const auto replies =
        called(script.client.get(url(subscribe.substr(1, subscribe.size() - 2)) + "&message=" +
                                 percent_encoded(publish_message(script.id, "p", "/b", "1"))));
    BOOST_TEST(replies.size() == 2U);
    BOOST_TEST(replies[0]["id"].string() == "s");
    BOOST_TEST(replies[1]["id"].string() == "p");
    // One object is answered by an array as well.
    BOOST_TEST(
        called(script.client.get(url(subscribe.substr(1, subscribe.size() - 2)))).is_array());
}

WIRE_TEST(JSP_05_JSP_06_callbacks_that_are_none)
{
    LiveServer server{shards, scripts()};
    HttpClient client{server.port};
    for (const auto& name : {std::string{""},
                             std::string{"alert(1)//"},
                             std::string{"1-1"},
                             std::string{"a%0Ab"},
                             std::string{"%3Cscript%3E"},
                             std::string(65, 'x')}) {
        BOOST_TEST_CONTEXT(name)
        {
            const auto response = client.get(url(handshake_message(), name));
            BOOST_TEST(response.status == 400U);
            BOOST_TEST(response.body == R"({"error":"400::callback_invalid"})");
        }
    }
    BOOST_TEST(called(client.get(url(handshake_message(), std::string(64, 'x'))),
                      std::string(64, 'x'))[0]["successful"]
                   .truth());
}

WIRE_TEST(JSP_07_line_separators)
{
    LiveServer server{shards, scripts()};
    Script script{server.port};
    script.ask(subscribe_message(script.id, "s", "/a"));
    script.ask(publish_message(script.id, "p", "/a", "\"\xE2\x80\xA8 \xE2\x80\xA9\""));
    const auto response = script.client.get(url(connect_message(script.id, "2")));
    BOOST_TEST(response.body.find("\xE2\x80") == std::string::npos);
    BOOST_TEST(called(response)[0]["data"].string() == "\xE2\x80\xA8 \xE2\x80\xA9");
}

WIRE_TEST(JSP_09_events_come_with_connects_only)
{
    LiveServer server{shards, scripts()};
    Script script{server.port};
    script.ask(subscribe_message(script.id, "s", "/a"));
    BOOST_TEST(script.ask(publish_message(script.id, "p", "/a", "1")).size() == 1U);
    const auto replies = script.ask(connect_message(script.id, "2"));
    BOOST_TEST(replies.size() == 2U);
    BOOST_TEST(replies[0]["data"].text() == "1");
    BOOST_TEST(replies[1]["id"].string() == "2");
}

WIRE_TEST(JSP_10_connects_are_held)
{
    LiveServer server{shards, scripts()};
    Script script{server.port};
    script.ask(subscribe_message(script.id, "s", "/a"));
    script.poll.connection.send(http_request("GET", url(connect_message(script.id, "2"))));
    HttpClient publisher{server.port};
    publisher.post(publish_message(publisher.handshake(), "p", "/a", "1"));
    const auto replies = called(script.poll.response());
    BOOST_TEST(replies[0]["data"].text() == "1");
    BOOST_TEST(replies[1]["id"].string() == "2");
}

WIRE_TEST(JSP_10_cookies_count_here_too)
{
    LiveServer server{shards, scripts()};
    Script owner{server.port};
    Script stranger{server.port};
    const auto message = publish_message(owner.id, "p", "/a", "1");
    BOOST_TEST(stranger.ask(message)[0]["error"].string().starts_with("402:"));
    BOOST_TEST(owner.ask(message)[0]["successful"].truth());
}

WIRE_TEST(LP_09_its_session_may_also_post)
{
    LiveServer server{shards, scripts()};
    Script script{server.port};
    script.ask(subscribe_message(script.id, "s", "/a"));
    HttpClient poster{server.port};
    poster.cookie = script.cookie;
    const auto replies = poster.post(publish_message(script.id, "p", "/a", "1")).json();
    BOOST_TEST(replies.size() == 2U);
    BOOST_TEST(replies[0]["data"].text() == "1");
    BOOST_TEST(replies[1]["successful"].truth());
    BOOST_TEST(
        script.ask(connect_message(script.id, "2", R"(,"advice":{"timeout":0})"))[0]["successful"]
            .truth());
}

WIRE_TEST(JSP_11_JSP_12_errors)
{
    auto config = scripts();
    config.limits.message_bytes = 2000;
    LiveServer server{shards, config};
    HttpClient client{server.port};
    BOOST_TEST(
        called(client.get(url(connect_message("nobody", "1"))))[0]["error"].string().starts_with(
            "402:"));
    for (const auto* const query : {"jsonp=cb",
                                    "jsonp=cb&message=",
                                    "jsonp=cb&message=[",
                                    "jsonp=cb&message=%5",
                                    "jsonp=c%zz&message=[]",
                                    "jsonp=cb&message=%FF",
                                    "jsonp=cb&message=1"}) {
        BOOST_TEST_CONTEXT(query)
        {
            const auto response = client.get(std::string{"/cometd?"} + query);
            BOOST_TEST(response.status == 400U);
            BOOST_TEST(response.header("content-type") == "application/json; charset=utf-8");
        }
    }
    BOOST_TEST(client.get("/cometd?jsonp=cb&message=" + std::string(2001, '+')).status == 413U);
}

WIRE_TEST(JSP_13_long_urls)
{
    LiveServer server{shards, scripts()};
    Script script{server.port};
    const auto data = "\"" + std::string(12'000, 'x') + "\"";
    BOOST_TEST(script.ask(publish_message(script.id, "p", "/a", data))[0]["successful"].truth());
    HttpClient other{server.port};
    BOOST_TEST(other.get(url("[" + std::string(20'000, '+') + "]")).status == 431U);
}

WIRE_TEST(JSP_14_LP_16_what_is_not_for_it)
{
    LiveServer server{shards, scripts()};
    HttpClient client{server.port};
    BOOST_TEST(client.get("/cometd").body == "PING");
    BOOST_TEST(client.get("/cometd?xjsonp=1").body == "PING");
    client.connection.send(http_request("HEAD", url(handshake_message())));
    BOOST_TEST(read_response(client.connection, true).status == 405U);

    // A page of another origin may use scripts, but nothing that has an `Origin`.
    BOOST_TEST(client
                   .get(url(handshake_message()),
                        {
                            {"Origin", "https://evil.test"}
    })
                   .status == 403U);

    LiveServer without{shards};
    HttpClient refused{without.port};
    BOOST_TEST(refused.get(url(handshake_message())).status == 400U);
}

BOOST_AUTO_TEST_SUITE_END()
