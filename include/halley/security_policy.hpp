#pragma once

#include <string>
#include <string_view>

#include "halley/session_view.hpp"

namespace halley {

/// Whether something is allowed, and what the client is told otherwise.
struct Verdict {
    bool allowed = true;
    /// Stands in the error that the client gets, such as `403:<reason>:publish_denied`.
    std::string reason{};
    /// Of a handshake that is refused: what the client is advised to do, `none`,
    /// `handshake` or `retry`.
    std::string reconnect{"none"};
    std::string identity{};    ///< Of a handshake that is allowed: who the client is.
    std::string attributes{};  ///< Likewise: a JSON object, or empty.

    static Verdict refuse(std::string reason)
    {
        Verdict verdict;
        verdict.allowed = false;
        verdict.reason = std::move(reason);
        return verdict;
    }
};

/** Decides who may do what. Everything is allowed that is not overridden.

    @par Threads
    Called on the threads of all shards at once, and must not block them.
*/
class SecurityPolicy {
public:
    virtual ~SecurityPolicy() = default;

    /// `client` has an address only.
    virtual Verdict may_handshake(const SessionView& client, const MessageView& message);

    /// @param pattern one of `message.subscriptions`: a channel or a pattern, of
    /// broadcast channels or a service.
    virtual Verdict
    may_subscribe(const SessionView& session, std::string_view pattern, const MessageView& message);

    /// To a broadcast channel or a service.
    virtual Verdict may_publish(const SessionView& session, const MessageView& message);

    /// Asked once a subscribe or a publish is allowed, when its broadcast channel
    /// does not exist: nobody is subscribed to that very channel or pattern, on any
    /// shard, and it has no entry of its own in `bayeux.channels`.
    virtual Verdict
    may_create(const SessionView& session, std::string_view channel, const MessageView& message);
};

}  // namespace halley
