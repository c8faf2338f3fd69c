#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "src/config/config_loader.hpp"

namespace halley::config {

inline const KnownServices services{
    {"tcp", "tls", "unix", "udp", "process", "websocket", "internal"},
    std::nullopt
};

/// Loads `text` under the name `f`.
inline LoadResult load(std::string_view text)
{
    return load_config(text, "f", services);
}

/// Diagnostics as they are printed, one a line, without the name of the file.
inline std::string lines(const std::vector<Diagnostic>& diagnostics)
{
    std::string out;
    for (const auto& diagnostic : diagnostics)
        out += to_string(diagnostic).substr(2) + "\n";
    return out;
}

/// The errors in `text`, or nothing.
inline std::string errors_in(std::string_view text)
{
    const auto result = load(text);
    const auto* const errors = std::get_if<LoadErrors>(&result);
    return errors ? lines(*errors) : std::string{};
}

/// What `text` means. Throws with the errors when there are any.
inline Loaded load_valid(std::string_view text)
{
    auto result = load(text);
    if (auto* const loaded = std::get_if<Loaded>(&result)) return std::move(*loaded);
    throw std::runtime_error{lines(std::get<LoadErrors>(result))};
}

}  // namespace halley::config
