#pragma once

#include "src/security/authenticator.hpp"

namespace halley::security {

/// The sessions of an Express application, as express-session and connect-redis keep them.
std::unique_ptr<Authenticator> make_express(const AuthenticationConfig& config, Logger& logger);

}  // namespace halley::security
