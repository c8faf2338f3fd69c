#include "src/http/requester.hpp"

#include "src/http/target.hpp"

namespace halley::http {

protocol::Request
describe(const HttpRequest& request, const std::string& remote_address, const SessionCookie& cookie)
{
    using beast::http::field;
    SessionCookie::Found found;
    const auto [first, last] = request.equal_range(field::cookie);
    for (auto header = first; header != last; ++header)
        cookie.read(header->value(), found);

    protocol::Request about;
    about.remote_address = remote_address;
    about.host = request[field::host];
    about.path = Target::parse(request.target()).path;
    about.browser = std::move(found.browser);
    about.foreign_cookie = found.foreign;
    return about;
}

}  // namespace halley::http
