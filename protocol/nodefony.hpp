#pragma once

#include <string>
#include <string_view>

#include "halley/config.hpp"
#include "halley/errc.hpp"
#include "protocol/exchange.hpp"

/// The replies of the Nodefony dialect: one object each, `version` in all of
/// them, errors as flat strings whose middle field holds no colon.
namespace halley::protocol::nodefony {

/// What an event's opening brace becomes: the receiver's own id goes with it.
std::string prefix(std::string_view client_id);

struct HandshakeReply {
    std::string_view client_id;
    std::string_view connection_types;  ///< JSON array.
    bool retry = false;                 ///< `system.reconnect.handshake`
};
void handshake_reply(std::string& out, const HandshakeReply& reply, const Request& request);

/// `services` are announced by name and type; where they live stays with us.
void connect_reply(std::string& out,
                   std::string_view client_id,
                   bool retry,
                   const decltype(Config::services)& services,
                   const Request& request);

void disconnect_reply(std::string& out, std::string_view client_id, std::string_view id);

/// `shape` is the subscription as a JSON string or array.
void subscribe_reply(std::string& out,
                     std::string_view channel,
                     std::string_view client_id,
                     std::string_view shape,
                     std::string_view id);

void subscription_error(std::string& out,
                        std::string_view channel,
                        std::string_view client_id,
                        std::string_view shape,
                        std::string_view id,
                        std::string_view error);

/// An acknowledgement has no channel; `error` is empty on success.
void publish_reply(std::string& out, std::string_view id, std::string_view error);

/// The backend has closed: `/meta/unsubscribe` without its `version` and
/// `clientId`, which the prefix adds.
void unsubscribed(std::string& out, std::string_view channel, std::string_view error);

std::string error_text(Errc error, std::string_view channel, std::string_view client_id);

}  // namespace halley::protocol::nodefony
