#include <algorithm>

#include "tools/bayeux-conformance/party.hpp"

// A4: how long a connect is held, and what ends that.

namespace halley::conformance {

namespace {

using std::chrono::milliseconds;
using namespace std::chrono_literals;

milliseconds since(Clock::time_point begun)
{
    return std::chrono::duration_cast<milliseconds>(Clock::now() - begun);
}

std::string text_of(milliseconds time)
{
    return std::to_string(time.count()) + " ms";
}

// The time within which something is at once rather than at the end of a hold.
milliseconds at_once(Run& run)
{
    const auto half = run.server().timeout / 2;
    if (half < 500ms) run.skip("needs a server that holds connects for a second at least");
    return std::min(half, 4000ms);
}

// The answer of the held connect; the row does not hold when there is none until then.
std::vector<Json>
answer_within(Run& run, Party& party, milliseconds time, std::string_view expected)
{
    try {
        return party.held_answer(Clock::now() + time);
    } catch (const TimedOut&) {
        run.expect(false, expected, "none within " + text_of(time));
        return {};
    }
}

// Of a connect that is answered it is known when it was; of one that is to be held
// only that the server has not answered for a while.
constexpr auto while_ = 300ms;

// What the end of a hold may come late on a busy machine; less than the time after which
// Faye, with a timeout of 5 s, ends a session that it does not hear of.
constexpr auto slack = 4s;

void first_at_once(Run& run)
{
    auto party = run.party();
    party.hold();
    answer_within(run, party, at_once(run), "the first connect is answered at once");
}

void held_for_timeout(Run& run)
{
    const auto timeout = run.server().timeout;
    at_once(run);
    auto party = run.connected_party();
    party.connect();
    const auto begun = Clock::now();
    party.hold();
    if (timeout > run.server().options.max_hold) {
        run.expect(party.still_held(2s), "the connect is held", "an answer within 2 s");
        run.tell("held for 2 s at least; " + text_of(timeout) + " are too long to wait for");
        return;
    }
    const auto messages = answer_within(
        run, party, timeout + slack, "an answer when " + text_of(timeout) + " have passed");
    const auto took = since(begun);
    run.expect(took > timeout - 100ms,
               "a connect is held for " + text_of(timeout),
               "an answer after " + text_of(took));
    run.expect(!messages.empty() && messages.back()["successful"].is_true(),
               "a successful answer",
               messages.empty() ? Json{} : messages.back());
}

void zero_at_once(Run& run)
{
    const auto limit = at_once(run);
    auto party = run.connected_party();
    party.hold(R"("advice":{"timeout":0})");
    answer_within(run, party, limit, "an answer at once to advice.timeout 0");
}

void shorter_honoured(Run& run)
{
    constexpr auto asked = 1000ms;
    const auto timeout = run.server().timeout;
    if (timeout < 3 * asked) run.skip("needs a server with a timeout of 3 s at least");
    auto party = run.connected_party();
    const auto begun = Clock::now();
    party.hold(R"("advice":{"timeout":1000})");
    answer_within(
        run, party, std::min(timeout - 500ms, 5000ms), "an answer after the 1000 ms of the advice");
    const auto took = since(begun);
    run.expect(took > asked - 200ms, "an answer after 1000 ms", text_of(took));
    run.tell("after " + text_of(took));
}

void longer_capped(Run& run)
{
    const auto timeout = run.server().timeout;
    if (timeout > run.server().options.max_hold)
        run.skip("needs a server with a timeout of at most " +
                 text_of(run.server().options.max_hold));
    auto party = run.connected_party();
    const auto begun = Clock::now();
    party.hold(R"("advice":{"timeout":)" + std::to_string(milliseconds{timeout + 60s}.count()) +
               "}");
    // Faye gives the session up after twice the timeout, and answers the connect then.
    answer_within(run,
                  party,
                  std::min(timeout + slack, timeout * 3 / 2),
                  "an answer after the " + text_of(timeout) +
                      " of the server's own, whatever the client asks for");
    run.tell("after " + text_of(since(begun)));
}

void for_one_connect_only(Run& run)
{
    const auto limit = at_once(run);
    auto party = run.connected_party();
    party.connect();
    party.hold();
    run.expect(party.still_held(std::min(limit, 1500ms)),
               "the connect behind one with advice.timeout 0 is held",
               "an answer at once");
}

void advice_for_advice(Run& run)
{
    const auto limit = at_once(run);
    auto party = run.connected_party();
    const auto channel = run.channel();
    party.subscribe(channel);
    const auto with = party.connect();
    run.expect(!with["advice"].missing(), "advice in the answer to a connect that has it", with);
    party.hold();
    run.party().publish(channel, "1");
    const auto answer = answer_within(run, party, limit, "an answer when an event has come");
    for (const auto& message : answer) {
        if (message["channel"].string() == "/meta/connect")
            run.expect(message["advice"].missing(),
                       "no advice in the answer to a connect without, as nothing has changed",
                       message);
    }
}

void event_ends_it(Run& run)
{
    const auto limit = at_once(run);
    auto party = run.connected_party();
    auto other = run.party();
    const auto channel = run.channel();
    party.subscribe(channel);
    party.hold();
    if (!party.still_held(while_)) run.skip("the server holds no connect");
    const auto begun = Clock::now();
    other.publish(channel, "1");
    party.events(channel, 1);
    const auto took = since(begun);
    run.expect(took < limit, "the event at once", "it took " + text_of(took));
}

// A connect whose answer may have any status.
HttpConnection hold_apart(Run& run, Party& party)
{
    auto connection = run.http();
    const auto request =
        run.post(party.fill(R"([{"channel":"/meta/connect","clientId":"$ID","id":"held",)"
                            R"("connectionType":"long-polling"}])"),
                 party.cookie_header());
    connection.send(request);
    try {
        connection.receive(Clock::now() + while_);
    } catch (const TimedOut&) {
        return connection;
    }
    run.skip("the server holds no connect");
}

std::string answer_apart(Run& run, HttpConnection& connection, std::string_view expected)
{
    try {
        const auto response = connection.receive(Clock::now() + at_once(run));
        return "HTTP " + std::to_string(response.status) + " " + response.body;
    } catch (const TimedOut&) {
        run.expect(false, expected, "none within " + text_of(at_once(run)));
        return {};
    }
}

void second_ends_first(Run& run)
{
    constexpr std::string_view expected = "the first of two connects is answered";
    const auto limit = at_once(run);
    auto party = run.connected_party();
    if (run.medium() == Medium::websocket) {
        party.hold();
        if (!party.still_held(while_)) run.skip("the server holds no connect");
        party.connect();
        const auto answer = answer_within(run, party, limit, expected);
        run.tell(answer.empty() ? "" : answer.back().text());
        return;
    }
    auto first = hold_apart(run, party);
    party.connect();
    run.tell(answer_apart(run, first, expected));
}

void disconnect_ends_it(Run& run)
{
    constexpr std::string_view expected = "the held connect is answered, or its connection closed";
    const auto limit = at_once(run);
    auto party = run.connected_party();
    try {
        if (run.medium() == Medium::websocket) {
            party.hold();
            if (!party.still_held(while_)) run.skip("the server holds no connect");
            party.ask("/meta/disconnect");
            answer_within(run, party, limit, expected);
        } else {
            auto held = hold_apart(run, party);
            party.ask("/meta/disconnect");
            run.tell(answer_apart(run, held, expected));
        }
    } catch (const Disconnected&) {
        run.tell("the connection is closed");
    }
}

void disconnect_says_none(Run& run)
{
    const auto limit = at_once(run);
    auto party = run.connected_party();
    party.hold();
    if (!party.still_held(while_)) run.skip("the server holds no connect");
    party.ask("/meta/disconnect");
    const auto answer = answer_within(run, party, limit, "the held connect is answered");
    Json reply;
    for (const auto& message : answer) {
        if (message["channel"].string() == "/meta/connect") reply = message;
    }
    run.expect(reply["successful"].is_true() && reply["advice"]["reconnect"].string() == "none",
               "a successful answer with the advice not to reconnect",
               reply);
}

// clang-format off
constexpr Case cases[] = {
    {"CON-03", "The first connect is answered at once", Level::cometd,
     "CometD", Medium::any, first_at_once},
    {"CON-04", "Other connects are held for the timeout of the advice", Level::cometd,
     "Bayeux 1.0, 4.2", Medium::any, held_for_timeout},
    {"CON-05", "A connect with advice.timeout 0 is answered at once", Level::should,
     "CometD", Medium::any, zero_at_once},
    {"CON-06", "A shorter advice.timeout of the client is honoured", Level::should,
     "CometD", Medium::any, shorter_honoured},
    {"CON-07", "A longer advice.timeout of the client is cut to the server's", Level::hardening,
     "robustness", Medium::any, longer_capped},
    {"CON-08", "The client's advice.timeout is for one connect only", Level::cometd,
     "CometD", Medium::any, for_one_connect_only},
    {"CON-09", "Advice is answered with advice, and only sent else when it changes", Level::cometd,
     "CometD", Medium::long_polling, advice_for_advice},
    {"CON-10", "An event ends the hold of a connect", Level::must,
     "Bayeux 1.0, 5.2", Medium::any, event_ends_it},
    {"CON-15", "A second connect ends the hold of the first", Level::cometd,
     "CometD", Medium::long_polling, second_ends_first},
    {"CON-15", "A second connect ends the hold of the first", Level::may,
     "open in Bayeux 1.0, 4.2", Medium::websocket, second_ends_first},
    {"CON-19", "A disconnect ends the hold of a connect", Level::should,
     "Bayeux 1.0, 4.3", Medium::any, disconnect_ends_it},
    {"CON-19", "A connect that a disconnect ends says not to reconnect", Level::cometd,
     "CometD", Medium::any, disconnect_says_none},
};
// clang-format on

}  // namespace

Cases held_connect_cases()
{
    return cases;
}

}  // namespace halley::conformance
