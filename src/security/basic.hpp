#pragma once

#include "src/security/authenticator.hpp"

namespace halley::security {

/// Names and passwords (RFC 7617) against a file of hashes.
std::unique_ptr<Authenticator> make_basic(const AuthenticationConfig& config, Logger& logger);

}  // namespace halley::security
