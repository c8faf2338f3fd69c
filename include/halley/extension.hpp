#pragma once

#include <string>
#include <string_view>

#include "halley/session_view.hpp"

namespace halley {

/** Sees every message of the clients, and adds to the replies.

    @par Threads
    Called on the threads of all shards at once, and must not block them.
*/
class Extension {
public:
    virtual ~Extension() = default;

    /// The member of `ext` that is its own.
    virtual std::string_view name() const = 0;

    /// False deletes the message: its client is told `404::message_deleted`
    /// (PUB-27). `session` has an address only before the handshake.
    virtual bool incoming(const SessionView& session, const MessageView& message);

    /// Raw JSON for its member of `ext` in the reply to a meta message; empty for none.
    virtual std::string outgoing(const SessionView& session, const MessageView& message);
};

}  // namespace halley
