#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace halley::config {

/// Why a text is not a value, to stand after the text: `has no unit`.
struct Objection {
    std::string text;
};

template <class Value> using Parsed = std::variant<Value, Objection>;

/// `30s`, `500ms`, `2m`, `1h`. Only 0 needs no unit.
Parsed<std::chrono::milliseconds> parse_duration(std::string_view text);

/// In the largest unit that needs no fraction.
std::string print_duration(std::chrono::milliseconds duration);

/// `65536`, `16KiB`, `4MB`.
Parsed<std::uint64_t> parse_size(std::string_view text);

/// In the largest of B, KiB, MiB and GiB that needs no fraction.
std::string print_size(std::uint64_t size);

Parsed<std::uint64_t> parse_number(std::string_view text);

}  // namespace halley::config
