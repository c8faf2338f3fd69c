#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "tools/client/url.hpp"

namespace halley::client {

using WallTime = std::chrono::system_clock::time_point;

/** The cookies of one server (RFC 6265, as far as one host needs it): load balancers and the
    server itself know a session by them.

    `Domain` is not looked at, as no other host is ever talked to.
*/
class CookieJar {
public:
    explicit CookieJar(const Url& url) : tls_(url.tls), target_(url.target) {}

    /// A cookie from the command line: `name=value`, for every path.
    void add(std::string_view pair);

    /// The value of one `Set-Cookie` header.
    void store(std::string_view set_cookie, WallTime now);

    /// The value of the header `Cookie`, empty when there are none.
    std::string header(WallTime now);

private:
    struct Cookie {
        std::string name;
        std::string value;
        std::string path;
        bool secure = false;
        WallTime expires = WallTime::max();
    };

    void put(Cookie cookie);

    bool tls_;
    std::string target_;
    std::vector<Cookie> cookies_;
};

}  // namespace halley::client
