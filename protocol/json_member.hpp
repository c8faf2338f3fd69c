#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace halley::protocol {

/// A member of an object, or an element of an array; views of raw JSON.
struct JsonItem {
    std::string_view name;  ///< With its quotes; empty in an array.
    std::string_view value;

    /// Whether the name is this one, however it is escaped.
    bool is(std::string_view wanted) const;
};

/// What an object or array consists of, one after the other; of anything else
/// nothing. The text must be valid JSON.
class JsonItems {
public:
    explicit JsonItems(std::string_view text);

    std::optional<JsonItem> next();

private:
    std::string_view text_;
    std::size_t at_;
    bool is_object_ = false;
};

/// The raw text of a member of `object`, the last of that name (FMT-23). Empty
/// when there is none, or when `object` is no object. The text must be valid JSON.
std::string_view json_member(std::string_view object, std::string_view name);

/// The value of a JSON number with its fraction cut off; nothing when `raw` is no
/// number or is beyond the integers that a double holds exactly.
std::optional<long long> json_integer(std::string_view raw);

}  // namespace halley::protocol
