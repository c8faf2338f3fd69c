#pragma once

#include <compare>
#include <cstddef>
#include <string>

namespace halley::config {

/// A place in a file, counted in lines and characters from 1. Line 0 is the
/// file as a whole.
struct Position {
    std::size_t line = 0;
    std::size_t column = 0;

    auto operator<=>(const Position&) const = default;
};

/// What is wrong, or worth knowing, and where.
struct Diagnostic {
    std::string file;
    Position at;
    std::string message;

    auto operator<=>(const Diagnostic&) const = default;
};

/// `halley.yaml:12:5: unknown key "portt" in services.random`
std::string to_string(const Diagnostic& diagnostic);

}  // namespace halley::config
