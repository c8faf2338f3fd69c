#pragma once

#include <optional>
#include <utility>

#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include "src/net.hpp"
#include "tools/client/action.hpp"
#include "tools/client/peer.hpp"

namespace halley::client {

/// A TCP connection, with TLS or without: one type, so that what reads and writes it is compiled
/// once. It stays where it is.
class Stream {
public:
    using executor_type = Executor;

    explicit Stream(Executor executor) : socket_(executor) {}
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    executor_type get_executor() noexcept { return socket_.get_executor(); }

    /// Resolves, connects, and shakes hands for TLS. Nothing when it is open.
    Task<std::optional<Failure>> open(Peer& peer);

    /// Ends every operation, that of opening included.
    void close();

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token)
    {
        if (tls_) return tls_->async_read_some(buffers, std::forward<Token>(token));
        return socket_.async_read_some(buffers, std::forward<Token>(token));
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token)
    {
        if (tls_) return tls_->async_write_some(buffers, std::forward<Token>(token));
        return socket_.async_write_some(buffers, std::forward<Token>(token));
    }

    Socket& socket() { return socket_; }

private:
    Task<std::optional<Failure>> connect(const Peer& peer);
    Task<std::optional<Failure>> secure(Peer& peer);

    Socket socket_;
    std::optional<asio::ssl::stream<Socket&>> tls_;
    bool closed_ = false;
};

// What Beast's WebSocket asks of a stream when it is done with it: the TCP connection ends, as
// the closing frames have said all there is to say.
void beast_close_socket(Stream& stream);
void teardown(boost::beast::role_type role, Stream& stream, error_code& error);

template <class Handler>
void async_teardown(boost::beast::role_type role, Stream& stream, Handler&& handler)
{
    boost::beast::websocket::async_teardown(role, stream.socket(), std::forward<Handler>(handler));
}

}  // namespace halley::client
