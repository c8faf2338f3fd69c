#pragma once

#include <cctype>
#include <string>
#include <string_view>

namespace halley::test {

/// With everything escaped that may not stand in a query.
inline std::string percent_encoded(std::string_view text)
{
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80 &&
            (std::isalnum(byte) || std::string_view{"-._~"}.find(c) != std::string_view::npos)) {
            encoded += c;
            continue;
        }
        constexpr std::string_view digits = "0123456789ABCDEF";
        encoded += '%';
        encoded += digits[byte >> 4];
        encoded += digits[byte & 15];
    }
    return encoded;
}

}  // namespace halley::test
