#pragma once

#include <memory>

#include <boost/asio/ssl/context.hpp>

#include "halley/config.hpp"

namespace halley::tls {

using ContextPtr = std::shared_ptr<boost::asio::ssl::context>;

/** What the connections of a TLS listener have in common.

    TLS 1.2 with forward secrecy and authenticated ciphers only, and 1.3; sessions
    are resumed by tickets, so nothing is kept for a client that has gone.

    @throws services::TlsFileError when a file is missing or cannot be used.
*/
ContextPtr make_server_context(const TlsConfig& config);

}  // namespace halley::tls
