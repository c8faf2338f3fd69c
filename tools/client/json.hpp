#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// JSON as a client needs it: told apart, never rewritten. A value is a view of its own text.
namespace halley::client {

/// The text of the one JSON value (RFC 8259) in `text`, without the white space around it;
/// nothing when it is none, or deeper than 500.
std::optional<std::string_view> json_value(std::string_view text);

using Member = std::pair<std::string, std::string_view>;

/// The members of an object, keys decoded, in order. `value` comes from `json_value`.
std::optional<std::vector<Member>> json_members(std::string_view value);

/// The elements of an array. `value` comes from `json_value`.
std::optional<std::vector<std::string_view>> json_elements(std::string_view value);

/// What a JSON string says; nothing for anything else. `value` comes from `json_value`.
std::optional<std::string> json_string(std::string_view value);

/// The value on one line: line ends are legal between tokens only and become spaces.
std::string json_line(std::string_view value);

}  // namespace halley::client
