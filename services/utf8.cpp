#include "services/utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace halley::services {
namespace {

enum class Piece { character, incomplete, invalid };

struct Prefix {
    Piece piece;
    std::size_t size;
};

// Unicode table 3-7: after some first bytes the second has a narrower range,
// which keeps out overlong forms, surrogates and what lies beyond U+10FFFF.
Prefix first_piece(std::string_view text) noexcept
{
    const auto byte = [text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const auto first = byte(0);
    std::size_t size = 0;
    if (first < 0x80) {
        return {Piece::character, 1};
    } else if (first < 0xC2 || first > 0xF4) {
        return {Piece::invalid, 1};
    } else if (first < 0xE0) {
        size = 2;
    } else {
        size = first < 0xF0 ? 3 : 4;
    }
    const auto low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    const auto high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    for (std::size_t i = 1; i < size; ++i) {
        if (i == text.size()) {
            return {Piece::incomplete, i};
        }
        if (byte(i) < (i == 1 ? low : 0x80) || byte(i) > (i == 1 ? high : 0xBF)) {
            return {Piece::invalid, i};
        }
    }
    return {Piece::character, size};
}

std::size_t valid_prefix(std::string_view text) noexcept
{
    std::size_t position = 0;
    while (position < text.size()) {
        const auto [piece, size] = first_piece(text.substr(position));
        if (piece != Piece::character) {
            break;
        }
        position += size;
    }
    return position;
}

}  // namespace

std::size_t incomplete_utf8(std::string_view text) noexcept
{
    const auto longest = std::min<std::size_t>(text.size(), 3);
    for (std::size_t size = 1; size <= longest; ++size) {
        const auto tail = text.substr(text.size() - size);
        if ((static_cast<std::uint8_t>(tail[0]) & 0xC0) != 0x80) {
            return first_piece(tail).piece == Piece::incomplete ? size : 0;
        }
    }
    return 0;
}

bool replace_invalid_utf8(std::string& text)
{
    auto valid = valid_prefix(text);
    if (valid == text.size()) {
        return false;
    }
    std::string out;
    out.reserve(text.size() + 2);
    for (std::string_view rest = text; !rest.empty(); valid = valid_prefix(rest)) {
        out += rest.substr(0, valid);
        rest.remove_prefix(valid);
        if (!rest.empty()) {
            out += "\uFFFD";
            rest.remove_prefix(first_piece(rest).size);
        }
    }
    text = std::move(out);
    return true;
}

}  // namespace halley::services
