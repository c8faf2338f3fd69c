#pragma once

#include <memory>

#include "services/endpoints/tcp_connect.hpp"
#include "services/tls/tls_context.hpp"
#include "services/tls/tls_session.hpp"

namespace halley::services {

/// A TLS connection to a backend.
class TlsSocket : public std::enable_shared_from_this<TlsSocket> {
public:
    TlsSocket(boost::asio::io_context& loop, TlsContext& context);

    TcpSocket& socket() noexcept { return socket_; }
    SSL* native_handle() const noexcept { return tls_.native_handle(); }

    /// Once `socket` is connected.
    Task<ErrorCode> handshake();

    /// Without a `close_notify` the end is `stream_truncated`, and not `eof`.
    Task<Read> read();

    Task<ErrorCode> write(std::string_view bytes);

    /// Tells the backend that nothing more comes. There must be no write under way.
    void finish();

    void close();

private:
    Task<ErrorCode> overcome(TlsStep step);

    TcpSocket socket_;
    TlsSession tls_;
};

}  // namespace halley::services
