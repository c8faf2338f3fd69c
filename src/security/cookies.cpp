#include "src/security/cookies.hpp"

#include <boost/algorithm/string/predicate.hpp>

namespace halley::security {
namespace {

std::string_view trim(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

std::string_view find_cookie(const RequestView& request, std::string_view name)
{
    for (const auto& field : request.headers) {
        if (!boost::algorithm::iequals(field.name, "Cookie")) continue;
        for (std::string_view rest = field.value; !rest.empty();) {
            const auto end = rest.find(';');
            const auto pair = trim(rest.substr(0, end));
            rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
            const auto equals = pair.find('=');
            if (equals != std::string_view::npos && trim(pair.substr(0, equals)) == name)
                return trim(pair.substr(equals + 1));
        }
    }
    return {};
}

}  // namespace halley::security
