#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "halley/config.hpp"
#include "src/beast.hpp"

namespace halley::websocket {

/// What both sides do about permessage-deflate (RFC 7692, 7.1).
struct Compressing {
    bool server_forgets = false;  ///< `server_no_context_takeover`
    bool client_forgets = false;
    int server_bits = 15;
    int client_bits = 15;
};

/// Agrees to the first offer that can be kept, if there is one and `mode` wants it.
std::optional<Compressing> agree(const HttpRequest& request, Compression mode);

/// Whether that is 16 bytes in base 64 (RFC 6455, 4.2.1).
bool is_key(std::string_view key);

/// The answer that opens the WebSocket (RFC 6455, 4.2.2).
/// @param subprotocol empty for none.
std::string accept_response(std::string_view key,
                            std::string_view subprotocol,
                            const std::optional<Compressing>& compressing);

}  // namespace halley::websocket
