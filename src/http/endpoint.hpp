#pragma once

#include <variant>

#include "src/runtime/environment.hpp"
#include "src/transport/transport.hpp"

namespace halley::http {

/// Who serves a request: a transport, or the answer that it gets without one.
using Route = std::variant<const transport::Transport*, Answer>;

/// Judges a request by its head, and by whether it came over TLS.
Route route(const HttpRequest& request, bool secure, const runtime::Environment& environment);

}  // namespace halley::http
