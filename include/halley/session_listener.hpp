#pragma once

#include <string_view>

#include "halley/session_view.hpp"

namespace halley {

/** Is told of what sessions come, go, and listen to.

    @par Threads
    Called on the threads of all shards at once, and must not block them. What
    concerns one session comes on one thread, in order.
*/
class SessionListener {
public:
    virtual ~SessionListener() = default;

    virtual void on_session_opened(const SessionView&) {}

    /// Disconnected, expired or lost. `on_unsubscribed` has been called for
    /// everything it was subscribed to.
    virtual void on_session_closed(const SessionView&) {}

    virtual void on_subscribed(const SessionView&, std::string_view /*pattern*/) {}
    virtual void on_unsubscribed(const SessionView&, std::string_view /*pattern*/) {}
};

}  // namespace halley
