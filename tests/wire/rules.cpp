// The rules of the configuration, as clients meet them.

#include <boost/test/unit_test.hpp>

#include "support/live_server.hpp"
#include "support/messages.hpp"
#include "support/ws_client.hpp"

using namespace halley;
using namespace halley::test;

BOOST_AUTO_TEST_SUITE(rules)

WIRE_TEST(PUB_26_refuse_what_they_do_not_allow)
{
    Config config;
    config.services["echo"].type = "tcp";
    config.security.rules = {
        {{Operation::subscribe, Operation::publish}, {},                   {"/chat/**"},      {}            },
        {{},                                         {Operation::publish}, {"/chat/news"},    {}            },
        {{Operation::create},                        {},                   {"/chat/*"},       {}            },
        {{Operation::publish},                       {},                   {"/admin"},        {true, {}, {}}},
        {{Operation::service},                       {},                   {"/service/time"}, {}            },
    };
    LiveServer server{shards, config};
    WsClient client{server.port};
    const auto id = client.handshake();
    const auto error = [&](const std::string& batch) {
        const auto reply = client.request(batch, "1");
        return reply["successful"].truth() ? std::string{} : reply["error"].string();
    };
    BOOST_TEST(error(subscribe_message(id, "1", "/chat/room")) == "");
    BOOST_TEST(error(subscribe_message(id, "1", "/**")) ==
               "403:denied_by_security_policy:subscribe_denied");
    BOOST_TEST(error(subscribe_message(id, "1", "/chat/**")) ==
               "403:denied_by_security_policy:create_denied");
    BOOST_TEST(error(publish_message(id, "1", "/chat/room", "1")) == "");
    BOOST_TEST(error(publish_message(id, "1", "/chat/news", "1")) ==
               "403:denied_by_security_policy:publish_denied");
    BOOST_TEST(error(publish_message(id, "1", "/chat/room/1", "1")) ==
               "403:denied_by_security_policy:channel_create_denied");
    BOOST_TEST(error(publish_message(id, "1", "/admin", "1")) ==
               "403:denied_by_security_policy:publish_denied");
    BOOST_TEST(error(publish_message(id, "1", "/service/echo", "1")) ==
               "403:denied_by_security_policy:publish_denied");
    BOOST_TEST(error(subscribe_message(id, "1", "/service/time")) == "");
}

BOOST_AUTO_TEST_SUITE_END()
