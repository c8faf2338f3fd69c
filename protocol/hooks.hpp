#pragma once

#include <string>
#include <vector>

#include "halley/errc.hpp"
#include "halley/extension.hpp"
#include "halley/security_policy.hpp"
#include "halley/session_listener.hpp"
#include "protocol/exchange.hpp"
#include "protocol/message.hpp"

namespace halley::protocol {

/// What the program around the core has to say. All of it outlives the core.
struct Hooks {
    SecurityPolicy* policy = nullptr;
    std::vector<Extension*> extensions;
    std::vector<SessionListener*> listeners;
};

/// Why there is no session for a client.
struct Refusal {
    Errc error = Errc::too_many_sessions;
    std::string reason;              ///< Of the policy.
    std::string reconnect = "none";  ///< What the client is advised to do.
};

/// The policy answers later; the exchange waits for that.
struct Waiting {};

/// What hooks see of a message. Valid while that is.
MessageView view(const Message& message);

/// And of a client without a session.
SessionView stranger(const Request& request);

}  // namespace halley::protocol
