#include "src/http/form_fields.hpp"

#include <cstddef>

namespace halley::http {
namespace {

int digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool decode(std::string_view text, std::string& decoded)
{
    decoded.clear();
    decoded.reserve(text.size());
    for (std::size_t index = 0; index < text.size(); ++index) {
        const char c = text[index];
        if (c != '%') {
            decoded += c == '+' ? ' ' : c;
            continue;
        }
        if (text.size() - index < 3) return false;
        const int high = digit(text[index + 1]);
        const int low = digit(text[index + 2]);
        if (high < 0 || low < 0) return false;
        decoded += static_cast<char>(high * 16 + low);
        index += 2;
    }
    return true;
}

}  // namespace

bool FormFields::next()
{
    while (rest_.starts_with('&'))
        rest_.remove_prefix(1);
    if (rest_.empty() || malformed_) return false;
    const auto end = rest_.find('&');
    const auto pair = rest_.substr(0, end);
    rest_.remove_prefix(pair.size());
    const auto equals = pair.find('=');
    const auto value =
        equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
    malformed_ = !decode(pair.substr(0, equals), name_) || !decode(value, value_);
    return !malformed_;
}

}  // namespace halley::http
