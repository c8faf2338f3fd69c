#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace halley::services {

/// How many bytes at the end of `text` begin a UTF-8 character that more bytes
/// could complete: 0 to 3.
std::size_t incomplete_utf8(std::string_view text) noexcept;

/// Puts U+FFFD in the place of each maximal part that is not UTF-8 (Unicode,
/// section 3.9). Returns whether there was any.
bool replace_invalid_utf8(std::string& text);

}  // namespace halley::services
