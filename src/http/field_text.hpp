#pragma once

#include <algorithm>
#include <string_view>

namespace halley::http {

/// Without the white space before it (OWS, RFC 9110, 5.6.3).
inline std::string_view trim_front(std::string_view text)
{
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    return text;
}

/// Without the white space around it.
inline std::string_view trim(std::string_view text)
{
    text = trim_front(text);
    return text.substr(0, text.find_last_not_of(" \t") + 1);
}

/// RFC 9110, 5.6.2
inline bool is_token_letter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
}

struct CookiePair {
    std::string_view name;
    std::string_view value;
};

/// Takes the first pair off a `Cookie` header (RFC 6265, 4.2.1). The name is empty where
/// there is none.
inline CookiePair take_cookie(std::string_view& header)
{
    const auto end = header.find(';');
    const auto pair = header.substr(0, end);
    header = end == std::string_view::npos ? std::string_view{} : header.substr(end + 1);
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) return {};
    return {trim(pair.substr(0, equals)), trim(pair.substr(equals + 1))};
}

}  // namespace halley::http
