#pragma once

#include "src/security/authenticator.hpp"

namespace halley::security {

/// The login of Nodefony's clients: digest within SASL, then a cookie that names the user.
std::unique_ptr<Authenticator> make_digest(const AuthenticationConfig& config, Logger& logger);

}  // namespace halley::security
