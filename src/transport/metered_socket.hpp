#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include <boost/asio/associator.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include "src/beast.hpp"
#include "src/net.hpp"
#include "src/runtime/shard_thread.hpp"
#include "src/tls/client_socket.hpp"

namespace halley::transport {

/** A socket that knows how much it has handed to the kernel, before encryption, and tells
    its shard whenever it has read something.

    Beast reports a write as aborted once a read has failed, though all of it
    may have left by then: only the count tells.
*/
class MeteredSocket : public tls::ClientSocket {
public:
    MeteredSocket(ClientSocket socket, runtime::ShardThread& shard)
        : ClientSocket(std::move(socket)), shard_(shard)
    {
    }

    std::uint64_t written() const noexcept { return written_; }

    template <class Handler> struct Reading {
        void operator()(error_code error, std::size_t bytes)
        {
            shard->heard();
            std::move(handler)(error, bytes);
        }
        runtime::ShardThread* shard;
        Handler handler;
    };

    template <class Handler> struct Writing {
        void operator()(error_code error, std::size_t bytes)
        {
            socket->written_ += bytes;
            std::move(handler)(error, bytes);
        }
        MeteredSocket* socket;
        Handler handler;
    };

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token)
    {
        return asio::async_initiate<Token, void(error_code, std::size_t)>(
            [this](auto handler, const Buffers& given) {
                ClientSocket::async_read_some(
                    given, Reading<decltype(handler)>{&shard_, std::move(handler)});
            },
            token,
            buffers);
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token)
    {
        return asio::async_initiate<Token, void(error_code, std::size_t)>(
            [this](auto handler, const Buffers& given) {
                ClientSocket::async_write_some(
                    given, Writing<decltype(handler)>{this, std::move(handler)});
            },
            token,
            buffers);
    }

private:
    runtime::ShardThread& shard_;
    std::uint64_t written_ = 0;
};

// What Beast needs to know about any socket that is not Asio's own.
inline void teardown(beast::role_type role, MeteredSocket& socket, error_code& error)
{
    socket.say_farewell();
    beast::websocket::teardown(role, static_cast<Socket&>(socket), error);
}

template <class Handler>
void async_teardown(beast::role_type role, MeteredSocket& socket, Handler&& handler)
{
    socket.say_farewell();
    beast::websocket::async_teardown(
        role, static_cast<Socket&>(socket), std::forward<Handler>(handler));
}

}  // namespace halley::transport

// The executor and the allocator of the operations.
template <template <class, class> class Associator, class Handler, class Default>
struct boost::asio::associator<Associator,
                               halley::transport::MeteredSocket::Writing<Handler>,
                               Default> : Associator<Handler, Default> {
    static auto get(const halley::transport::MeteredSocket::Writing<Handler>& writing,
                    const Default& fallback = Default()) noexcept
    {
        return Associator<Handler, Default>::get(writing.handler, fallback);
    }
};

template <template <class, class> class Associator, class Handler, class Default>
struct boost::asio::associator<Associator,
                               halley::transport::MeteredSocket::Reading<Handler>,
                               Default> : Associator<Handler, Default> {
    static auto get(const halley::transport::MeteredSocket::Reading<Handler>& reading,
                    const Default& fallback = Default()) noexcept
    {
        return Associator<Handler, Default>::get(reading.handler, fallback);
    }
};
