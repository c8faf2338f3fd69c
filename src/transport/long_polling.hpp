#pragma once

#include <memory>

#include "src/transport/transport.hpp"

namespace halley::transport {

/// `long-polling`: each request is a POST whose body is a batch; its response
/// carries the replies and the events that wait.
std::unique_ptr<const Transport> make_long_polling();

}  // namespace halley::transport
