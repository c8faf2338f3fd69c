// What a session does when the connection is lost, or the server has forgotten it.
#include <boost/test/unit_test.hpp>

#include "tests/tools/client/session_script.hpp"

using namespace halley::client;
using halley::test::Lines;
using halley::test::SessionScript;
using namespace std::chrono_literals;
namespace tt = boost::test_tools;

namespace {

constexpr auto connect_reply = R"([{"channel":"/meta/connect","successful":true}])";
constexpr auto unknown_connect =
    R"([{"channel":"/meta/connect","successful":false,"error":"402::session_unknown","advice":{"reconnect":"handshake","interval":0}}])";
constexpr auto second_handshake =
    R"([{"channel":"/meta/handshake","successful":true,"clientId":"d"}])";

// A session with one confirmed subscription, one publication that is not, and ids up to 5.
SessionScript working(const SessionOptions& options = {})
{
    SessionScript script{options};
    script.open();
    script.session.subscribe("/s", script.now);
    script.receive(R"([{"channel":"/meta/subscribe","id":"4","successful":true}])");
    script.session.publish("/p", "1", "", script.now);
    script.did();
    return script;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(session_recovery)

BOOST_AUTO_TEST_CASE(the_same_client_id_is_tried_first)
{
    auto script = working();
    script.fail("lost");
    BOOST_TEST(script.did() == (Lines{"reset", "notice lost; trying again"}), tt::per_element());
    script.pass(100ms);
    const std::vector<Action> rejoin{
        Send{
             Lane::connect,
             R"({"channel":"/meta/connect","clientId":"c","id":"6","connectionType":"long-polling","advice":{"timeout":0}})"}
    };
    BOOST_TEST((script.actions() == rejoin));
    script.session.publish("/p", "2", "", script.now);
    BOOST_TEST(script.did().empty());
    script.receive(connect_reply);
    // The subscription stands; publications without an answer go again, in order.
    BOOST_TEST(script.did() ==
                   (Lines{"notice connected again", "/p#5 1", "/p#7 2", "held connect#8"}),
               tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_forgotten_session_is_begun_anew)
{
    auto script = working();
    script.fail();
    script.pass(100ms);
    script.did();
    script.receive(unknown_connect);
    BOOST_TEST(script.did() == Lines{"reset"}, tt::per_element());
    script.pass(200ms);
    BOOST_TEST(script.did() == Lines{"handshake#7"}, tt::per_element());
    script.receive(second_handshake);
    // Whoever publishes to itself misses nothing: the subscription goes first.
    BOOST_TEST(script.did() == (Lines{"notice connected again, in a new session",
                                      "held connect#8",
                                      "subscribe#9 /s",
                                      "/p#5 1"}),
               tt::per_element());
    script.receive(R"([{"channel":"/meta/subscribe","id":"9","successful":true}])");
    BOOST_TEST(script.did() == Lines{"subscribed again /s"}, tt::per_element());
}

// CometD says 402, Faye 401, some 403; with advice or without.
BOOST_AUTO_TEST_CASE(dialects_of_an_unknown_session)
{
    const char* const cases[] = {
        unknown_connect,
        R"([{"channel":"/meta/connect","successful":false,"error":"402::Unknown client"}])",
        R"([{"channel":"/meta/connect","successful":false,"error":"401:c:Unknown client"}])",
        R"([{"channel":"/meta/connect","successful":false,"error":"403::gone"}])",
        R"([{"channel":"/p","id":"5","successful":false,"error":"402::Unknown client"}])",
        R"([{"channel":"/p","id":"5","successful":false,"error":"401:c:Unknown client","advice":{"reconnect":"handshake"}}])",
        R"({"channel":"/meta/disconnect","successful":true})",
    };
    for (const auto* const text : cases) {
        BOOST_TEST_CONTEXT(text)
        {
            auto script = working();
            script.receive(text);
            BOOST_TEST(script.did().at(0) == "reset");
            script.pass(100ms);
            BOOST_TEST(script.did() == Lines{"handshake#6"}, tt::per_element());
        }
    }
}

// A 402 again and again is no news about the session; it must not go round for ever.
BOOST_AUTO_TEST_CASE(a_request_that_finds_no_session_three_times_is_refused)
{
    auto script = working();
    const auto* const unknown =
        R"([{"channel":"/p","id":"5","successful":false,"error":"402::Unknown client"}])";
    for (int round = 0; round < 2; ++round) {
        script.receive(unknown);
        script.pass(1s);
        script.receive(second_handshake);
        BOOST_TEST(script.did().back() == "/p#5 1");
    }
    script.receive(unknown);
    BOOST_TEST(script.did() == Lines{"refused 1 402::Unknown client"}, tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_subscription_that_finds_no_session_three_times_is_refused)
{
    SessionScript script;
    script.open();
    script.session.subscribe("/s", script.now);
    const std::string unknown =
        R"([{"channel":"/meta/subscribe","subscription":"/s","successful":false,"error":"401::no"}])";
    for (int round = 0; round < 2; ++round) {
        script.receive(unknown);
        script.pass(1s);
        script.receive(second_handshake);
        script.did();
    }
    script.receive(unknown);
    BOOST_TEST(script.did().at(0).starts_with("disconnect"));
    script.receive(R"([{"channel":"/meta/disconnect","successful":true}])");
    BOOST_TEST(script.did() == Lines{"refused: the server refused the subscription to /s: 401::no"},
               tt::per_element());
}

// How often it was sent before says nothing: its answers may have been lost.
BOOST_AUTO_TEST_CASE(a_request_that_was_sent_often_still_finds_a_new_session)
{
    auto script = working();
    for (int round = 0; round < 3; ++round) {
        script.fail();
        script.pass(1s);
        script.receive(connect_reply);
        BOOST_TEST(script.did().at(4) == "/p#5 1");
    }
    script.receive(
        R"([{"channel":"/p","id":"5","successful":false,"error":"402::Unknown client"}])");
    BOOST_TEST(script.did().at(0) == "reset");
    script.pass(1s);
    BOOST_TEST(script.did().at(0).starts_with("handshake"));
}

BOOST_AUTO_TEST_CASE(a_denied_publication_is_not_an_unknown_session)
{
    auto script = working();
    script.receive(R"([{"channel":"/p","id":"5","successful":false,"error":"403:/p:denied"}])");
    BOOST_TEST(script.did() == Lines{"refused 1 403:/p:denied"}, tt::per_element());
}

BOOST_AUTO_TEST_CASE(advice_none_ends_it)
{
    auto script = working();
    script.receive(
        R"([{"channel":"/meta/connect","successful":false,"error":"403::out","advice":{"reconnect":"none"}}])");
    BOOST_TEST(script.did() == (Lines{"reset", "refused: the server ended the session: 403::out"}),
               tt::per_element());
}

BOOST_AUTO_TEST_CASE(advice_retry_connects_again_after_a_pause)
{
    auto script = working();
    script.receive(
        R"([{"channel":"/meta/connect","successful":false,"error":"500::busy","advice":{"reconnect":"retry","interval":3000}}])");
    script.pass(2999ms);
    BOOST_TEST(script.did().empty());
    script.pass(1ms);
    BOOST_TEST(script.did() == Lines{"held connect#6"}, tt::per_element());
}

BOOST_AUTO_TEST_CASE(pauses_grow_up_to_their_limit_and_shrink_with_success)
{
    SessionOptions options;
    options.first_pause = 1s;
    options.longest_pause = 5s;
    auto script = working(options);
    for (const auto pause : {1s, 2s, 4s, 5s, 5s}) {
        script.fail();
        script.did();
        script.pass(pause - 1ms);
        BOOST_TEST(script.did().empty());
        script.pass(1ms);
        BOOST_TEST(script.did().size() == 1u);
    }
    script.receive(connect_reply);
    script.did();
    script.fail();
    script.pass(1s);
    BOOST_TEST(script.did().size() == 3u);  // reset, notice, connect
}

BOOST_AUTO_TEST_CASE(the_interval_is_kept_to_when_connecting_again)
{
    SessionScript script;
    script.open(R"({"interval":7000})");
    script.pass(7s);
    script.did();
    script.fail();
    script.pass(6999ms);
    BOOST_TEST(script.did() == (Lines{"reset", "notice lost; trying again"}), tt::per_element());
    script.pass(1ms);
    BOOST_TEST(script.did() == Lines{"held connect#4"}, tt::per_element());
}

// A server behind a balancer that answers 404 to the old session may take a new one.
BOOST_AUTO_TEST_CASE(an_http_refusal_leads_to_a_handshake)
{
    auto script = working();
    script.fail("lost");
    script.pass(100ms);
    script.fail("404", Failure::Kind::refused);
    script.did();
    script.pass(200ms);
    BOOST_TEST(script.did() == Lines{"handshake#7"}, tt::per_element());
}

BOOST_AUTO_TEST_CASE(without_reconnecting_the_first_loss_is_the_end)
{
    SessionOptions options;
    options.reconnect = false;
    auto lost = working(options);
    lost.fail("lost");
    BOOST_TEST(lost.did() == (Lines{"reset", "unreachable: lost"}), tt::per_element());

    auto forgotten = working(options);
    forgotten.receive(unknown_connect);
    BOOST_TEST(forgotten.did() ==
                   (Lines{"reset", "refused: the server ended the session: 402::session_unknown"}),
               tt::per_element());
}

// Silence about one publication is first taken for a lost connection, in the end for a refusal.
BOOST_AUTO_TEST_CASE(a_publication_without_an_answer_is_given_up)
{
    auto script = working();
    for (int attempt = 0; attempt < 2; ++attempt) {
        script.pass(30s);
        BOOST_TEST(script.did().at(0) == "reset");
        script.pass(1s);
        script.receive(connect_reply);
        script.did();
    }
    script.pass(30s);
    BOOST_TEST(script.did().at(0) == "refused 1 no answer from the server");
}

// As behind a balancer that sends each request to another server.
BOOST_AUTO_TEST_CASE(sessions_that_are_never_known_end_it)
{
    SessionScript script;
    script.session.start(script.now);
    for (int round = 0; round < 3; ++round) {
        script.receive(second_handshake);
        BOOST_TEST(script.did().back().starts_with("held connect"));
        script.receive(unknown_connect);
        script.pass(1s);
    }
    BOOST_TEST(script.did() ==
                   (Lines{"reset", "refused: the server ended the session: 402::session_unknown"}),
               tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_handshake_is_tried_again_when_there_was_a_session)
{
    auto script = working();
    script.receive(unknown_connect);
    script.pass(100ms);
    script.did();
    script.receive(R"([{"channel":"/meta/handshake","successful":false,"error":"503::busy"}])");
    script.did();
    script.pass(200ms);
    BOOST_TEST(script.did() == Lines{"handshake#7"}, tt::per_element());
    script.receive(
        R"([{"channel":"/meta/handshake","successful":false,"error":"403::no","advice":{"reconnect":"none"}}])");
    BOOST_TEST(script.did().back() == "refused: the server refused the handshake: 403::no");
}

BOOST_AUTO_TEST_SUITE_END()
