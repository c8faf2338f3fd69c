#pragma once

#include <string>

#include <boost/asio/ssl/context.hpp>

#include "halley/config.hpp"
#include "services/endpoint.hpp"

namespace halley::services {

/** What the TLS connections of one service have in common: whom it trusts, who it
    is itself, and the name that the backend has to prove.

    TLS 1.2 is the least that is spoken, and every certificate is verified.
*/
class TlsContext {
public:
    /// @throws std::invalid_argument when a file is missing or cannot be used.
    TlsContext(const std::string& service, const ServiceConfig& config);

    boost::asio::ssl::context& context() noexcept { return context_; }

    /// Before a handshake: what to ask for, and what to accept.
    void prepare(SSL* connection) const;

private:
    boost::asio::ssl::context context_{boost::asio::ssl::context::tls_client};
    std::string name_;
    bool is_address_;  ///< And no host name.
};

/// What was wrong with a connection, in words: of its certificate, if that was it.
std::string tls_failure(SSL* connection, ErrorCode error);

}  // namespace halley::services
