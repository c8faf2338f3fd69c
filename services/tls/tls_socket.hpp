#pragma once

#include <memory>

#include <openssl/ssl.h>

#include "services/endpoints/tcp_connect.hpp"
#include "services/tls/tls_context.hpp"

namespace halley::services {

/** A TLS connection over a socket that does not block.

    OpenSSL uses the socket itself: Asio's stream would keep 34 KiB of buffers,
    and OpenSSL as much again, also while nothing is said.
*/
class TlsSocket : public std::enable_shared_from_this<TlsSocket> {
public:
    TlsSocket(boost::asio::io_context& loop, TlsContext& context);

    TcpSocket& socket() noexcept { return socket_; }
    SSL* native_handle() const noexcept { return ssl_.get(); }

    /// Once `socket` is connected.
    Task<ErrorCode> handshake();

    /// Without a `close_notify` the end is `stream_truncated`, and not `eof`.
    Task<Read> read();

    Task<ErrorCode> write(std::string_view bytes);

    /// Tells the backend that nothing more comes. There must be no write under way.
    void finish();

    void close();

private:
    struct SslFree {
        void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
    };

    /// What keeps OpenSSL from going on: something to wait for, or an error.
    struct Obstacle {
        ErrorCode error;
        TcpSocket::wait_type wait = TcpSocket::wait_read;
    };

    Obstacle obstacle(int result) const;
    Task<ErrorCode> overcome(Obstacle obstacle);

    TcpSocket socket_;
    std::unique_ptr<SSL, SslFree> ssl_;
};

}  // namespace halley::services
