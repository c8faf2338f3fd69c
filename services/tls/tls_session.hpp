#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include <openssl/ssl.h>

#include "services/endpoint.hpp"

namespace halley::services {

/// How far an operation has come.
struct TlsStep {
    enum class Outcome { done, wait_read, wait_write, failed };
    Outcome outcome = Outcome::done;
    std::size_t bytes = 0;  ///< Of those that were to be read or written.
    ErrorCode error{};

    bool done() const noexcept { return outcome == Outcome::done; }
};

/** TLS on a socket that does not block, and that somebody else owns and waits for.

    OpenSSL uses the socket itself: Asio's stream would keep 34 KiB of buffers,
    and OpenSSL as much again, also while nothing is said.

    @par Preconditions
    The socket is open whenever something is asked for. Writing needs
    `ignore_broken_pipes`.
*/
class TlsSession {
public:
    enum class Role { client, server };

    explicit TlsSession(SSL_CTX& context);

    /// Once the socket is connected.
    bool attach(int socket, Role role);

    TlsStep handshake();
    /// Without a `close_notify` the end is `stream_truncated`, and not `eof`.
    TlsStep read(std::span<char> into);
    /// Of at most 16 KiB all are written, or none. Until they are, the next
    /// call has to begin with the same bytes.
    TlsStep write(std::string_view bytes);
    /// Whether there is something to read, or the end, without taking it.
    TlsStep peek();

    /// Bytes have been taken from the socket, and perhaps can be read.
    bool has_input() const noexcept { return SSL_has_pending(ssl_.get()) == 1; }

    /// Tells the other side that nothing more comes.
    TlsStep finish();

    SSL* native_handle() const noexcept { return ssl_.get(); }

private:
    struct SslFree {
        void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
    };

    TlsStep step(int result, std::size_t bytes = 0);

    std::unique_ptr<SSL, SslFree> ssl_;
    bool broken_ = false;  ///< After which OpenSSL must not be asked to finish.
};

}  // namespace halley::services
