#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/ssl/context.hpp>

#include "tools/client/cookie_jar.hpp"
#include "tools/client/url.hpp"

namespace halley::client {

struct TlsOptions {
    std::string ca_file;  ///< Besides the system's authorities.
    std::string certificate_file;
    std::string key_file;
    bool verify = true;

    bool operator==(const TlsOptions&) const = default;
};

/// Throws `std::runtime_error` with a sentence when a file is not what it should be.
boost::asio::ssl::context make_tls_context(const TlsOptions& options);

/// Sees the wire: `>` what is sent, `<` what comes.
using WireLog = std::function<void(char direction, std::string_view text)>;

/// The server as its transports share it.
struct Peer {
    Peer(Url where, const TlsOptions& options)
        : url(std::move(where)), tls(make_tls_context(options)), cookies(url)
    {
    }

    Url url;
    boost::asio::ssl::context tls;
    CookieJar cookies;
    std::vector<std::pair<std::string, std::string>> headers;  ///< Besides our own.
    WireLog wire;                                              ///< May be empty.
};

}  // namespace halley::client
