#include <cmath>

#include "tools/bayeux-conformance/cases/phrases.hpp"

// A11: advice.

namespace halley::conformance {

namespace {

constexpr std::string_view now = R"("advice":{"timeout":0})";

// The replies of a session's whole life, and one to a session that never was.
std::vector<Json> all_replies(Run& run)
{
    auto party = run.party();
    std::vector<Json> replies{party.handshake_reply};
    replies.push_back(party.connect());
    replies.push_back(party.connect());
    replies.push_back(party.subscribe(run.channel()));
    replies.push_back(party.publish(run.channel(), "1"));
    auto unknown = run.party();
    unknown.client_id = "zzz";
    replies.push_back(unknown.connect());
    replies.push_back(party.ask("/meta/disconnect"));
    return replies;
}

void reconnect(Run& run)
{
    for (const auto& reply : all_replies(run)) {
        const auto value = reply["advice"]["reconnect"];
        const auto text = value.string();
        run.expect(value.missing() || text == "retry" || text == "handshake" || text == "none",
                   "advice.reconnect is retry, handshake or none",
                   reply);
    }
}

void milliseconds(Run& run)
{
    for (const auto& reply : all_replies(run)) {
        for (const auto* member : {"interval", "timeout", "maxInterval"}) {
            const auto value = reply["advice"][member];
            run.expect(value.missing() ||
                           (value.is_number() && std::floor(value.number()) == value.number()),
                       std::string{"advice."} + member + " is an integer",
                       reply);
        }
    }
}

void unknown_session(Run& run)
{
    auto party = run.party();
    party.client_id = "zzz";
    const auto reply = party.connect();
    const auto advice = reply["advice"];
    run.expect(advice["reconnect"].string() == "handshake" && advice["interval"].text() == "0",
               R"(advice {"reconnect":"handshake","interval":0})",
               reply);
}

void never_none(Run& run)
{
    for (const auto& reply : all_replies(run)) {
        if (reply["channel"].string() == "/meta/disconnect") continue;
        run.expect(reply["advice"]["reconnect"].string() != "none",
                   "no advice to stay away for a session that was neither refused nor ended",
                   reply);
    }
}

void timeout_to_come(Run& run)
{
    auto party = run.party();
    const auto told = party.handshake_reply["advice"]["timeout"];
    if (!told.is_number()) run.skip("needs a server that advises its timeout in the handshake");
    for (int i = 0; i < 2; ++i) {
        const auto reply = party.connect(now);
        const auto value = reply["advice"]["timeout"];
        run.expect(value.missing() || value.number() == told.number(),
                   "advice.timeout " + told.text() + ", the time of the next hold",
                   reply);
    }
}

void interval_reflected(Run& run)
{
    auto party = run.connected_party();
    const auto reply = party.connect(R"("advice":{"timeout":0,"interval":2000})");
    run.expect(reply["advice"]["interval"].text() == "2000",
               "the client's interval of 2000 in the advice",
               reply);
}

void only_one_client(Run& run)
{
    for (const auto& reply : all_replies(run)) {
        run.expect(!reply["advice"]["multiple-clients"].is_true(),
                   "no advice multiple-clients for a browser with one session",
                   reply);
    }
}

void all_together(Run& run)
{
    for (const auto& reply : all_replies(run)) {
        const auto advice = reply["advice"];
        if (advice["reconnect"].string() != "retry") continue;
        run.expect(!advice["interval"].missing() && !advice["timeout"].missing(),
                   "reconnect, interval and timeout in the same advice: clients merge it over "
                   "defaults, not over the last",
                   reply);
    }
}

// clang-format off
constexpr Case cases[] = {
    {"ADV-01", "reconnect is retry, handshake or none",
     Level::must, "Bayeux 1.0, reconnect advice field", Medium::any, reconnect},
    {"ADV-02", "interval and timeout are integers",
     Level::must, "Bayeux 1.0, timeout advice field", Medium::any, milliseconds},
    {"ADV-03", "A session that is unknown is to shake hands at once",
     Level::cometd, "CometD", Medium::any, unknown_session},
    {"ADV-04", "reconnect is none only for who is refused or leaves",
     Level::cometd, "CometD", Medium::any, never_none},
    {"ADV-05", "timeout is the server's, not the one that the client asked for once",
     Level::cometd, "CometD", Medium::any, timeout_to_come},
    {"ADV-06", "The client's interval comes back",
     Level::cometd, "CometD", Medium::any, interval_reflected},
    {"ADV-07", "multiple-clients comes only when there are several",
     Level::may, "Bayeux 1.0, multiple-clients advice field", Medium::any, only_one_client},
    {"ADV-12", "Advice to go on is complete",
     Level::cometd, "CometD", Medium::any, all_together},
};
// clang-format on

}  // namespace

Cases advice_cases()
{
    return cases;
}

}  // namespace halley::conformance
