#include <optional>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "tools/client/message_queue.hpp"
#include "tools/client/request_head.hpp"
#include "tools/client/stream.hpp"
#include "tools/client/transports.hpp"

namespace halley::client {

namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;

namespace {

constexpr std::size_t longest_message = 64ULL * 1024 * 1024;
constexpr std::chrono::seconds longest_handshake{30};

class WebSocket : public Transport, public std::enable_shared_from_this<WebSocket> {
public:
    WebSocket(Loop& loop, std::shared_ptr<Peer> peer, TransportHandler& handler)
        : peer_(std::move(peer)), handler_(&handler), stream_(loop.get_executor()), loop_(loop)
    {
        stream_.read_message_max(longest_message);
        stream_.auto_fragment(false);
        stream_.text(true);
        websocket::stream_base::timeout patience{};
        patience.handshake_timeout = longest_handshake;
        patience.idle_timeout = websocket::stream_base::none();
        stream_.set_option(patience);
    }

    void send(Lane lane, std::string message) override
    {
        waiting_.push(std::move(message), lane == Lane::connect);
        if (state_ == State::fresh) {
            state_ = State::opening;
            asio::co_spawn(loop_, run(shared_from_this()), asio::detached);
        } else if (state_ == State::open) {
            start_writing();
        }
    }

    void close() override
    {
        if (!std::exchange(handler_, nullptr)) return;
        const bool open = std::exchange(state_, State::closed) == State::open;
        if (!open || writing_) return stream_.next_layer().close();
        asio::co_spawn(loop_, say_goodbye(shared_from_this()), asio::detached);
    }

private:
    enum class State { fresh, opening, open, closed };

    static Task<> run(std::shared_ptr<WebSocket> self)
    {
        auto failure = co_await self->open();
        if (failure) co_return self->fail(*failure);
        if (!self->handler_) co_return;
        self->state_ = State::open;
        self->start_writing();
        beast::flat_buffer buffer;
        while (self->handler_) {
            const auto [error, size] = co_await self->stream_.async_read(buffer, as_result);
            if (error) co_return self->fail(self->ending(error));
            const std::string_view text{static_cast<const char*>(buffer.cdata().data()), size};
            self->log('<', text);
            if (self->handler_) self->handler_->on_text(text);
            buffer.clear();
        }
    }

    Task<std::optional<Failure>> open()
    {
        auto failure = co_await stream_.next_layer().open(*peer_);
        if (failure) co_return failure;
        const auto peer = peer_;
        stream_.set_option(websocket::stream_base::decorator(
            [peer](websocket::request_type& request) { set_common_fields(request, *peer); }));
        websocket::response_type response;
        const auto [error] = co_await stream_.async_handshake(
            response, peer_->url.authority(), peer_->url.target, as_result);
        store_cookies(response, *peer_);
        if (error == websocket::error::upgrade_declined)
            co_return status_failure(response.result_int(), std::string{response.reason()}, *peer_);
        if (error) {
            co_return Failure{Failure::Kind::unreachable,
                              "the server does not open a WebSocket: " + error.message()};
        }
        co_return std::nullopt;
    }

    void start_writing()
    {
        if (waiting_.empty() || std::exchange(writing_, true)) return;
        asio::co_spawn(loop_, write(shared_from_this()), asio::detached);
    }

    static Task<> write(std::shared_ptr<WebSocket> self)
    {
        while (self->handler_ && !self->waiting_.empty()) {
            const auto batch = self->waiting_.take();
            self->log('>', batch);
            const auto [error, size] =
                co_await self->stream_.async_write(asio::buffer(batch), as_result);
            if (error) break;  // The reader knows why.
        }
        self->writing_ = false;
    }

    static Task<> say_goodbye(std::shared_ptr<WebSocket> self)
    {
        co_await self->stream_.async_close(websocket::close_code::normal, as_result);
        self->stream_.next_layer().close();
    }

    Failure ending(const error_code& error) const
    {
        if (error != websocket::error::closed)
            return {Failure::Kind::lost, "the connection was lost: " + error.message()};
        const auto& reason = stream_.reason();
        std::string text = "the server closed the WebSocket with " + std::to_string(reason.code);
        if (!reason.reason.empty()) text.append(" ").append(reason.reason.c_str());
        return {Failure::Kind::lost, text};
    }

    void fail(const Failure& failure)
    {
        if (handler_) handler_->on_failure(failure);
    }

    void log(char direction, std::string_view text)
    {
        if (peer_->wire) peer_->wire(direction, text);
    }

    std::shared_ptr<Peer> peer_;
    TransportHandler* handler_;  ///< Null once it is closed.
    websocket::stream<Stream, false> stream_;
    State state_ = State::fresh;
    MessageQueue waiting_;
    bool writing_ = false;
    Loop& loop_;
};

}  // namespace

std::shared_ptr<Transport>
make_websocket(Loop& loop, std::shared_ptr<Peer> peer, TransportHandler& handler)
{
    return std::make_shared<WebSocket>(loop, std::move(peer), handler);
}

}  // namespace halley::client
