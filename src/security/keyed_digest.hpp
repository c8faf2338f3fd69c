#pragma once

#include <string>
#include <string_view>

namespace halley::security {

/// HMAC with SHA-256, in bytes.
std::string hmac_sha256(std::string_view key, std::string_view text);

/// Two small digits for each byte.
std::string hex(std::string_view bytes);

/// Whether both are the same; how long that takes tells nothing of where they differ.
bool same_secret(std::string_view one, std::string_view other);

/// Bytes that nobody can guess.
/// @throws std::runtime_error when the system has none.
std::string random_key(std::size_t size = 32);

}  // namespace halley::security
