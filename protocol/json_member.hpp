#pragma once

#include <optional>
#include <string_view>

namespace halley::protocol {

/// The raw text of a member of `object`, the last of that name (FMT-23). Empty
/// when there is none, or when `object` is no object. The text must be valid JSON.
std::string_view json_member(std::string_view object, std::string_view name);

/// The value of a JSON number with its fraction cut off; nothing when `raw` is no
/// number or is beyond the integers that a double holds exactly.
std::optional<long long> json_integer(std::string_view raw);

}  // namespace halley::protocol
