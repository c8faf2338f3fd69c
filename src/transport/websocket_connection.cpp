#include "src/transport/websocket_connection.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "protocol/limiter.hpp"
#include "protocol/message_reader.hpp"
#include "src/runtime/clock.hpp"
#include "src/websocket/negotiation.hpp"

namespace halley::transport {

using beast::http::field;
using runtime::now;
using websocket::Received;

namespace {

constexpr std::chrono::seconds longest_opening{10};
constexpr std::chrono::seconds longest_closing{2};
constexpr std::chrono::seconds longest_emptying{30};  // For a client whose session has left.
constexpr std::chrono::seconds look_interval{25};     // Below what proxies cut idle connections at.

// As much may wait for a client before it is no longer read.
constexpr std::size_t most_waiting = 256 * 1024;

constexpr std::string_view subprotocol = "bayeux";

// Of answers to pings that a client does not take.
constexpr std::size_t most_controls = 4096;

// Smaller messages gain nothing.
constexpr std::size_t least_compressed = 256;

bool offers_subprotocol(const HttpRequest& request)
{
    const auto [first, last] = request.equal_range(field::sec_websocket_protocol);
    for (auto header = first; header != last; ++header) {
        const beast::http::token_list offered{header->value()};  // Whose exists() ignores case.
        if (std::find(offered.begin(), offered.end(), subprotocol) != offered.end()) return true;
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
      socket_(std::move(socket)),
      receiver_(shard.environment().config.limits.message_bytes),
      request_(std::move(request)),
      place_(std::move(place)),
      share_(shard.environment().bytes_in_flight)
{
}

void WebSocketConnection::accept(const HttpRequest& request)
{
    expire_at(now() + longest_opening);
    const auto compressing =
        websocket::agree(request, shard_.environment().config.bayeux.websocket.compression);
    if (compressing) {
        receiver_.inflate_with(std::make_unique<websocket::Inflater>(compressing->client_bits,
                                                                     compressing->client_forgets));
        deflater_ = std::make_unique<websocket::Deflater>(compressing->server_bits,
                                                          compressing->server_forgets);
    }
    sending_ = Sending::answer;
    sent_ = websocket::accept_response(request[field::sec_websocket_key],
                                       request_->bayeux_subprotocol ? subprotocol : "",
                                       compressing);
    sender_.send(socket_, sent_);
    if (sender_.idle()) on_sent();
    write();
}

void WebSocketConnection::open()
{
    state_ = State::open;
    outlet_ = shard_.open_outlet(shared_from_this(), true);
    shard_.environment().debug("websocket from ", request_->remote_address);
    const auto opened = now();
    next_look_ = opened + look_interval;
    idle_at_ = opened + shard_.environment().config.limits.idle_timeout;
    expire_at(std::min(next_look_, *idle_at_));
    await_input();
    if (shard_.stopping()) stop();
}

void WebSocketConnection::await_input(Socket::wait_type what)
{
    // What TLS has taken from the socket already does not make it readable.
    if (socket_.has_input())
        return asio::post(socket_.get_executor(),
                          [self = shared_from_this()] { self->on_input(); });
    socket_.async_wait(what, [self = shared_from_this()](error_code) { self->on_input(); });
}

void WebSocketConnection::on_input()
{
    if (state_ == State::gone) return;
    const auto space = shard_.read_space();
    const auto step = socket_.try_read(space);
    if (step.outcome == services::TlsStep::Outcome::failed) return finish();
    if (!step.done())
        return await_input(step.outcome == services::TlsStep::Outcome::wait_write
                               ? Socket::wait_write
                               : Socket::wait_read);
    shard_.heard();
    attention_.heard();
    take(space.first(step.bytes));
    write();
    if (state_ == State::gone) return;
    paused_ = takes_nothing();
    if (!paused_) await_input();
}

bool WebSocketConnection::takes_nothing() const
{
    return queue_.bytes() > most_waiting || !control_.empty();
}

void WebSocketConnection::take(std::span<char> input)
{
    while (!deaf_ && state_ != State::gone) {
        const auto received = receiver_.next(input);
        switch (received.kind) {
        case Received::Kind::nothing:
            if (!share_.grow_to(receiver_.kept())) {
                count_refusal(Limit::bytes_in_flight);
                deaf_ = true;
                say_farewell({1013, "server_busy"});
            }
            return;
        case Received::Kind::text:
        case Received::Kind::binary:
            share_.release();
            // While it is being closed nothing more is taken in.
            if (state_ != State::open) break;
            if (const auto farewell = take_message(received)) say_farewell(*farewell);
            break;
        case Received::Kind::ping: say_control(websocket::Opcode::pong, received.payload); break;
        case Received::Kind::pong: break;
        case Received::Kind::close: take_close(received); break;
        case Received::Kind::violation:
            if (received.code == websocket::message_too_big) count_refusal(Limit::message_bytes);
            deaf_ = true;
            peer_closed_ = true;  // What it answers must not be read (RFC 6455, 7.1.7).
            say_farewell({received.code, ""});
            break;
        }
    }
}

// A client that does not take its pongs gets the last one only (RFC 6455, 5.5.3).
void WebSocketConnection::say_control(websocket::Opcode opcode, std::string_view payload)
{
    if (state_ == State::closing) return;
    if (control_.size() > most_controls) write();
    if (control_.size() > most_controls) control_.clear();
    control_ += websocket::control_frame(opcode, payload);
}

void WebSocketConnection::take_close(const Received& received)
{
    deaf_ = true;
    peer_closed_ = true;
    if (state_ == State::closing) return shut_down();
    // What waits is not for this connection any more.
    state_ = State::closing;
    expire_at(now() + longest_closing);
    control_ += websocket::close_frame(received.code, "");
}

// What to close the connection with, if that was no batch.
std::optional<WebSocketConnection::Farewell>
WebSocketConnection::take_message(const Received& received)
{
    const auto farewell = [this](Errc error) {
        if (const auto limit = protocol::limit_of(error)) count_refusal(*limit);
        return Farewell{error_info(error).close_code, error_info(error).text};
    };
    if (received.kind == Received::Kind::binary) return farewell(Errc::binary_unsupported);
    const auto& limits = shard_.environment().config.limits;
    auto& batch = shard_.scratch_batch();
    if (const auto error = protocol::read_batch(
            received.payload, {limits.json_depth, limits.messages_per_batch}, batch))
        return farewell(*error);
    shard_.submit(outlet_, request_, batch);
    return std::nullopt;
}

void WebSocketConnection::deliver(protocol::Delivery&& delivery, std::string)
{
    if (state_ == State::gone) {
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

void WebSocketConnection::write()
{
    while (sender_.idle() && begin_frame()) {
        if (sender_.idle()) on_sent();
    }
    if (sender_.idle() || awaits_output_) return;
    awaits_output_ = true;
    socket_.async_wait(sender_.wait(),
                       [self = shared_from_this()](error_code) { self->on_output(); });
}

// False when there is nothing to send.
bool WebSocketConnection::begin_frame()
{
    const bool may_send = state_ == State::open || state_ == State::draining;
    if (control_.empty() && state_ == State::draining && queue_.empty()) {
        state_ = State::closing;
        expire_at(now() + longest_closing);
        control_ = websocket::close_frame(farewell_.code, farewell_.reason);
    }
    if (!control_.empty()) {
        sending_ = Sending::control;
        sent_ = std::exchange(control_, {});
        sender_.send(socket_, sent_);
        return true;
    }
    if (!may_send || queue_.empty()) return false;
    sending_ = Sending::events;
    const auto message = queue_.next_frame();
    const auto size = asio::buffer_size(message);
    if (deflater_ && size >= least_compressed) {
        sent_ = deflater_->deflate(message);
        const asio::const_buffer payload{sent_.data(), sent_.size()};
        sender_.send(
            socket_, {websocket::Opcode::text, sent_.size(), true}, {&payload, &payload + 1});
    } else {
        sender_.send(socket_, {websocket::Opcode::text, size}, message);
    }
    return true;
}

void WebSocketConnection::on_output()
{
    awaits_output_ = false;
    if (state_ == State::gone) return;
    if (!sender_.resume(socket_)) return finish();
    if (sender_.idle()) on_sent();
    write();
    if (paused_ && !takes_nothing()) {
        paused_ = false;
        await_input();
    }
}

void WebSocketConnection::on_sent()
{
    attention_.heard();
    if (sent_.capacity() > 0) std::string{}.swap(sent_);
    switch (std::exchange(sending_, Sending::nothing)) {
    case Sending::answer: return open();
    case Sending::events:
        queue_.on_written([this](const protocol::SessionRef& owner) { shard_.sent(owner); });
        break;
    case Sending::control:
        if (state_ == State::closing && control_.empty() && peer_closed_) shut_down();
        break;
    case Sending::nothing: break;
    }
}

// Both have said that they close: the client ends the connection, or the deadline does.
void WebSocketConnection::shut_down()
{
    error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
}

void WebSocketConnection::close(protocol::CloseReason reason)
{
    switch (reason) {
    case protocol::CloseReason::replaced: return finish();
    case protocol::CloseReason::slow_consumer: return say_farewell({1008, "slow_consumer"});
    case protocol::CloseReason::server_stopping:
        return say_farewell({1001, "server_stopping"}, longest_emptying);
    case protocol::CloseReason::normal:
    case protocol::CloseReason::session_ended: return say_farewell({1000, "closed"});
    }
}

void WebSocketConnection::stop()
{
    if (state_ == State::opening) return finish();
    if (state_ == State::draining) expire_at(now() + longest_closing);
    say_farewell({1001, "server_stopping"});
}

void WebSocketConnection::say_farewell(Farewell farewell)
{
    say_farewell(farewell, longest_closing);
}

// Said when everything that waits has been written, for which there is `patience`.
void WebSocketConnection::say_farewell(Farewell farewell, protocol::Duration patience)
{
    if (state_ != State::open) return;
    state_ = State::draining;
    farewell_ = farewell;
    expire_at(now() + patience);
    write();
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
        if (finding == Attention::Finding::ping) {
            say_control(websocket::Opcode::ping, {});
            write();
        }
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
    socket_.close(ignored);
    if (!was_open) return;
    // What was not written goes back to its owners.
    shard_.environment().debug("websocket of ", request_->remote_address, " is gone");
    for (auto& delivery : queue_.take_rest())
        shard_.give_back(std::move(delivery));
    shard_.lost(outlet_);
}

}  // namespace halley::transport
