#include "protocol/json_mask.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <system_error>

#include "protocol/json_number.hpp"

namespace halley::protocol {

namespace {

// Whether `c` can stand inside of a number.
bool in_number(char c) noexcept
{
    return (c >= '0' && c <= '9') || c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-';
}

// The code unit of the `\uXXXX` at `at`.
std::optional<unsigned> escaped_unit(std::string_view text, std::size_t at)
{
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return std::nullopt;
    unsigned unit = 0;
    const char* const begin = text.data() + at + 2;
    const auto [end, error] = std::from_chars(begin, begin + 4, unit, 16);
    if (error != std::errc{} || end != begin + 4) return std::nullopt;
    return unit;
}

bool high(unsigned unit) noexcept
{
    return unit >= 0xD800 && unit <= 0xDBFF;
}

bool low(unsigned unit) noexcept
{
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

// Masks one string whose opening quote is before `at`; returns the position
// behind its closing quote.
std::size_t mask_string(std::string& text, std::size_t at)
{
    while (at < text.size() && text[at] != '"') {
        if (text[at] != '\\') {
            ++at;
            continue;
        }
        const auto unit = escaped_unit(text, at);
        if (!unit) {
            at += 2;
            continue;
        }
        const auto next = high(*unit) ? escaped_unit(text, at + 6) : std::nullopt;
        if (next && low(*next)) {
            at += 12;
            continue;
        }
        if (high(*unit) || low(*unit)) text.replace(at, 6, "\\ufffd");
        at += 6;
    }
    return at + 1;
}

}  // namespace

std::string mask_unrepresentable(std::string_view original)
{
    std::string text{original};
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == '"') {
            at = mask_string(text, at + 1);
            continue;
        }
        const auto end = number_end(text, at);
        if (end == at) {
            ++at;
            continue;
        }
        // What goes on like a number is none as a whole, such as `1.2.3`, and must
        // not become one.
        if (end == text.size() || !in_number(text[end])) {
            std::fill(text.begin() + static_cast<std::ptrdiff_t>(at),
                      text.begin() + static_cast<std::ptrdiff_t>(end),
                      ' ');
            text[end - 1] = '0';
        }
        at = end;
    }
    return text;
}

}  // namespace halley::protocol
