#include "src/security/cookies.hpp"

#include <boost/algorithm/string/predicate.hpp>

#include "src/http/field_text.hpp"

namespace halley::security {

std::string_view find_cookie(const RequestView& request, std::string_view name)
{
    for (const auto& field : request.headers) {
        if (!boost::algorithm::iequals(field.name, "Cookie")) continue;
        for (std::string_view rest = field.value; !rest.empty();) {
            const auto cookie = http::take_cookie(rest);
            if (cookie.name == name) return cookie.value;
        }
    }
    return {};
}

}  // namespace halley::security
