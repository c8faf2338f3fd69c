#pragma once

#include <jansson.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

namespace halley::security {

struct JsonRelease {
    void operator()(json_t* value) const { json_decref(value); }
};
using Json = std::unique_ptr<json_t, JsonRelease>;

/// Null when `text` is no JSON object.
inline Json parse_object(std::string_view text)
{
    Json value{json_loadb(text.data(), text.size(), JSON_REJECT_DUPLICATES, nullptr)};
    if (!json_is_object(value.get())) value.reset();
    return value;
}

/// The member at the end of a path such as `passport.user`. Null when there is none.
inline const json_t* member(const json_t* object, std::string_view path)
{
    while (object && !path.empty()) {
        const auto dot = path.find('.');
        object = json_object_get(object, std::string{path.substr(0, dot)}.c_str());
        path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
    }
    return object;
}

/// Empty when it is no string.
inline std::string text_of(const json_t* value)
{
    return json_is_string(value) ? std::string{json_string_value(value), json_string_length(value)}
                                 : std::string{};
}

/// A string, or a whole number as text: what names somebody. Otherwise empty.
inline std::string name_of(const json_t* value)
{
    return json_is_integer(value) ? std::to_string(json_integer_value(value)) : text_of(value);
}

inline std::string encode(const json_t* value)
{
    const std::unique_ptr<char, decltype(&std::free)> text{
        json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY), &std::free};
    return text ? text.get() : "";
}

}  // namespace halley::security
