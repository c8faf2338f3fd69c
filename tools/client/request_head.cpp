#include "tools/client/request_head.hpp"

#include <boost/beast/http/field.hpp>

namespace halley::client {

namespace http = boost::beast::http;

void set_common_fields(http::fields& fields, Peer& peer)
{
    fields.set(http::field::host, peer.url.authority());
    fields.set(http::field::user_agent, "halley-client");
    const auto cookies = peer.cookies.header(std::chrono::system_clock::now());
    if (!cookies.empty()) fields.set(http::field::cookie, cookies);
    for (const auto& [name, value] : peer.headers)
        fields.set(name, value);
}

void store_cookies(const http::fields& fields, Peer& peer)
{
    const auto [first, last] = fields.equal_range(http::field::set_cookie);
    for (auto field = first; field != last; ++field)
        peer.cookies.store(field->value(), std::chrono::system_clock::now());
}

Failure status_failure(unsigned status, std::string_view reason, const Peer& peer)
{
    std::string text = std::to_string(status);
    if (!reason.empty()) text.append(" ").append(reason);
    // A later try finds 408 and 429 gone; no other 4xx and no redirection changes by itself.
    const bool settled = status >= 300 && status < 500 && status != 408 && status != 429;
    return {settled ? Failure::Kind::refused : Failure::Kind::unreachable,
            "the server answers " + text + " at " + peer.url.target};
}

}  // namespace halley::client
