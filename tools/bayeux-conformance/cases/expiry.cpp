#include "tools/bayeux-conformance/party.hpp"
#include "tools/bayeux-conformance/wire/interruption.hpp"

// A4: sessions whose clients do not connect any more. These cases wait, as there is no
// other way to see that something expires.

namespace halley::conformance {

namespace {

using std::chrono::milliseconds;
using namespace std::chrono_literals;

// Servers look for expired sessions now and then; CometD does every second.
constexpr auto sweep = 1500ms;

// How long the server keeps a session without a connect, when that can be waited for.
milliseconds max_interval(Run& run)
{
    const auto& options = run.server().options;
    auto time = options.max_interval;
    if (time == 0ms) {
        const auto advised = run.party().handshake_reply["advice"]["maxInterval"];
        if (advised.is_number()) time = milliseconds{static_cast<long long>(advised.number())};
    }
    if (time <= 0ms) run.skip("needs --max-interval, as the server's advice has no maxInterval");
    if (time > options.max_hold)
        run.skip("needs a --max-hold as long as the server keeps sessions, " +
                 std::to_string(time.count()) + " ms");
    return time;
}

// Until a session without a connect is gone.
void wait_for_expiry(Run& run)
{
    wait_for(max_interval(run) + run.server().interval + sweep);
}

// What the session of `party` answers to a connect, on a connection of its own.
Json connect_again(Run& run, const Party& party)
{
    auto same = run.stranger();
    same.client_id = party.client_id;
    same.cookies = party.cookies;
    return same.connect();
}

void longer_for_interval(Run& run)
{
    const auto time = max_interval(run);
    auto party = run.connected_party();
    const auto asked = time + run.server().interval + 2 * sweep;
    party.connect(R"("advice":{"timeout":0,"interval":)" + std::to_string(asked.count()) + "}");
    wait_for_expiry(run);
    const auto reply = connect_again(run, party);
    run.expect(reply["successful"].is_true(),
               "the session lives for the interval that its client announced",
               reply);
}

void removed(Run& run)
{
    max_interval(run);
    auto party = run.connected_party();
    wait_for_expiry(run);
    const auto reply = connect_again(run, party);
    run.expect(reply["successful"].is_false(), "the session is gone", reply);
}

void kept_while_held(Run& run)
{
    const auto time = max_interval(run) + run.server().interval + sweep;
    if (run.server().timeout < time)
        run.skip("needs a server with a timeout of " + std::to_string(time.count()) +
                 " ms at least");
    auto party = run.connected_party();
    party.hold(R"("advice":{"timeout":)" + std::to_string(time.count()) + "}");
    party.held_answer(run.after(time));
    const auto reply = party.connect();
    run.expect(reply["successful"].is_true(), "the session is alive behind a long hold", reply);
}

void kept_by_messages(Run& run)
{
    const auto time = max_interval(run);
    auto party = run.connected_party();
    auto waited = 0ms;
    while (waited < time + run.server().interval + sweep) {
        wait_for(time / 2);
        waited += time / 2;
        const auto reply = party.ask(run.channel(), "\"data\":1");
        run.expect(reply["successful"].is_true(), "a publish now and then succeeds", reply);
    }
    const auto reply = party.connect();
    run.expect(reply["successful"].is_true(), "the session is alive behind publishes", reply);
}

void subscriptions_end(Run& run)
{
    max_interval(run);
    auto party = run.connected_party();
    auto other = run.stranger();
    const auto channel = run.channel();
    party.subscribe(channel);
    wait_for_expiry(run);
    other.handshake();
    other.publish(channel, "1");
    auto same = run.stranger();
    same.client_id = party.client_id;
    same.cookies = party.cookies;
    const auto answer = same.request(R"([{"channel":"/meta/connect","clientId":"$ID","id":"late",)"
                                     R"("connectionType":"long-polling","advice":{"timeout":0}}])");
    for (const auto& message : answer)
        run.expect(!is_event(message), "no event for a session that is gone", message);
}

void to_shake_hands_again(Run& run)
{
    max_interval(run);
    auto party = run.connected_party();
    wait_for_expiry(run);
    const auto reply = connect_again(run, party);
    run.expect(reply["advice"]["reconnect"].string() == "handshake",
               "the advice to shake hands again",
               reply);
}

constexpr std::string_view needs =
    "--max-interval, the seconds that the server keeps a session; --max-hold of as many";

// clang-format off
constexpr Case cases[] = {
    {"CON-21", "A session lives longer for the interval that its client announces", Level::cometd,
     "CometD", Medium::any, longer_for_interval, false, needs},
    {"CON-22", "A session without connects is removed", Level::should,
     "CometD", Medium::any, removed, false, needs},
    {"CON-23", "A session does not expire while a connect is held", Level::cometd,
     "CometD", Medium::any, kept_while_held, false, needs},
    {"CON-24", "Any message of its client lets a session live on", Level::cometd,
     "CometD", Medium::any, kept_by_messages, false, needs},
    {"CON-25", "The subscriptions of an expired session end", Level::cometd,
     "CometD", Medium::any, subscriptions_end, false, needs},
    {"CON-26", "The client of an expired session is to shake hands again", Level::cometd,
     "CometD", Medium::any, to_shake_hands_again, false, needs},
};
// clang-format on

}  // namespace

Cases expiry_cases()
{
    return cases;
}

}  // namespace halley::conformance
