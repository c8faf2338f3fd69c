#include "tools/bayeux-conformance/wire/callback.hpp"

#include <algorithm>
#include <cctype>

namespace halley::conformance {

std::string percent_encoded(std::string_view text)
{
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) || c == '-' || c == '.' || c == '_' || c == '~') {
            out += c;
        } else {
            ((out += '%') += digits[byte >> 4U]) += digits[byte & 0x0FU];
        }
    }
    return out;
}

HttpRequest
script_request(const std::string& target, std::string_view callback, std::string_view batch)
{
    HttpRequest request;
    request.method = "GET";
    request.target =
        target + "?jsonp=" + percent_encoded(callback) + "&message=" + percent_encoded(batch);
    return request;
}

std::optional<std::string> script_argument(std::string_view script, std::string_view callback)
{
    const auto skip_blanks = [&] {
        script.remove_prefix(std::min(script.find_first_not_of(" \t\r\n"), script.size()));
    };
    skip_blanks();
    if (script.starts_with("/*")) {
        const auto end = script.find("*/");
        if (end == std::string_view::npos) return std::nullopt;
        script.remove_prefix(end + 2);
        skip_blanks();
    }
    if (!script.starts_with(callback)) return std::nullopt;
    script.remove_prefix(callback.size());
    if (!script.starts_with('(')) return std::nullopt;
    script.remove_prefix(1);
    while (!script.empty() && std::string_view{" \t\r\n;"}.find(script.back()) != script.npos)
        script.remove_suffix(1);
    if (!script.ends_with(')')) return std::nullopt;
    script.remove_suffix(1);
    return std::string{script};
}

}  // namespace halley::conformance
