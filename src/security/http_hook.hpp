#pragma once

#include "src/security/authenticator.hpp"

namespace halley::security {

/// A server of the operator's, asked by POST (docs/authentication.md).
std::unique_ptr<Authenticator> make_http(const AuthenticationConfig& config, Logger& logger);

}  // namespace halley::security
