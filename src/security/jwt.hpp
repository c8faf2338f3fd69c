#pragma once

#include <chrono>
#include <string_view>

#include "src/security/authenticator.hpp"
#include "src/security/jwt_keys.hpp"

namespace halley::security {

/// What a token says of whom, or why it says nothing. Its claims are the attributes.
/// `now` is the time of the calendar.
Admission judge_token(std::string_view token,
                      const JwtKeys& keys,
                      const AuthenticationConfig& config,
                      std::chrono::milliseconds now);

/// Tokens (RFC 7519) in `ext`, the header `Authorization`, or a cookie.
std::unique_ptr<Authenticator> make_jwt(const AuthenticationConfig& config, Logger& logger);

}  // namespace halley::security
