#include <algorithm>
#include <charconv>

#include "protocol/message_reader.hpp"

namespace halley::protocol {

namespace {

unsigned unit_at(std::string_view raw, std::size_t at)
{
    unsigned unit = 0;
    std::from_chars(raw.data() + at, raw.data() + at + 4, unit, 16);
    return unit;
}

void append_code_point(std::string& out, unsigned point)
{
    const auto byte = [&](unsigned value) { out += static_cast<char>(value); };
    if (point < 0x80) {
        byte(point);
    } else if (point < 0x800) {
        byte(0xC0 | point >> 6);
        byte(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        byte(0xE0 | point >> 12);
        byte(0x80 | (point >> 6 & 0x3F));
        byte(0x80 | (point & 0x3F));
    } else {
        byte(0xF0 | point >> 18);
        byte(0x80 | (point >> 12 & 0x3F));
        byte(0x80 | (point >> 6 & 0x3F));
        byte(0x80 | (point & 0x3F));
    }
}

// Decodes the `\uXXXX`, or the pair of them, whose digits begin at `at`; returns
// the position behind it.
std::size_t append_unicode(std::string& out, std::string_view raw, std::size_t at)
{
    constexpr unsigned replacement = 0xFFFD;
    auto point = unit_at(raw, at);
    at += 4;
    const bool high = point >= 0xD800 && point <= 0xDBFF;
    if (high && raw.substr(at, 2) == "\\u") {
        const auto low = unit_at(raw, at + 2);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            append_code_point(out, 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00));
            return at + 6;
        }
    }
    if (point >= 0xD800 && point <= 0xDFFF) point = replacement;
    append_code_point(out, point);
    return at;
}

char control_of(char escape)
{
    switch (escape) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return escape;
    }
}

}  // namespace

std::string decode_string(std::string_view raw)
{
    raw = raw.substr(1, raw.size() - 2);
    std::string out;
    out.reserve(raw.size());
    for (std::size_t at = 0; at < raw.size();) {
        const auto escape = std::min(raw.find('\\', at), raw.size());
        out.append(raw, at, escape - at);
        if (escape == raw.size()) break;
        const char kind = raw[escape + 1];
        at = escape + 2;
        if (kind == 'u') {
            at = append_unicode(out, raw, at);
        } else {
            out += control_of(kind);
        }
    }
    return out;
}

}  // namespace halley::protocol
