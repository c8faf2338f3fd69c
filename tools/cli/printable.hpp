#pragma once

#include <string>
#include <string_view>

namespace halley::cli {

/// The text without control characters: a server must not be able to steer a terminal, and what
/// is said is one line.
inline std::string printable(std::string_view text)
{
    std::string out{text};
    for (char& c : out) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
    }
    return out;
}

}  // namespace halley::cli
