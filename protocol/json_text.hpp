#pragma once

#include <string>
#include <string_view>

namespace halley::protocol {

/// Appends `text` as a JSON string with its quotes. Bytes that are not UTF-8
/// become U+FFFD, so what is appended is always valid JSON.
void append_string(std::string& out, std::string_view text);

/// Whether all of `text` is well-formed UTF-8 (RFC 3629).
bool is_utf8(std::string_view text) noexcept;

/// Appends a decimal integer.
void append_number(std::string& out, long long number);

}  // namespace halley::protocol
