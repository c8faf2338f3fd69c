#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/compose.hpp>

#include "services/tls/tls_session.hpp"
#include "src/net.hpp"
#include "src/runtime/pieces.hpp"
#include "src/tls/operation.hpp"
#include "src/tls/record.hpp"
#include "src/tls/server_context.hpp"

namespace halley::tls {

/** A client's socket, plain or with TLS.

    One type for both: what is said over TLS differs in nothing else. A plain socket pays
    one comparison for it.

    @par Preconditions
    One read and one write at a time. It is not moved while anything is pending.
*/
class ClientSocket : public Socket {
public:
    explicit ClientSocket(Socket socket) : Socket(std::move(socket)) {}
    ClientSocket(Socket socket, ContextPtr context);

    bool secure() const noexcept { return tls_ != nullptr; }

    /// Who the client is, as RFC 2253 writes it, if that has been verified; else empty.
    std::string certificate_subject() const;

    /// What a watch for its end finds.
    enum class Sight { nothing, bytes, end };
    Sight look();
    /// Bytes have been taken from the socket already: it need not become readable.
    bool has_input() const noexcept { return tls_ && tls_->has_input(); }

    /// Reads or writes what can be at once, which is less than asked for, or has to be
    /// waited for. Of at most 17 parts.
    services::TlsStep try_read(std::span<char> into);
    services::TlsStep try_write(const runtime::BufferSpan& parts);

    /// Before anything else, over TLS.
    /// Completes with an error and a number that means nothing.
    template <class Token> auto async_handshake(Token&& token)
    {
        return run([](services::TlsSession& session) { return session.handshake(); },
                   true,
                   std::forward<Token>(token));
    }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token)
    {
        if (!tls_) return Socket::async_read_some(buffers, std::forward<Token>(token));
        return run([buffers](services::TlsSession& tls) { return read_record(tls, buffers); },
                   has_input(),
                   std::forward<Token>(token));
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token)
    {
        if (!tls_) return Socket::async_write_some(buffers, std::forward<Token>(token));
        return run([buffers](services::TlsSession& tls) { return write_records(tls, buffers); },
                   true,
                   std::forward<Token>(token));
    }

    /// Tells the client that nothing more comes, if TLS is spoken and it can be said at once.
    void say_farewell();

    /// The socket below TLS.
    Socket& plain() noexcept { return *this; }

    // With a word of farewell.
    void shutdown(shutdown_type what, error_code& error);
    void close(error_code& error);

private:
    template <class Attempt, class Token> auto run(Attempt attempt, bool ready, Token&& token)
    {
        return asio::async_compose<Token, void(error_code, std::size_t)>(
            Operation<Attempt>{*this, *tls_, std::move(attempt), ready},
            token,
            static_cast<Socket&>(*this));
    }

    std::unique_ptr<services::TlsSession> tls_;
};

/// Whether a handshake failed since HTTP is spoken where TLS is expected.
bool is_plain_http(const error_code& error);
inline constexpr std::string_view plain_http_answer =
    "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
    "Content-Length: 14\r\nConnection: close\r\n\r\nuse https here";

}  // namespace halley::tls
