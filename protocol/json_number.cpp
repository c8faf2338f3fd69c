#include "protocol/json_number.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <system_error>

namespace halley::protocol {

namespace {

bool digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

std::size_t skip_digits(std::string_view text, std::size_t at) noexcept
{
    while (at < text.size() && digit(text[at]))
        ++at;
    return at;
}

// By how many places an exponent moves the point; more than any text is long
// counts as that much.
long long shift_of(std::string_view exponent) noexcept
{
    constexpr long long most = std::numeric_limits<long long>::max() / 4;
    if (exponent.starts_with('+')) exponent.remove_prefix(1);
    long long shift = 0;
    const auto result = std::from_chars(exponent.data(), exponent.data() + exponent.size(), shift);
    if (result.ec == std::errc::result_out_of_range) return exponent.front() == '-' ? -most : most;
    return std::clamp(shift, -most, most);
}

}  // namespace

std::size_t number_end(std::string_view text, std::size_t at) noexcept
{
    auto end = at;
    if (end < text.size() && text[end] == '-') ++end;
    if (end == text.size() || !digit(text[end])) return at;
    end = text[end] == '0' ? end + 1 : skip_digits(text, end);
    if (end + 1 < text.size() && text[end] == '.' && digit(text[end + 1]))
        end = skip_digits(text, end + 1);
    if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
        auto exponent = end + 1;
        if (exponent < text.size() && (text[exponent] == '+' || text[exponent] == '-')) ++exponent;
        if (exponent < text.size() && digit(text[exponent])) end = skip_digits(text, exponent);
    }
    return end;
}

// A double would do, were it not that from_chars does not tell too large from
// too small.
long long truncated_number(std::string_view number) noexcept
{
    const bool negative = number.starts_with('-');
    if (negative) number.remove_prefix(1);
    const auto e = std::min(number.find_first_of("eE"), number.size());
    const auto mantissa = number.substr(0, e);
    const auto point = std::min(mantissa.find('.'), mantissa.size());
    const auto places =
        static_cast<long long>(point) + (e < number.size() ? shift_of(number.substr(e + 1)) : 0);

    // Counted down, because the least value has no positive counterpart.
    constexpr auto least = std::numeric_limits<long long>::min();
    long long value = 0;
    std::size_t at = 0;
    for (long long place = 0; place < places; ++place, ++at) {
        if (at == point) ++at;
        if (at >= mantissa.size() && value == 0) break;
        const int next = at < mantissa.size() ? mantissa[at] - '0' : 0;
        if (value < (least + next) / 10) {
            value = least;
            break;
        }
        value = value * 10 - next;
    }
    if (negative) return value;
    return value == least ? std::numeric_limits<long long>::max() : -value;
}

}  // namespace halley::protocol
