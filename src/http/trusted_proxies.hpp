#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/beast.hpp"
#include "src/security/network.hpp"

namespace halley::http {

/// Where a request comes from.
struct Source {
    std::string address;  ///< Without the port.
    bool secure = false;  ///< Over TLS, as far as the client is concerned.

    bool operator==(const Source&) const = default;
};

/** The proxies whose word about their clients is taken.

    The client's address is the last one in `X-Forwarded-For` that is no trusted
    proxy's: what comes before it anybody may have written. If all are trusted it is
    the first; what is no address ends the search at the proxy that passed it on.
*/
class TrustedProxies {
public:
    /// Valid networks.
    explicit TrustedProxies(const std::vector<std::string>& networks);

    bool trusts(std::string_view address) const;

    /// The source of a request that has come over a connection from `peer`.
    Source source_of(const HttpRequest& request, const Source& peer) const;

private:
    std::vector<security::Network> networks_;
};

}  // namespace halley::http
