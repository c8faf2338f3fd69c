#pragma once

#include <cstddef>
#include <string_view>

namespace halley::protocol {

/// The position behind the JSON number that begins at `at` (RFC 8259, section 6);
/// `at` itself when there is none.
std::size_t number_end(std::string_view text, std::size_t at) noexcept;

/// The value of a valid JSON number of any length: fractions are cut off, what
/// does not fit saturates.
long long truncated_number(std::string_view number) noexcept;

}  // namespace halley::protocol
