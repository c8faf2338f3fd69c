#pragma once

#include <memory>

#include "src/transport/transport.hpp"

namespace halley::transport {

/// `websocket`: text messages in both directions, RFC 6455.
std::unique_ptr<const Transport> make_websocket();

}  // namespace halley::transport
