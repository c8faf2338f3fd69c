#include <algorithm>

#include "tools/bayeux-conformance/cases/phrases.hpp"

// A12: errors.

namespace halley::conformance {

namespace {

/** A mistake of a client, and the code with which CometD answers it. */
struct Mistake {
    std::string_view what;
    std::string_view channel;
    std::string_view members;
    std::string_view code;
    bool unknown_session = false;
};

// clang-format off
constexpr Mistake mistakes[] = {
    {"a connect of an unknown session", "/meta/connect",
     R"("connectionType":"long-polling","advice":{"timeout":0})", "402", true},
    {"a subscribe of an unknown session", "/meta/subscribe", R"("subscription":"/x")", "402", true},
    {"a publish of an unknown session", "/x", R"("data":1)", "402", true},
    {"a disconnect of an unknown session", "/meta/disconnect", "", "402", true},
    {"a subscribe to nothing", "/meta/subscribe", "", "403"},
    {"a subscribe to no channel name", "/meta/subscribe", R"("subscription":"foo")", "403"},
    {"a subscribe to a meta channel", "/meta/subscribe", R"("subscription":"/meta/connect")", "403"},
    {"a publish to a meta channel", "/meta/unheard", R"("data":1)", "403"},
    {"a publish to a name outside the grammar", "/a%", R"("data":1)", "405"},
};
// clang-format on

// The reply to a mistake; missing when the server gives none, which is for other rows.
Json reply_to(Run& run, const Mistake& mistake)
{
    auto party = run.connected_party();
    if (mistake.unknown_session) party.client_id = "zzz";
    try {
        return party.ask(mistake.channel, mistake.members);
    } catch (const DoesNotHold&) {
        return {};
    } catch (const Disconnected&) {
        return {};
    }
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// error_code ":" error_args ":" error_message
bool well_formed(const std::string& error)
{
    return error.size() > 4 && std::all_of(error.begin(), error.begin() + 3, is_digit) &&
           error[3] == ':' && error.find(':', 4) != std::string::npos;
}

void format(Run& run)
{
    for (const auto& mistake : mistakes) {
        const auto reply = reply_to(run, mistake);
        const auto error = reply["error"];
        run.expect(error.missing() || well_formed(error.string()),
                   "an error such as 403:/foo/bar:Subscription denied or 403::Denied",
                   reply);
    }
}

void only_on_failure(Run& run)
{
    auto party = run.party();
    for (const auto& reply : {party.handshake_reply,
                              party.connect(),
                              party.subscribe(run.channel()),
                              party.publish(run.channel(), "1"),
                              party.unsubscribe(run.channel()),
                              party.ask("/meta/disconnect")}) {
        run.expect(
            reply["error"].string().empty(), "no error in the reply to what succeeds", reply);
    }
}

void codes(Run& run)
{
    std::string others;
    for (const auto& mistake : mistakes) {
        const auto reply = reply_to(run, mistake);
        const auto error = reply["error"].string();
        if (error.starts_with(mistake.code)) continue;
        others += std::string{mistake.what} + ": ";
        others += reply.missing() ? "no reply" : error.empty() ? "no error" : error;
        others += '\n';
    }
    run.expect(others.empty(), "CometD's codes: 402, 403 and 405 for these mistakes", others);
}

void user_text(Run& run)
{
    // Quotes, a backslash, a line end, markup.
    constexpr std::string_view hostile = "/a\"b\\c\n</script>";
    auto party = run.connected_party();
    const auto refused = [&](std::string_view channel, const std::string& members) {
        try {
            const auto reply = party.ask(channel, members);
            for (const auto& name : reply.members()) {
                static constexpr std::string_view known[] = {"channel",
                                                             "id",
                                                             "clientId",
                                                             "successful",
                                                             "error",
                                                             "subscription",
                                                             "advice",
                                                             "ext",
                                                             "timestamp",
                                                             "data"};
                run.expect(std::find(std::begin(known), std::end(known), name) != std::end(known),
                           "no member that the text of a request has made",
                           reply);
            }
        } catch (const DoesNotHold& what) {
            // An HTTP status says no as well. What matters is that no broken JSON comes.
            if (what.expected != "HTTP status 200") throw;
        }
    };
    refused("/meta/subscribe", subscription(hostile));
    refused(hostile, "\"data\":1");
}

void no_advice(Run& run)
{
    auto party = run.connected_party();
    party.client_id = "zzz";
    const auto reply = party.ask(run.channel(), "\"data\":1");
    run.expect(reply["advice"].missing(), "no advice: that is for the next connect", reply);
}

// clang-format off
constexpr Case cases[] = {
    {"ERR-01", "Errors are of the form code:args:message",
     Level::should, "Bayeux 1.0, error", Medium::any, format},
    {"ERR-02", "What succeeds has no error",
     Level::cometd, "CometD", Medium::any, only_on_failure},
    {"ERR-04", "The codes of errors are CometD's",
     Level::cometd, "CometD", Medium::any, codes},
    {"ERR-06", "Text of a request cannot break an error's JSON",
     Level::hardening, "RFC 8259, 7", Medium::any, user_text},
    {"ERR-07", "A publish of an unknown session is answered without advice",
     Level::cometd, "CometD", Medium::any, no_advice},
};
// clang-format on

}  // namespace

Cases error_cases()
{
    return cases;
}

}  // namespace halley::conformance
