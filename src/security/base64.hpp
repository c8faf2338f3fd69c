#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace halley::security {

/// What stands in base 64 (RFC 4648), with its padding or without.
std::optional<std::string> decode_base64(std::string_view text);

/// With padding.
std::string encode_base64(std::string_view bytes);

}  // namespace halley::security
