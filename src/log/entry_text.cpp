#include "src/log/entry_text.hpp"

#include <cstdio>

#include "services/utf8.hpp"

namespace halley::log {
namespace {

// The character at the start of `text` if it must be escaped, and its size.
struct Control {
    unsigned code;
    std::size_t size;
};

Control control_at(std::string_view text) noexcept
{
    const auto byte = static_cast<unsigned char>(text[0]);
    if (byte < 0x20 || byte == 0x7F) return {byte, 1};
    if (byte == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0) {
        return {static_cast<unsigned char>(text[1]), 2};
    }
    if (text.starts_with("\u2028")) return {0x2028, 3};
    if (text.starts_with("\u2029")) return {0x2029, 3};
    return {0, 0};
}

std::string escape(unsigned code)
{
    switch (code) {
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: break;
    }
    char text[8];
    std::snprintf(text, sizeof text, code < 0x100 ? "\\x%02x" : "\\u%04x", code);
    return text;
}

}  // namespace

std::string printable(std::string_view entry)
{
    std::string text{entry};
    services::replace_invalid_utf8(text);
    std::string out;
    out.reserve(text.size());
    for (std::string_view rest = text; !rest.empty();) {
        if (const auto control = control_at(rest); control.size != 0) {
            out += escape(control.code);
            rest.remove_prefix(control.size);
        } else {
            out += rest.front();
            rest.remove_prefix(1);
        }
    }
    return out;
}

}  // namespace halley::log
