#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/beast.hpp"

namespace halley::websocket {

/// An extension that is offered (RFC 6455, 9.1). What is viewed is the request.
struct Extension {
    struct Parameter {
        std::string_view name;
        std::optional<std::string> value;  ///< Without quotes.
    };
    std::string_view name;
    std::vector<Parameter> parameters;
};

/// All that `Sec-WebSocket-Extensions` offers, in one header or several. Nothing when one of
/// them is malformed: then the handshake must be refused.
std::optional<std::vector<Extension>> read_extensions(const HttpRequest& request);

}  // namespace halley::websocket
