#pragma once

#include <string>

#include "protocol/exchange.hpp"
#include "src/beast.hpp"
#include "src/http/session_cookie.hpp"

namespace halley::http {

/// What the core wants to know about who sends a request.
protocol::Request describe(const HttpRequest& request,
                           const std::string& remote_address,
                           const SessionCookie& cookie);

}  // namespace halley::http
