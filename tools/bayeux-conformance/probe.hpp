#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/bayeux-conformance/party.hpp"

namespace halley::conformance {

/** What a server does with a body that may be wrong, whatever that is.

    A refusal has many forms: a reply, an HTTP status, a WebSocket that closes, silence.
    Cases ask for the one that their row demands.
*/
struct Outcome {
    unsigned status = 0;             ///< Of HTTP; 0 over WebSocket.
    std::optional<unsigned> closed;  ///< The code of a close; 1006 when the connection just ended.
    std::string body;                ///< Of HTTP, or all frames, one a line.
    std::vector<Json> messages;      ///< In it; none when it is no JSON.
    bool is_json = true;

    /// The server failed rather than refused: a 5xx, a 1011, a connection that broke off.
    bool broke() const;
    /// It would not have the whole body: a 4xx, or a close that is no failure.
    bool refused_whole() const;
    Json reply(std::string_view raw_id) const { return reply_with(messages, raw_id); }
    bool accepted(std::string_view raw_id) const { return reply(raw_id)["successful"].is_true(); }
    /// That message, or the whole body, has got an error for an answer.
    bool refused(std::string_view raw_id) const
    {
        return reply(raw_id)["successful"].is_false() || refused_whole();
    }
    /// For a report.
    std::string text() const;
};

/// Sends a body as it is, but for `$ID`, and takes what comes. Over WebSocket, where
/// silence is an answer too, a message of its own that is known to be answered follows.
/// Events that come meanwhile are in the outcome, not among those of the party.
Outcome probe(Party& party, std::string_view body, const Headers& more_headers = {});

/// What has come to `listener` on that channel of a body of `publisher`, whose connection
/// may have ended over it.
std::vector<Json>
events_after(const Outcome& outcome, Party& publisher, Party& listener, std::string_view channel);

/// Ends the case when the server does not take new clients any more.
void expect_alive(Run& run);

}  // namespace halley::conformance
