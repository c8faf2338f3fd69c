#pragma once

#include <optional>
#include <string_view>
#include <variant>

#include "halley/config.hpp"
#include "src/beast.hpp"
#include "src/http/answer.hpp"

namespace halley::http {
class HttpConnection;
}

namespace halley::transport {

/// The exchange is with the core now; what it responds will be the body.
struct ExchangeOpened {
    http::Framing framing;
};

/// The transport has taken the connection's socket over.
struct SocketTaken {};

using Served = std::variant<http::Answer, ExchangeOpened, SocketTaken>;

/** A way to carry Bayeux over a request to one of the endpoints.

    @par Threads
    One object serves all shards, so it keeps no state.
*/
class Transport {
public:
    virtual ~Transport() = default;

    /// The HTTP method it uses, for `Allow` headers.
    virtual std::string_view method() const = 0;

    /// Whether this request is meant for it. Each transport is asked in turn.
    virtual bool claims(const HttpRequest& request) const = 0;

    /// Refuses a request that it claims, before the body is read.
    virtual std::optional<http::Answer> refuse(const HttpRequest& request,
                                               const Config& config) const = 0;

    /// Serves a complete request that it claims and did not refuse.
    virtual Served serve(http::HttpConnection& connection, HttpRequest& request) const = 0;
};

}  // namespace halley::transport
