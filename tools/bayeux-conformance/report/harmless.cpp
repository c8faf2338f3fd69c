#include "tools/bayeux-conformance/report/harmless.hpp"

#include <array>
#include <cstdio>

namespace halley::conformance {

namespace {

struct Character {
    char32_t code = 0;
    std::size_t size = 0;  ///< 0 when no character begins here.
};

Character character_at(std::string_view text)
{
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const auto lead = byte(0);
    if (lead < 0x80) return {lead, 1};
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return {};
    char32_t code = lead & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return {};
        code = (code << 6) | (byte(i) & 0x3FU);
    }
    constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = code >= 0xD800 && code < 0xE000;
    if (code < least[size] || code > 0x10FFFF || surrogate) return {};
    return {code, size};
}

// C0 and C1 controls, marks and overrides of direction, and what XML has no room for.
bool steers(char32_t code)
{
    return (code < 0x20 && code != '\n' && code != '\t') || (code >= 0x7F && code < 0xA0) ||
           code == 0x061C || code == 0x200E || code == 0x200F ||
           (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) ||
           code == 0xFEFF || (code & 0xFFFE) == 0xFFFE || (code >= 0xFFF9 && code <= 0xFFFB);
}

std::string hexadecimal(const char* format, unsigned value)
{
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), format, value);
    return text.data();
}

std::string replaced(std::string_view text, std::string_view (*replacement)(char c))
{
    std::string out;
    for (const char c : text) {
        if (const auto instead = replacement(c); !instead.empty()) {
            out += instead;
        } else {
            out += c;
        }
    }
    return out;
}

}  // namespace

std::string harmless(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        if (text.starts_with("\r\n")) {
            text.remove_prefix(1);
            continue;
        }
        const auto [code, size] = character_at(text);
        if (size == 0 || code < 0x80) {
            const auto byte = static_cast<unsigned char>(text.front());
            if (size == 0 || steers(code)) {
                out += hexadecimal("\\x%02x", byte);
            } else {
                out += text.front();
            }
            text.remove_prefix(1);
            continue;
        }
        if (steers(code)) {
            out += hexadecimal("\\u{%04X}", code);
        } else {
            out += text.substr(0, size);
        }
        text.remove_prefix(size);
    }
    return out;
}

std::string harmless_line(std::string_view text)
{
    return replaced(harmless(text),
                    [](char c) -> std::string_view { return c == '\n' || c == '\t' ? " " : ""; });
}

std::string markup(std::string_view text)
{
    return replaced(harmless(text), [](char c) -> std::string_view {
        switch (c) {
        case '&': return "&amp;";
        case '<': return "&lt;";
        case '>': return "&gt;";
        case '"': return "&quot;";
        case '\'': return "&#39;";
        default: return "";
        }
    });
}

std::string markdown(std::string_view text)
{
    return replaced(harmless_line(text), [](char c) -> std::string_view {
        switch (c) {
        case '&': return "&amp;";
        case '<': return "&lt;";
        case '>': return "&gt;";
        case '|': return "\\|";
        case '\\': return "\\\\";
        case '`': return "\\`";
        case '*': return "\\*";
        case '_': return "\\_";
        case '~': return "\\~";
        case '[': return "\\[";
        case ']': return "\\]";
        case '!': return "\\!";
        default: return "";
        }
    });
}

}  // namespace halley::conformance
