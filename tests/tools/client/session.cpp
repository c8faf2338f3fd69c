#include "tools/client/session.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/tools/client/session_script.hpp"

using namespace halley::client;
using halley::test::Lines;
using halley::test::SessionScript;
using namespace std::chrono_literals;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(session)

BOOST_AUTO_TEST_CASE(messages_are_complete)
{
    SessionOptions options;
    options.connection_type = "websocket";
    options.handshake_ext = R"({"token":1})";
    options.subscribe_ext = R"({"replay":-1})";
    SessionScript script{options};
    script.session.subscribe("/a", script.now);
    script.session.publish("/b", R"({"n":12345678901234567890123})", R"({"k":2})", script.now);
    script.session.start(script.now);
    const Send handshake{Lane::command,
                         R"({"channel":"/meta/handshake","version":"1.0","minimumVersion":"1.0",)"
                         R"("supportedConnectionTypes":["websocket"],"id":"2","ext":{"token":1}})"};
    BOOST_TEST((script.actions() == std::vector<Action>{handshake}));

    script.receive(R"([{"channel":"/meta/handshake","successful":true,"clientId":"c\"d"}])");
    const std::vector<Action> expected{
        Send{
             Lane::connect,
             R"({"channel":"/meta/connect","clientId":"c\"d","id":"3","connectionType":"websocket"})"             },
        Send{
             Lane::command,
             R"({"channel":"/meta/subscribe","clientId":"c\"d","id":"4","subscription":"/a","ext":{"replay":-1}})"},
        Send{
             Lane::command,
             R"({"channel":"/b","clientId":"c\"d","id":"1","data":{"n":12345678901234567890123},"ext":{"k":2}})"  },
    };
    BOOST_TEST((script.actions() == expected));
}

BOOST_AUTO_TEST_CASE(the_connect_loop_follows_the_advice)
{
    SessionScript script;
    script.session.start(script.now);
    script.receive(
        R"([{"channel":"/meta/handshake","successful":true,"clientId":"c","advice":{"interval":2000}}])");
    BOOST_TEST(script.did() == (Lines{"handshake#1", "held connect#2"}), tt::per_element());
    script.receive(R"([{"channel":"/meta/connect","id":"2","successful":true}])");
    script.pass(1999ms);
    BOOST_TEST(script.did().empty());
    script.pass(1ms);
    BOOST_TEST(script.did() == Lines{"held connect#3"}, tt::per_element());
    script.receive(
        R"([{"channel":"/meta/connect","id":"3","successful":true,"advice":{"interval":0}}])");
    BOOST_TEST(script.did() == Lines{"held connect#4"}, tt::per_element());
}

// The server may hold a connect as long as it advises; silence beyond that is a lost connection.
BOOST_AUTO_TEST_CASE(a_held_connect_is_waited_for_as_advised)
{
    SessionScript script;
    script.open(R"({"timeout":120000})");
    script.pass(149s);
    BOOST_TEST(script.did().empty());
    script.pass(1s);
    BOOST_TEST(
        script.did() ==
            (Lines{"reset", "notice no answer from the server in 150 seconds; trying again"}),
        tt::per_element());
}

BOOST_AUTO_TEST_CASE(events_are_handed_out_byte_for_byte)
{
    SessionScript script;
    script.open();
    script.receive(
        R"([{"channel":"/a","data":{"n":1e999 ,"s":"\ud800"},"id":7,"ext":{"x": 1}},{"channel":"/b","data":null}])");
    const std::vector<Action> expected{
        Event{"/a", R"({"n":1e999 ,"s":"\ud800"})", "7", R"({"x": 1})"},
        Event{"/b", "null",                         "",  ""           },
    };
    BOOST_TEST((script.actions() == expected));
}

BOOST_AUTO_TEST_CASE(publications_are_confirmed_one_by_one)
{
    SessionScript script;
    script.open();
    BOOST_TEST(script.session.publish("/a", "1", "", script.now) == 1u);
    BOOST_TEST(script.session.publish("/a", "2", "", script.now) == 2u);
    BOOST_TEST(script.did() == (Lines{"/a#4 1", "/a#5 2"}), tt::per_element());
    script.receive(
        R"([{"channel":"/a","id":"5","successful":false,"error":"403:/a:denied"},{"channel":"/a","id":"4","successful":true}])");
    BOOST_TEST(script.did() == (Lines{"refused 2 403:/a:denied", "published 1"}),
               tt::per_element());
    script.receive(R"([{"channel":"/a","id":"4","successful":true}])");
    BOOST_TEST(script.did().empty());
}

BOOST_AUTO_TEST_CASE(subscriptions_are_confirmed)
{
    SessionScript script;
    script.open();
    script.session.subscribe("/a/**", script.now);
    BOOST_TEST(script.did() == Lines{"subscribe#4 /a/**"}, tt::per_element());
    script.receive(
        R"([{"channel":"/meta/subscribe","id":"4","successful":true,"subscription":"/a/**"}])");
    BOOST_TEST(script.did() == Lines{"subscribed /a/**"}, tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_refused_subscription_ends_it_politely)
{
    SessionScript script;
    script.open();
    script.session.subscribe("/a", script.now);
    script.did();
    script.receive(
        R"([{"channel":"/meta/subscribe","id":"4","successful":false,"error":"403:/a:no"}])");
    BOOST_TEST(script.did() == Lines{"disconnect#5"}, tt::per_element());
    script.receive(R"([{"channel":"/meta/disconnect","successful":true}])");
    BOOST_TEST(script.did() ==
                   Lines{"refused: the server refused the subscription to /a: 403:/a:no"},
               tt::per_element());
}

BOOST_AUTO_TEST_CASE(goodbye_is_answered_or_waited_for_a_little)
{
    SessionScript answered;
    answered.open();
    answered.session.disconnect(answered.now);
    answered.receive(R"([{"channel":"/meta/connect","successful":true}])");
    answered.receive(R"([{"channel":"/meta/disconnect","id":"4","successful":true}])");
    BOOST_TEST(answered.did() == (Lines{"disconnect#4", "done"}), tt::per_element());

    SessionScript silent;
    silent.open();
    silent.session.disconnect(silent.now);
    silent.pass(5s);
    BOOST_TEST(silent.did() == (Lines{"disconnect#4", "done"}), tt::per_element());
    BOOST_TEST((silent.session.next_timeout() == TimePoint::max()));

    SessionScript lost;
    lost.open();
    lost.session.disconnect(lost.now);
    lost.fail();
    BOOST_TEST(lost.did() == (Lines{"disconnect#4", "reset", "done"}), tt::per_element());

    SessionScript nobody;
    nobody.session.start(nobody.now);
    nobody.session.disconnect(nobody.now);
    BOOST_TEST(nobody.did() == (Lines{"handshake#1", "reset", "done"}), tt::per_element());
}

BOOST_AUTO_TEST_CASE(nothing_happens_after_the_end)
{
    SessionScript script;
    script.session.start(script.now);
    script.fail("cannot connect", Failure::Kind::unreachable);
    BOOST_TEST(script.did() == (Lines{"handshake#1", "reset", "unreachable: cannot connect"}),
               tt::per_element());
    script.receive(R"([{"channel":"/meta/handshake","successful":true,"clientId":"c"}])");
    script.fail();
    script.session.disconnect(script.now);
    script.pass(1h);
    BOOST_TEST(script.did().empty());
}

BOOST_AUTO_TEST_CASE(a_first_handshake_is_refused)
{
    const std::pair<const char*, const char*> cases[] = {
        {R"([{"channel":"/meta/handshake","successful":false,"error":"403::denied"}])",
         "refused: the server refused the handshake: 403::denied"                                                                          },
        {R"([{"channel":"/meta/handshake","successful":false}])",
         "refused: the server refused the handshake: no reason given"                                                                      },
        {R"([{"channel":"/meta/handshake","successful":true}])",
         "refused: the server refused the handshake: no reason given"                                                                      },
        {"<html>welcome</html>",                                                        "refused: the server's answer is no Bayeux message"},
    };
    for (const auto& [text, expected] : cases) {
        SessionScript script;
        script.session.start(script.now);
        script.did();
        script.receive(text);
        BOOST_TEST(script.did() == (Lines{"reset", expected}), tt::per_element());
    }
}

BOOST_AUTO_TEST_CASE(an_http_refusal_is_told_from_a_server_that_is_not_there)
{
    SessionScript refused;
    refused.session.start(refused.now);
    refused.fail("404", Failure::Kind::refused);
    BOOST_TEST(refused.did().back() == "refused: 404");

    SessionScript silent;
    silent.session.start(silent.now);
    silent.pass(30s);
    BOOST_TEST(silent.did().back() == "unreachable: no answer from the server in 30 seconds");
}

BOOST_AUTO_TEST_SUITE_END()
