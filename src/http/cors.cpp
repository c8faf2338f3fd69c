#include "src/http/cors.hpp"

#include <algorithm>
#include <cstddef>

#include "src/http/field_text.hpp"
#include "src/http/origin.hpp"

namespace halley::http {
namespace {

using beast::http::field;

constexpr std::size_t longest_list = 1024;  // Of the headers that a page wants to send.

std::string_view configured_origin(const HttpRequest& request,
                                   const std::vector<std::string>& allowed)
{
    if (request.count(field::origin) != 1) return {};
    return find_origin(request[field::origin], allowed);
}

bool is_token(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), is_token_letter);
}

bool is_token_list(std::string_view text)
{
    while (true) {
        const auto end = text.find(',');
        if (!is_token(trim(text.substr(0, end)))) return false;
        if (end == std::string_view::npos) return true;
        text.remove_prefix(end + 1);
    }
}

}  // namespace

std::string cors_lines(const HttpRequest& request, const std::vector<std::string>& allowed)
{
    if (allowed.empty()) return {};
    std::string lines = "Vary: Origin\r\n";
    const auto origin = configured_origin(request, allowed);
    if (origin.empty()) return lines;
    lines += "Access-Control-Allow-Origin: ";
    lines += origin;
    lines += "\r\n";
    if (origin != "*" && origin != "null") lines += "Access-Control-Allow-Credentials: true\r\n";
    return lines;
}

std::string preflight_lines(const HttpRequest& request,
                            const std::vector<std::string>& allowed,
                            std::string_view methods)
{
    if (request.count(field::access_control_request_method) == 0 ||
        configured_origin(request, allowed).empty())
        return {};
    std::string lines = "Access-Control-Allow-Methods: ";
    lines += methods;
    lines += "\r\n";
    // Which of its headers a page sends to us is its own affair.
    const std::string_view headers = request[field::access_control_request_headers];
    if (headers.size() <= longest_list && is_token_list(headers)) {
        lines += "Access-Control-Allow-Headers: ";
        lines += headers;
        lines += "\r\n";
    }
    // The most that Chromium keeps it.
    lines += "Access-Control-Max-Age: 7200\r\n";
    return lines;
}

}  // namespace halley::http
