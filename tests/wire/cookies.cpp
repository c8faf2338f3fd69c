// The session cookie: who gets one, who may use whose session.

#include <boost/test/unit_test.hpp>

#include "support/http_client.hpp"
#include "support/live_server.hpp"
#include "support/messages.hpp"
#include "support/ws_client.hpp"

using namespace halley;
using namespace halley::test;

BOOST_AUTO_TEST_SUITE(cookies)

WIRE_TEST(HSK_19_a_handshake_sets_the_cookie_once)
{
    LiveServer server{shards};
    HttpClient client{server.port};
    const auto first = client.post(handshake_message());
    const auto set = first.header("set-cookie");
    BOOST_TEST(set.starts_with("BAYEUX_BROWSER="));
    BOOST_TEST(set.ends_with("; Path=/; HttpOnly; SameSite=Lax"));
    BOOST_TEST(!client.post(handshake_message()).has("set-cookie"));
    BOOST_TEST(!client.post(connect_message(client_id_of(first.json()[0]), "1")).has("set-cookie"));
}

WIRE_TEST(LP_07_a_session_and_its_cookie)
{
    LiveServer server{shards};
    HttpClient owner{server.port};
    const auto id = owner.handshake();
    const auto try_with = [&](const std::string& cookie) {
        HttpClient client{server.port};
        client.cookie = cookie;
        const auto response = client.post(publish_message(id, "1", "/a", "1"));
        BOOST_TEST(response.status == 200U);
        return response.json()[0];
    };
    BOOST_TEST(try_with(owner.cookie)["successful"].truth());
    BOOST_TEST(try_with("")["successful"].truth());  // Clients without a jar (LP-07).
    BOOST_TEST(try_with("a=b; " + owner.cookie + "; c=d")["successful"].truth());
    BOOST_TEST(try_with("BAYEUX_BROWSER=old.1; " + owner.cookie)["successful"].truth());

    HttpClient stranger{server.port};
    stranger.handshake();
    for (const auto& cookie : {stranger.cookie,
                               std::string{"BAYEUX_BROWSER=chosen"},
                               owner.cookie + "0",
                               owner.cookie.substr(0, owner.cookie.size() - 1)}) {
        BOOST_TEST_CONTEXT(cookie)
        {
            // LP-08: with the cookie of somebody else.
            BOOST_TEST(try_with(cookie)["error"].string().starts_with("402:"));
        }
    }
}

WIRE_TEST(LP_07_cookies_required)
{
    Config config;
    config.bayeux.cookies.required = true;
    config.bayeux.cookies.name = "HALLEY";
    config.bayeux.cookies.same_site = SameSite::strict;
    LiveServer server{shards, config};
    HttpClient client{server.port};
    const auto response = client.post(handshake_message());
    BOOST_TEST(response.header("set-cookie").starts_with("HALLEY="));
    BOOST_TEST(response.header("set-cookie").ends_with("; SameSite=Strict"));
    const auto message = publish_message(client_id_of(response.json()[0]), "1", "/a", "1");
    BOOST_TEST(client.post(message).json()[0]["successful"].truth());
    client.cookie.clear();
    BOOST_TEST(client.post(message).json()[0]["error"].string().starts_with("402:"));
}

WIRE_TEST(LP_11_a_cookie_that_a_client_chose_is_replaced)
{
    LiveServer server{shards};
    HttpClient client{server.port};
    client.cookie = "BAYEUX_BROWSER=attackerchosen";
    BOOST_TEST(client.post(handshake_message()).has("set-cookie"));
    BOOST_TEST(client.cookie.find("attackerchosen") == std::string::npos);
}

WIRE_TEST(cookies_of_another_server_are_foreign)
{
    LiveServer server{shards};
    LiveServer other{shards};
    HttpClient there{other.port};
    there.handshake();
    HttpClient here{server.port};
    here.cookie = there.cookie;
    here.handshake();
    BOOST_TEST(here.cookie != there.cookie);
}

WIRE_TEST(LP_08_websockets_are_bound_to_the_cookie_too)
{
    LiveServer server{shards};
    HttpClient owner{server.port};
    const auto id = owner.handshake();
    HttpClient stranger{server.port};
    stranger.handshake();
    WsClient theirs{server.port, "/cometd", {{"Cookie", stranger.cookie}}};
    BOOST_TEST(!theirs.request(publish_message(id, "1", "/a", "1"), "1")["successful"].truth());
    WsClient own{server.port, "/cometd", {{"Cookie", owner.cookie}}};
    BOOST_TEST(own.request(publish_message(id, "1", "/a", "1"), "1")["successful"].truth());
}

BOOST_AUTO_TEST_SUITE_END()
