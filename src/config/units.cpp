#include "src/config/units.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace halley::config {
namespace {

struct Unit {
    std::string_view name;
    std::uint64_t worth;
};

// In the order in which print_* looks for one without a fraction.
constexpr Unit durations[] = {
    {"h",  3'600'000},
    {"m",  60'000   },
    {"s",  1'000    },
    {"ms", 1        }
};

constexpr std::uint64_t kibi = 1024;
constexpr Unit sizes[] = {
    {"GiB", kibi* kibi* kibi},
    {"MiB", kibi* kibi      },
    {"KiB", kibi            },
    {"GB",  1'000'000'000   },
    {"MB",  1'000'000       },
    {"KB",  1'000           },
    {"kB",  1'000           },
    {"B",   1               },
    {"",    1               },
};

constexpr std::uint64_t largest = std::numeric_limits<std::int64_t>::max();

struct Amount {
    std::uint64_t number;
    std::string_view unit;
};

std::string not_a(std::string_view what)
{
    return "is not a " + std::string{what};
}

// A number and what follows it; "30 s" is allowed.
Parsed<Amount> split(std::string_view text, std::string_view what)
{
    if (text.starts_with('-')) return Objection{"is negative"};
    std::uint64_t number = 0;
    const auto* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc::invalid_argument) return Objection{not_a(what)};
    if (error != std::errc{} || number > largest) return Objection{"is too large"};
    std::string_view unit{rest, static_cast<std::size_t>(end - rest)};
    if (unit.starts_with(' ')) unit.remove_prefix(1);
    return Amount{number, unit};
}

Parsed<std::uint64_t> multiply(std::uint64_t number, std::uint64_t worth)
{
    if (number > largest / worth) return Objection{"is too large"};
    return number * worth;
}

const Unit* find(const Unit* begin, const Unit* end, std::string_view name)
{
    const auto* const unit =
        std::find_if(begin, end, [name](const Unit& candidate) { return candidate.name == name; });
    return unit == end ? nullptr : unit;
}

}  // namespace

Parsed<std::chrono::milliseconds> parse_duration(std::string_view text)
{
    const auto parsed = split(text, "duration such as 30s, 500ms, 2m or 1h");
    if (const auto* objection = std::get_if<Objection>(&parsed)) return *objection;
    const auto [number, name] = std::get<Amount>(parsed);
    if (name.empty() && number == 0) return std::chrono::milliseconds{0};
    if (name.empty()) {
        const std::string n{text};
        return Objection{"has no unit; write " + n + "ms, " + n + "s, " + n + "m or " + n + "h"};
    }
    const auto* const unit = find(std::begin(durations), std::end(durations), name);
    if (!unit) return Objection{"is not a whole number of ms, s, m or h"};
    const auto product = multiply(number, unit->worth);
    if (const auto* objection = std::get_if<Objection>(&product)) return *objection;
    return std::chrono::milliseconds{std::get<std::uint64_t>(product)};
}

std::string print_duration(std::chrono::milliseconds duration)
{
    const auto count = static_cast<std::uint64_t>(duration.count());
    if (count == 0) return "0s";
    for (const auto& unit : durations) {
        if (count % unit.worth == 0) {
            return std::to_string(count / unit.worth) + std::string{unit.name};
        }
    }
    return {};
}

Parsed<std::uint64_t> parse_size(std::string_view text)
{
    const auto parsed = split(text, "size such as 65536, 16KiB or 4MiB");
    if (const auto* objection = std::get_if<Objection>(&parsed)) return *objection;
    const auto [number, name] = std::get<Amount>(parsed);
    const auto* const unit = find(std::begin(sizes), std::end(sizes), name);
    if (!unit) return Objection{"is not a whole number of bytes, KiB, MiB, GiB, KB, MB or GB"};
    return multiply(number, unit->worth);
}

std::string print_size(std::uint64_t size)
{
    if (size == 0) return "0";
    for (const auto& unit : sizes) {
        const bool binary = unit.name.size() == 3;
        if (binary && size % unit.worth == 0) {
            return std::to_string(size / unit.worth) + std::string{unit.name};
        }
    }
    return std::to_string(size);
}

Parsed<std::uint64_t> parse_number(std::string_view text)
{
    const auto parsed = split(text, "whole number");
    if (const auto* objection = std::get_if<Objection>(&parsed)) return *objection;
    const auto [number, rest] = std::get<Amount>(parsed);
    if (!rest.empty()) return Objection{"is not a whole number"};
    return number;
}

}  // namespace halley::config
