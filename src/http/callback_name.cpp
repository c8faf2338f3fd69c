#include "src/http/callback_name.hpp"

#include <algorithm>
#include <cstddef>

namespace halley::http {
namespace {

constexpr std::size_t longest = 64;

bool begins_identifier(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}

bool is_identifier(std::string_view text)
{
    return !text.empty() && begins_identifier(text.front()) &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return begins_identifier(c) || (c >= '0' && c <= '9');
           });
}

}  // namespace

bool is_callback_name(std::string_view text)
{
    if (text.size() > longest) return false;
    while (true) {
        const auto dot = text.find('.');
        if (!is_identifier(text.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        text.remove_prefix(dot + 1);
    }
}

}  // namespace halley::http
