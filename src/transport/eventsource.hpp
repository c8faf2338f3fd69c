#pragma once

#include <memory>

#include "src/transport/transport.hpp"

namespace halley::transport {

/// `eventsource`: the events of a session as Server-Sent Events, on a GET of a path that
/// ends with its client id. What the client has to say, it posts.
std::unique_ptr<const Transport> make_eventsource();

}  // namespace halley::transport
