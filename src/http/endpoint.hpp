#pragma once

#include <variant>

#include "src/runtime/environment.hpp"
#include "src/transport/transport.hpp"

namespace halley::http {

/// Who serves a request: a transport, or the answer that it gets without one.
using Route = std::variant<const transport::Transport*, Answer>;

/// Judges a request by its head, and by whether it came over TLS.
Route route(const HttpRequest& request, bool secure, const runtime::Environment& environment);

/// Whether a policy that guards requests is to be asked about this one: it is for an
/// endpoint, and neither a page's question what it may send nor from a page that may not.
bool is_guarded(const HttpRequest& request, bool secure, const runtime::Environment& environment);

}  // namespace halley::http
