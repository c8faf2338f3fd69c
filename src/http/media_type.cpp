#include "src/http/media_type.hpp"

#include <boost/beast/core/string.hpp>

namespace halley::http {
namespace {

using boost::beast::iequals;

std::string_view trim(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string_view unquote(std::string_view text)
{
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
        return text.substr(1, text.size() - 2);
    return text;
}

std::string_view type_of(std::string_view content_type)
{
    return trim(content_type.substr(0, content_type.find(';')));
}

// Also when it does not say so.
bool is_utf8(std::string_view content_type)
{
    auto end = content_type.find(';');
    while (end != std::string_view::npos) {
        content_type.remove_prefix(end + 1);
        end = content_type.find(';');
        const auto parameter = content_type.substr(0, end);
        const auto equals = parameter.find('=');
        if (equals == std::string_view::npos) continue;
        if (!iequals(trim(parameter.substr(0, equals)), "charset")) continue;
        const auto charset = unquote(trim(parameter.substr(equals + 1)));
        if (!iequals(charset, "utf-8") && !iequals(charset, "utf8")) return false;
    }
    return true;
}

}  // namespace

bool is_json_type(std::string_view content_type)
{
    const auto type = type_of(content_type);
    return (iequals(type, "application/json") || iequals(type, "text/json")) &&
           is_utf8(content_type);
}

bool is_form_type(std::string_view content_type)
{
    return iequals(type_of(content_type), "application/x-www-form-urlencoded") &&
           is_utf8(content_type);
}

bool is_plain_type(std::string_view content_type)
{
    return iequals(type_of(content_type), "text/plain") && is_utf8(content_type);
}

bool accepts(std::string_view accept, std::string_view type)
{
    while (true) {
        const auto end = accept.find(',');
        if (iequals(type_of(accept.substr(0, end)), type)) return true;
        if (end == std::string_view::npos) return false;
        accept.remove_prefix(end + 1);
    }
}

}  // namespace halley::http
