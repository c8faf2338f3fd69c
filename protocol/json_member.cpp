#include "protocol/json_member.hpp"

#include <cstddef>

#include "protocol/json_number.hpp"
#include "protocol/message_reader.hpp"

namespace halley::protocol {

namespace {

constexpr long long largest_exact = 1LL << 53;

std::size_t skip_space(std::string_view text, std::size_t at)
{
    const auto found = text.find_first_not_of(" \t\r\n", at);
    return found == std::string_view::npos ? text.size() : found;
}

// Behind the string that begins at `at`.
std::size_t string_end(std::string_view text, std::size_t at)
{
    for (++at; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\') ++at;
    }
    return at + 1;
}

// Behind the value that begins at `at`: at the comma or the brace that follows.
std::size_t value_end(std::string_view text, std::size_t at)
{
    std::size_t depth = 0;
    while (at < text.size()) {
        const char c = text[at];
        if (c == '"') {
            at = string_end(text, at);
            continue;
        }
        if (depth == 0 && (c == ',' || c == '}' || c == ']')) break;
        if (c == '{' || c == '[') ++depth;
        if (c == '}' || c == ']') --depth;
        ++at;
    }
    return at;
}

bool is_name(std::string_view raw, std::string_view name)
{
    if (raw.find('\\') != std::string_view::npos) return decode_string(raw) == name;
    return raw.substr(1, raw.size() - 2) == name;
}

}  // namespace

std::string_view json_member(std::string_view object, std::string_view name)
{
    std::string_view value;
    auto at = skip_space(object, 0);
    if (at == object.size() || object[at] != '{') return value;
    at = skip_space(object, at + 1);
    while (at < object.size() && object[at] == '"') {
        const auto key_end = string_end(object, at);
        const auto key = object.substr(at, key_end - at);
        const auto begin = skip_space(object, skip_space(object, key_end) + 1);  // Over the colon.
        const auto end = value_end(object, begin);
        if (is_name(key, name)) {
            const auto last = object.find_last_not_of(" \t\r\n", end - 1);
            value = object.substr(begin, last + 1 - begin);
        }
        at = skip_space(object, end + 1);
    }
    return value;
}

std::optional<long long> json_integer(std::string_view raw)
{
    if (raw.empty() || number_end(raw, 0) != raw.size()) return std::nullopt;
    const auto number = truncated_number(raw);
    if (number > largest_exact || number < -largest_exact) return std::nullopt;
    return number;
}

}  // namespace halley::protocol
