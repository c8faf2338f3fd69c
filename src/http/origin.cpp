#include "src/http/origin.hpp"

#include <boost/beast/core/string.hpp>

namespace halley::http {
namespace {

using boost::beast::iequals;

// Without the port when it is the scheme's own.
std::string_view bare_authority(std::string_view authority, std::string_view default_port)
{
    if (authority.ends_with(default_port)) authority.remove_suffix(default_port.size());
    return authority;
}

// A proxy may speak TLS for us, so the scheme to compare by is the page's unless we speak it.
bool is_own(std::string_view origin, std::string_view host, bool secure)
{
    const auto scheme_end = origin.find("://");
    if (scheme_end == std::string_view::npos || host.empty()) return false;
    const auto scheme = origin.substr(0, scheme_end);
    if (secure && !iequals(scheme, "https")) return false;
    const auto authority = origin.substr(scheme_end + 3);
    const std::string_view port = iequals(scheme, "https") ? ":443" : ":80";
    return iequals(bare_authority(authority, port), bare_authority(host, port));
}

}  // namespace

std::string_view find_origin(std::string_view origin, const std::vector<std::string>& allowed)
{
    std::string_view found;
    for (std::string_view entry : allowed) {
        if (entry.ends_with('/')) entry.remove_suffix(1);
        if (iequals(entry, origin)) return entry;
        if (entry == "*") found = entry;
    }
    return found;
}

bool may_connect(std::string_view origin,
                 std::string_view host,
                 bool secure,
                 const std::vector<std::string>& allowed)
{
    return is_own(origin, host, secure) || !find_origin(origin, allowed).empty();
}

bool is_admitted(const HttpRequest& request, bool secure, const std::vector<std::string>& allowed)
{
    using beast::http::field;
    const auto count = request.count(field::origin);
    if (count == 0) return true;
    return count == 1 && may_connect(request[field::origin], request[field::host], secure, allowed);
}

}  // namespace halley::http
