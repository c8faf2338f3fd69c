#include "src/transport/websocket_connection.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <utility>

#include "protocol/limiter.hpp"
#include "protocol/message_reader.hpp"
#include "src/runtime/clock.hpp"

namespace halley::transport {

namespace websocket = beast::websocket;
using beast::http::field;
using runtime::now;

namespace {

constexpr std::chrono::seconds longest_opening{10};
constexpr std::chrono::seconds longest_closing{2};
constexpr std::chrono::seconds look_interval{25};  // Below what proxies cut idle connections at.

// As much may wait for a client before it is no longer read.
constexpr std::size_t most_waiting = 256 * 1024;

// A buffer that grew for one large message is not kept.
constexpr std::size_t usual_message = 4096;

constexpr std::string_view subprotocol = "bayeux";

// Of 4 KiB: enough for what a message repeats.
constexpr int window_bits = 12;

// Smaller messages gain nothing.
constexpr std::size_t least_compressed = 256;

// A client's window can be made smaller only if it says that it knows how.
int client_window(const HttpRequest& request)
{
    const std::string_view offer = request[field::sec_websocket_extensions];
    const bool knows = offer.find("client_max_window_bits") != std::string_view::npos;
    return knows ? window_bits : 15;
}

// WS-27
websocket::permessage_deflate compression(Compression mode, const HttpRequest& request)
{
    const bool forget = mode == Compression::message;
    websocket::permessage_deflate options;
    options.server_enable = mode != Compression::off;
    options.server_no_context_takeover = forget;
    options.client_no_context_takeover = forget;
    options.server_max_window_bits = window_bits;
    options.client_max_window_bits = client_window(request);
    options.compLevel = 6;
    options.memLevel = 4;
    options.msg_size_threshold = least_compressed;
    return options;
}

// RFC 6455, 5.2: an unmasked frame with the header that its length takes. A compressed one is
// smaller.
std::uint64_t frame_size(std::uint64_t payload)
{
    if (payload > 0xffff) return payload + 10;
    return payload + (payload > 125 ? 4 : 2);
}

bool offers_subprotocol(const HttpRequest& request)
{
    const auto [first, last] = request.equal_range(field::sec_websocket_protocol);
    for (auto header = first; header != last; ++header) {
        if (beast::http::token_list{header->value()}.exists(subprotocol)) return true;
    }
    return false;
}

}  // namespace

void WebSocketConnection::start(runtime::ShardThread& shard,
                                tls::ClientSocket socket,
                                const HttpRequest& request,
                                protocol::Request about,
                                runtime::PlacePtr place)
{
    about.bayeux_subprotocol = offers_subprotocol(request);
    std::make_shared<WebSocketConnection>(shard,
                                          std::move(socket),
                                          std::make_shared<protocol::Request>(std::move(about)),
                                          std::move(place))
        ->accept(request);
}

WebSocketConnection::WebSocketConnection(runtime::ShardThread& shard,
                                         tls::ClientSocket socket,
                                         protocol::RequestPtr request,
                                         runtime::PlacePtr place)
    : Connection(shard.connections()),
      shard_(shard),
      stream_(std::move(socket), shard, static_cast<MeteredSocket::Owner&>(*this)),
      request_(std::move(request)),
      place_(std::move(place)),
      share_(shard.environment().bytes_in_flight)
{
    stream_.auto_fragment(false);  // Or every frame would be copied in parts.
    stream_.read_message_max(shard.environment().config.limits.message_bytes);
    stream_.text(true);
    stream_.control_callback(
        [this](websocket::frame_type type, beast::string_view) { on_control(type); });
}

void WebSocketConnection::accept(const HttpRequest& request)
{
    expire_at(now() + longest_opening);
    const auto mode = shard_.environment().config.bayeux.websocket.compression;
    may_compress_ =
        mode != Compression::off && request.find(field::sec_websocket_extensions) != request.end();
    stream_.set_option(compression(mode, request));
    const bool echo = request_->bayeux_subprotocol;
    stream_.set_option(
        websocket::stream_base::decorator([echo](websocket::response_type& response) {
            response.set(field::server, "Halley");  // Or Beast would name itself.
            if (echo) response.set(field::sec_websocket_protocol, subprotocol);
        }));
    stream_.async_accept(
        request, [self = shared_from_this()](error_code error) { self->on_accepted(error); });
}

void WebSocketConnection::on_accepted(error_code error)
{
    if (error || state_ != State::opening) return finish();
    state_ = State::open;
    outlet_ = shard_.open_outlet(shared_from_this(), true);
    shard_.environment().debug("websocket from ", request_->remote_address);
    const auto opened = now();
    next_look_ = opened + look_interval;
    idle_at_ = opened + shard_.environment().config.limits.idle_timeout;
    expire_at(std::min(next_look_, *idle_at_));
    read();
    if (shard_.stopping()) stop();
}

void WebSocketConnection::on_control(websocket::frame_type type)
{
    attention_.heard();
    if (type != websocket::frame_type::close || state_ == State::gone) return;
    // Beast answers; what waits is not for this connection any more.
    state_ = State::closing;
    expire_at(now() + longest_closing);
}

void WebSocketConnection::read()
{
    constexpr std::size_t as_it_comes = 0;
    stream_.async_read_some(
        buffer_, as_it_comes, [self = shared_from_this()](error_code error, std::size_t) {
            self->on_read(error);
        });
}

void WebSocketConnection::on_read(error_code error)
{
    if (error == websocket::error::message_too_big) count_refusal(Limit::message_bytes);
    if (error) return finish();
    attention_.heard();
    if (state_ == State::open && !stream_.is_message_done() && has_room()) return read();
    if (state_ != State::open) {
        // Nothing more is taken in, but the closing handshake wants to be read.
        buffer_.clear();
        if (state_ != State::gone) read();
        return;
    }
    const auto farewell = take_message();
    share_.release();
    buffer_.clear();
    if (buffer_.capacity() > usual_message) buffer_.shrink_to_fit();
    if (farewell) say_farewell(*farewell);
    if (state_ == State::gone) return;
    paused_ = queue_.bytes() > most_waiting;
    if (!paused_) read();
}

// What to close the connection with, if that was no batch.
std::optional<WebSocketConnection::Farewell> WebSocketConnection::take_message()
{
    const auto farewell = [this](Errc error) {
        if (const auto limit = protocol::limit_of(error)) count_refusal(*limit);
        return Farewell{error_info(error).close_code, error_info(error).text};
    };
    if (!stream_.is_message_done()) {
        count_refusal(Limit::bytes_in_flight);
        return Farewell{1013, "server_busy"};
    }
    if (stream_.got_binary()) return farewell(Errc::binary_unsupported);
    const auto& limits = shard_.environment().config.limits;
    const std::string_view text{static_cast<const char*>(buffer_.data().data()), buffer_.size()};
    auto& batch = shard_.scratch_batch();
    if (const auto error =
            protocol::read_batch(text, {limits.json_depth, limits.messages_per_batch}, batch))
        return farewell(*error);
    shard_.submit(outlet_, request_, batch);
    return std::nullopt;
}

void WebSocketConnection::deliver(protocol::Delivery&& delivery, std::string)
{
    if (given_up_) {
        shard_.give_back(std::move(delivery));
        return;
    }
    occupied_ = occupied_ || delivery.owner;
    // Nodefony's clients keep silent for as long as they have nothing to say.
    if (delivery.owner && delivery.envelope == protocol::Envelope::object) idle_at_.reset();
    // Also while it is being closed: what comes then is given back in the end.
    queue_.push(std::move(delivery));
    if (state_ == State::open) write();
}

bool WebSocketConnection::past_beast() const
{
    return !may_compress_ && !stream_.next_layer().secure();
}

void WebSocketConnection::write()
{
    if (!past_beast()) return write_through_beast();
    auto& socket = stream_.next_layer();
    while (!writing_ && !queue_.empty() && socket.takes_frames()) {
        const auto frame = queue_.next_frame();
        frame_end_ = socket.written() + frame_size(asio::buffer_size(frame));
        writing_ = !socket.send_text(frame);
        if (!writing_) count_written();
    }
    if (!writing_) return;
    socket.async_send_rest(
        [self = shared_from_this()](error_code error) { self->on_written(error); });
}

void WebSocketConnection::write_through_beast()
{
    if (writing_ || queue_.empty()) return;
    writing_ = true;
    const auto frame = queue_.next_frame();
    frame_end_ = stream_.next_layer().written() + frame_size(asio::buffer_size(frame));
    stream_.async_write(frame, [self = shared_from_this()](error_code error, std::size_t) {
        self->on_written(error);
    });
}

void WebSocketConnection::on_written(error_code error)
{
    writing_ = false;
    // A client that half-closes still gets what was written then, and must not get it twice.
    if (!error || stream_.next_layer().written() >= frame_end_) count_written();
    if (state_ == State::gone) return give_up();
    if (error) return finish();
    after_writing();
}

void WebSocketConnection::count_written()
{
    attention_.heard();
    queue_.on_written([this](const protocol::SessionRef& owner) { shard_.sent(owner); });
}

void WebSocketConnection::on_turn()
{
    if (past_beast() && !writing_ && !queue_.empty()) after_writing();
}

void WebSocketConnection::after_writing()
{
    if (state_ == State::open || state_ == State::draining) write();
    if (state_ == State::draining && !writing_ && queue_.empty()) return begin_close();
    if (paused_ && queue_.bytes() <= most_waiting) {
        paused_ = false;
        read();
    }
}

void WebSocketConnection::close(protocol::CloseReason reason)
{
    switch (reason) {
    case protocol::CloseReason::replaced: return finish();
    case protocol::CloseReason::slow_consumer: return say_farewell({1008, "slow_consumer"});
    case protocol::CloseReason::normal:
    case protocol::CloseReason::session_ended: return say_farewell({1000, "closed"});
    }
}

void WebSocketConnection::stop()
{
    if (state_ == State::opening) return finish();
    say_farewell({1001, "server_stopping"});
}

void WebSocketConnection::say_farewell(Farewell farewell)
{
    if (state_ != State::open) return;
    state_ = State::draining;
    farewell_ = farewell;
    expire_at(now() + longest_closing);
    if (!writing_ && queue_.empty()) begin_close();
}

void WebSocketConnection::begin_close()
{
    state_ = State::closing;
    const websocket::close_reason reason{static_cast<websocket::close_code>(farewell_.code),
                                         farewell_.reason};
    stream_.async_close(reason, [self = shared_from_this()](error_code) { self->finish(); });
}

void WebSocketConnection::on_deadline()
{
    if (state_ == State::open) {
        check_alive();
    } else {
        finish();
    }
}

void WebSocketConnection::check_alive()
{
    const auto at = now();
    if (is_vacant()) {
        count_refusal(Limit::idle_timeout);
        return say_farewell({1008, "idle"});
    }
    if (at >= next_look_) {
        const auto finding = attention_.look();
        if (finding == Attention::Finding::gone) return finish();
        if (finding == Attention::Finding::ping)
            stream_.async_ping({}, [self = shared_from_this()](error_code) {});
        next_look_ = at + look_interval;
    }
    expire_at(idle_at_ ? std::min(next_look_, *idle_at_) : next_look_);
}

// A session that lives is heard of again before all of this is over.
bool WebSocketConnection::is_vacant()
{
    if (!idle_at_) return false;
    const auto& config = shard_.environment().config;
    const auto& bayeux = config.bayeux;
    if (std::exchange(occupied_, false))
        idle_at_ = now() + bayeux.timeout + bayeux.interval + bayeux.max_interval +
                   config.limits.idle_timeout;
    return now() >= *idle_at_;
}

bool WebSocketConnection::has_room()
{
    return share_.grow_to(buffer_.size());
}

void WebSocketConnection::count_refusal(Limit limit)
{
    shard_.environment().limits.refused(limit, request_->remote_address);
}

void WebSocketConnection::finish()
{
    if (state_ == State::gone) return;
    const bool was_open = std::exchange(state_, State::gone) != State::opening;
    expire_never();
    error_code ignored;
    beast::get_lowest_layer(stream_).close(ignored);
    // A write that is cancelled still looks at its buffers.
    if (was_open && !writing_) give_up();
}

// What was not written goes back to its owners.
void WebSocketConnection::give_up()
{
    given_up_ = true;
    shard_.environment().debug("websocket of ", request_->remote_address, " is gone");
    for (auto& delivery : queue_.take_rest())
        shard_.give_back(std::move(delivery));
    shard_.lost(outlet_);
}

}  // namespace halley::transport
