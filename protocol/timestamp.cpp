#include "protocol/timestamp.hpp"

namespace halley::protocol {

namespace {

// `before`, then the number with leading zeros.
void append(std::string& out, char before, long long number, std::size_t digits)
{
    const auto text = std::to_string(number);
    out += before;
    if (text.size() < digits) out.append(digits - text.size(), '0');
    out += text;
}

}  // namespace

std::string iso_8601(std::chrono::milliseconds since_1970)
{
    using namespace std::chrono;
    const auto day = floor<days>(since_1970);
    const year_month_day date{sys_days{day}};
    const hh_mm_ss time{since_1970 - day};
    auto text = std::to_string(static_cast<int>(date.year()));
    append(text, '-', static_cast<unsigned>(date.month()), 2);
    append(text, '-', static_cast<unsigned>(date.day()), 2);
    append(text, 'T', time.hours().count(), 2);
    append(text, ':', time.minutes().count(), 2);
    append(text, ':', time.seconds().count(), 2);
    append(text, '.', time.subseconds().count(), 3);
    return text += 'Z';
}

}  // namespace halley::protocol
