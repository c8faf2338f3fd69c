#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include <boost/asio/associator.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include "src/beast.hpp"
#include "src/net.hpp"
#include "src/runtime/pieces.hpp"
#include "src/runtime/shard_thread.hpp"
#include "src/tls/client_socket.hpp"

namespace halley::transport {

/** A socket below a Beast stream that also takes frames past it, and tells its shard
    whenever it has read something.

    A text frame costs Beast and Asio more than the kernel needs to send it. So where
    nothing has to be done to it (no TLS, no compression) it goes to the kernel at once,
    header and payload in one call. Rules:
    - Such frames and Beast's own, which are control frames then, take turns: neither
      begins before the other has left as a whole.
    - What Beast wants to write while the rest of such a frame waits is held back.

    It also counts what it has handed to the kernel, before encryption: Beast reports a
    write as aborted once a read has failed, though all of it may have left by then.
*/
class MeteredSocket : public tls::ClientSocket {
public:
    class Owner {
    public:
        /// Beast has written what it had to: frames may go past it.
        virtual void on_turn() = 0;

    protected:
        ~Owner() = default;
    };

    /// `owner` outlives the socket.
    MeteredSocket(ClientSocket socket, runtime::ShardThread& shard, Owner& owner)
        : ClientSocket(std::move(socket)), shard_(shard), owner_(owner)
    {
    }

    std::uint64_t written() const noexcept { return written_; }

    /// Whether a frame may go past Beast now.
    bool takes_frames() const noexcept { return !beast_writes_ && rest_.empty(); }

    /// Sends a text frame as far as the kernel takes it. False: `async_send_rest` has to
    /// follow, and the payload to stay where it is until that completes.
    bool send_text(const runtime::BufferSpan& payload);

    /// Calls `handler(error_code)`; one that is destroyed before ends nothing.
    template <class Handler> void async_send_rest(Handler handler)
    {
        async_wait(wait_write, [this, handler = std::move(handler)](error_code error) mutable {
            if (!error && !send_rest(error)) return async_send_rest(std::move(handler));
            rest_.clear();
            if (held_) std::exchange(held_, nullptr)->begin();
            std::move(handler)(error);
        });
    }

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
            // Less than all: Beast goes on with the rest.
            if (error || bytes == wanted) {
                socket->beast_writes_ = false;
                socket->owner_.on_turn();
            }
            std::move(handler)(error, bytes);
        }
        MeteredSocket* socket;
        std::size_t wanted;
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
                using Handler = Writing<decltype(handler)>;
                beast_writes_ = true;
                HeldWrite<Buffers, Handler> write{
                    *this, given, Handler{this, asio::buffer_size(given), std::move(handler)}
                };
                if (rest_.empty()) return write.begin();
                held_ = std::make_unique<decltype(write)>(std::move(write));
            },
            token,
            buffers);
    }

private:
    struct Held {
        virtual ~Held() = default;
        virtual void begin() = 0;
    };
    template <class Buffers, class Handler> struct HeldWrite final : Held {
        HeldWrite(ClientSocket& at, const Buffers& given, Handler&& then)
            : socket(at), buffers(given), handler(std::move(then))
        {
        }
        void begin() override { socket.async_write_some(buffers, std::move(handler)); }
        ClientSocket& socket;
        Buffers buffers;
        Handler handler;
    };

    bool send_rest(error_code& error);

    runtime::ShardThread& shard_;
    Owner& owner_;
    std::uint64_t written_ = 0;
    bool beast_writes_ = false;
    unsigned char header_[10];
    std::vector<asio::const_buffer> rest_;  ///< Of a frame that the kernel took in part.
    std::unique_ptr<Held> held_;
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
