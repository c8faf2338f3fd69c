#pragma once

#include <memory>

#include "src/transport/transport.hpp"

namespace halley::transport {

/// `callback-polling`: each request is a script's URL with the batch in its query; the
/// answer is a call of a function with the replies and the events that wait.
std::unique_ptr<const Transport> make_callback_polling();

}  // namespace halley::transport
