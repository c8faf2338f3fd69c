// What servers may leave out, or say in their own way.
#include <boost/test/unit_test.hpp>

#include "tests/tools/client/session_script.hpp"

using halley::test::Lines;
using halley::test::SessionScript;
namespace tt = boost::test_tools;

namespace {

// A session that has sent subscribe#4 /s, subscribe#5 /t, /p#6, /q#7.
SessionScript asking()
{
    SessionScript script;
    script.open();
    script.session.subscribe("/s", script.now);
    script.session.subscribe("/t", script.now);
    script.session.publish("/p", "1", "", script.now);
    script.session.publish("/q", "2", "", script.now);
    script.did();
    return script;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(session_dialects)

BOOST_AUTO_TEST_CASE(replies_find_what_they_answer)
{
    struct Row {
        const char* name;
        const char* text;
        Lines expected;
    };
    const Row rows[] = {
        {"an id as a number",                       R"([{"channel":"/q","id":7,"successful":true}])",    {"published 2"}              },
        {"no id",                                   R"([{"channel":"/q","successful":true}])",           {"published 2"}              },
        {"no id, no subscription",
         R"([{"channel":"/meta/subscribe","successful":true}])",                                         {"subscribed /s"}            },
        {"no id, a subscription",
         R"([{"channel":"/meta/subscribe","subscription":"/t","successful":true}])",                     {"subscribed /t"}            },
        {"a subscription as an array",
         R"([{"channel":"/meta/subscribe","subscription":["/t"],"successful":true}])",                   {"subscribed /t"}            },
        {"no verdict",                              R"([{"channel":"/p","id":"6"}])",                    {"published 1"}              },
        {"an error instead of a verdict",
         R"([{"channel":"/p","id":"6","error":"408::failed"}])",                                         {"refused 1 408::failed"}    },
        {"a verdict in a string",
         R"([{"channel":"/p","id":"6","successful":"false"}])",                                          {"refused 1 no reason given"}},
        {"an error object",
         R"([{"channel":"/p","id":"6","successful":false,"error":{"code":1}}])",                         {R"(refused 1 {"code":1})"}  },
        {"a bare object",                           R"({"channel":"/p","id":"6","successful":true})",    {"published 1"}              },
        {"an event with the id of our publication",
         R"([{"channel":"/p","id":"6","data":1},{"channel":"/p","id":"6","successful":true}])",          {"event /p 1", "published 1"}},
        {"a reply before its event",
         R"([{"channel":"/p","id":"6","successful":true},{"channel":"/p","data":1}])",                   {"published 1", "event /p 1"}},
        {"an event with a clientId",
         R"([{"channel":"/p","clientId":"c","data":1}])",                                                {"event /p 1"}               },
        {"an answer to nobody",                     R"([{"channel":"/p","id":"99","successful":true}])", {}                           },
        {"an unknown meta channel",                 R"([{"channel":"/meta/ping","data":1}])",            {}                           },
        {"no channel",                              R"([{"successful":false,"error":"400::"}])",         {}                           },
        {"nothing",                                 "[]",                                                {}                           },
    };
    for (const auto& row : rows) {
        BOOST_TEST_CONTEXT(row.name)
        {
            auto script = asking();
            script.receive(row.text);
            BOOST_TEST(script.did() == row.expected, tt::per_element());
        }
    }
}

BOOST_AUTO_TEST_CASE(events_and_replies_share_a_connect_response)
{
    auto script = asking();
    script.receive(
        R"([{"channel":"/s","data":1},{"channel":"/meta/connect","successful":true},{"channel":"/s","data":2}])");
    BOOST_TEST(script.did() == (Lines{"event /s 1", "held connect#8", "event /s 2"}),
               tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_connect_reply_that_was_not_asked_for_is_ignored)
{
    SessionScript script;
    script.open(R"({"interval":5000})");
    script.receive(R"([{"channel":"/meta/connect","successful":true}])");
    script.receive(R"([{"channel":"/meta/connect","successful":false}])");
    script.receive(R"([{"channel":"/meta/handshake","successful":true,"clientId":"x"}])");
    BOOST_TEST(script.did().empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_message_is_a_lost_connection)
{
    for (const auto* const text :
         {"", "[", "1", "[1]", "null", "[{}] x", "[{\"channel\":\"\xff\"}]"}) {
        auto script = asking();
        script.receive(text);
        BOOST_TEST(
            script.did() ==
                (Lines{"reset", "notice the server's answer is no Bayeux message; trying again"}),
            tt::per_element());
    }
}

BOOST_AUTO_TEST_SUITE_END()
