#pragma once

#include <cjose/cjose.h>

#include <memory>
#include <string>
#include <vector>

namespace halley::security {

struct KeyRelease {
    void operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }
};

/// A key, and the one algorithm that it is good for: a token must not choose another.
struct JwtKey {
    std::string algorithm;  ///< HS256, RS256 or ES256.
    std::string id;         ///< Empty: none.
    std::shared_ptr<cjose_jwk_t> key;
};
using JwtKeys = std::vector<JwtKey>;

/// Public keys in PEM, a key in JSON, or a set of them (RFC 7517).
/// @throws std::runtime_error when there is none that can be used.
JwtKeys parse_keys(const std::string& text);

/// The secret of HS256: the file's text without the end of its line.
/// @throws std::runtime_error when it is too short to be one.
JwtKeys parse_secret(const std::string& text);

}  // namespace halley::security
