#pragma once

#include <string_view>

namespace halley::http {

/// Without the white space around it (OWS, RFC 9110, 5.6.3).
inline std::string_view trim(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
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
