#include "src/http/http_connection.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include "src/http/cors.hpp"
#include "src/http/endpoint.hpp"
#include "src/http/response_body.hpp"
#include "src/http/transfer_coding.hpp"
#include "src/http/unreadable.hpp"
#include "src/runtime/clock.hpp"

namespace halley::http {

using beast::http::field;
using runtime::now;

namespace {

constexpr std::chrono::seconds longest_write{30};  // For a client that does not read.
constexpr std::size_t usual_request = 2048;        // Head and body of nearly all of them.
constexpr std::size_t largest_read = 64 * 1024;

bool expects_continue(const HttpRequest& request)
{
    return request.version() >= 11 && beast::iequals(request[field::expect], "100-continue");
}

}  // namespace

void HttpConnection::start(runtime::ShardThread& shard,
                           tls::ClientSocket socket,
                           std::string peer,
                           runtime::PlacePtr place)
{
    error_code ignored;
    socket.set_option(Tcp::no_delay{true}, ignored);
    auto connection = std::make_shared<HttpConnection>(
        shard, std::move(socket), std::move(peer), std::move(place));
    shard.environment().debug("connection from ", connection->peer_);
    asio::co_spawn(shard.loop().get_executor(), run(std::move(connection)), asio::detached);
}

HttpConnection::HttpConnection(runtime::ShardThread& shard,
                               tls::ClientSocket socket,
                               std::string peer,
                               runtime::PlacePtr place)
    : Connection(shard.connections()),
      shard_(shard),
      socket_(std::move(socket)),
      peer_(std::move(peer)),
      place_(std::move(place))
{
}

Task<> HttpConnection::run(std::shared_ptr<HttpConnection> self)
{
    self->next_ = Next::request;
    if (self->socket_.secure()) co_await self->shake_hands();
    // Never `while (co_await …)`: g++ 12 reads the parameter from the wrong place there.
    while (self->next_ == Next::request) {
        self->next_ = Next::disconnect;
        co_await self->serve_next();
    }
    if (self->next_ == Next::linger) co_await self->linger();
    self->disconnect();
}

Task<> HttpConnection::shake_hands()
{
    phase_ = Phase::greeting;
    expire_at(now() + shard_.environment().config.limits.request_timeout);
    const auto [error, ignored] = co_await socket_.async_handshake(as_result);
    if (!error) {
        const auto subject = socket_.certificate_subject();
        if (!subject.empty()) shard_.environment().debug("certificate of ", peer_, ": ", subject);
        co_return;
    }
    shard_.environment().debug("no TLS with ", peer_, ": ", error.message());
    next_ = Next::linger;  // OpenSSL has told the client what is wrong, in TLS.
    if (tls::is_plain_http(error))
        co_await asio::async_write(
            socket_.plain(), asio::buffer(tls::plain_http_answer), as_result);
}

Task<> HttpConnection::serve_next()
{
    if (!co_await await_request()) co_return;

    std::optional<Parser> parser{std::in_place};
    const auto& limits = shard_.environment().config.limits;
    parser->header_limit(static_cast<std::uint32_t>(limits.request_header_bytes));
    parser->body_limit(limits.message_bytes);
    if (const auto error = co_await read_head(*parser)) {
        co_await fail(*parser, error);
        co_return;
    }

    auto way = route(parser->get(), socket_.secure(), shard_.environment());
    if (shard_.environment().sees_requests()) {
        auto denied = co_await admit(parser->get());
        if (phase_ == Phase::gone) co_return;
        if (denied) way = std::move(*denied);
    }
    const auto* const refusal = std::get_if<Answer>(&way);
    if (!parser->is_done()) {
        if (expects_continue(parser->get())) {
            if (refusal) {
                body_unread_ = true;
                co_await answer(*refusal);
                co_return;
            }
            constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            co_await asio::async_write(socket_, asio::buffer(go_on), as_result);
        }
        if (const auto error = co_await read_body(*parser)) {
            co_await fail(*parser, error);
            co_return;
        }
    }
    if (refusal) {
        co_await answer(*refusal);
        co_return;
    }

    auto request = parser->release();
    parser.reset();
    auto served = std::get<const transport::Transport*>(way)->serve(*this, request);
    if (const auto* const known = std::get_if<Answer>(&served)) {
        co_await answer(*known);
    } else if (const auto* const opened = std::get_if<transport::ExchangeOpened>(&served)) {
        request = {};  // An exchange may be held for long.
        const bool responded = co_await await_response();
        if (responded) co_await respond(opened->framing);
    }
}

// Waits for the first bytes of a request. A connection that is kept alive for
// nothing, or never used, is closed without a word.
Task<bool> HttpConnection::await_request()
{
    phase_ = Phase::idle;
    body_unread_ = false;
    cors_.clear();
    if (buffer_.size() == 0) {
        if (shard_.stopping()) co_return false;
        read_size_ = usual_request;
        if (buffer_.capacity() > usual_request) buffer_.shrink_to_fit();
        const auto& limits = shard_.environment().config.limits;
        const bool first = std::exchange(fresh_, false);
        expire_at(now() + (first ? limits.request_timeout : limits.idle_timeout));
        if (co_await read_more()) co_return false;
    }
    phase_ = Phase::reading;
    keep_alive_ = false;  // Until a head says otherwise.
    http_1_0_ = head_only_ = false;
    expire_at(now() + shard_.environment().config.limits.request_timeout);
    co_return true;
}

Task<error_code> HttpConnection::read_head(Parser& parser)
{
    const auto& config = shard_.environment().config;
    const auto limit = config.limits.request_header_bytes;
    std::size_t taken = 0;
    for (;;) {
        error_code error;
        const auto size = parser.put(buffer_.data(), error);
        buffer_.consume(size);
        taken += size;
        if (parser.is_header_done() || (error && error != beast::http::error::need_more)) {
            if (!error) error = check_transfer_coding(parser.get());
            keep_alive_ = !error && parser.keep_alive();
            http_1_0_ = parser.get().version() < 11;
            head_only_ = parser.get().method() == beast::http::verb::head;
            cors_ = cors_lines(parser.get(), config.security.allowed_origins);
            co_return error;
        }
        // The parser forgets the fields that it has taken when it looks at its limit.
        if (taken + buffer_.size() >= limit) co_return beast::http::error::header_limit;
        if (const auto failed = co_await read_more()) co_return failed;
    }
}

Task<error_code> HttpConnection::read_body(Parser& parser)
{
    const auto limit = shard_.environment().config.limits.request_header_bytes;
    parser.eager(true);
    runtime::BytesInFlight::Share share{shard_.environment().bytes_in_flight};
    for (;;) {
        error_code error;
        if (buffer_.size() > 0) buffer_.consume(parser.put(buffer_.data(), error));
        if (error && error != beast::http::error::need_more) co_return error;
        if (parser.is_done()) co_return error_code{};
        if (!share.grow_to(parser.get().body().size())) co_return asio::error::no_buffer_space;
        // An unfinished line of a chunk, or trailers: the parser's limits do not count them.
        if (buffer_.size() >= limit) co_return beast::http::error::header_limit;
        if (const auto failed = co_await read_more()) co_return failed;
    }
}

Task<error_code> HttpConnection::read_more()
{
    // A deadline may pass while there is nothing to cancel.
    if (timed_out_) co_return asio::error::operation_aborted;
    const auto [error, read] =
        co_await socket_.async_read_some(buffer_.prepare(read_size_), as_result);
    buffer_.commit(read);
    if (read == read_size_) read_size_ = std::min(4 * read_size_, largest_read);
    co_return error;
}

// The request cannot be read to its end.
Task<> HttpConnection::fail(const Parser& parser, error_code reason)
{
    auto refusal = timed_out_ ? std::nullopt : answer_unreadable(reason);
    if (timed_out_) {
        count_refusal(Limit::request_timeout);
        if (parser.got_some()) refusal = error_answer(408, "request_timeout");
    }
    body_unread_ = true;
    if (refusal) co_await answer(*refusal);
}

Task<> HttpConnection::answer(const Answer& answer)
{
    shard_.environment().debug(std::to_string(answer.status), " to ", peer_);
    count_refusal(answer.limit);
    runtime::Pieces body;
    body.add(answer.body);
    // With a name: g++ 12 destroys an aggregate twice that is made within a co_await.
    Head head{.status = answer.status,
              .content_type = answer.content_type,
              .content_length = body.bytes(),
              .extra = answer.extra};
    co_await write(std::move(head), body);
}

void HttpConnection::open_exchange(const HttpRequest& request,
                                   protocol::Batch& batch,
                                   Carries carries)
{
    phase_ = Phase::holding;
    expire_never();
    response_.reset();
    outlet_ = shard_.open_outlet(shared_from_this(), false);
    auto described = about(request);
    described.connect_only = carries == Carries::events_with_connects;
    secure_ = described.secure;
    shard_.submit(outlet_, std::make_shared<protocol::Request>(std::move(described)), batch);
}

std::optional<tls::ClientSocket> HttpConnection::release_socket()
{
    if (buffer_.size() > 0) return std::nullopt;
    phase_ = Phase::gone;
    return std::move(socket_);
}

// True when there is something to write; false when the client has gone before.
Task<bool> HttpConnection::await_response()
{
    // The end of turn is scheduled already, and most exchanges are answered in it.
    co_await asio::post(socket_.get_executor(), asio::use_awaitable_t<Executor>{});
    bool sent_ahead = false;
    // What TLS has taken from the socket already does not make it readable.
    bool seen = !socket_.has_input();
    if (!response_ && buffer_.size() == 0) buffer_.shrink_to_fit();
    while (!response_) {
        if (sent_ahead) {
            // The bytes in front of it hide the end of the connection.
            Timer pause{socket_.get_executor(), std::chrono::hours{1}};
            wake_ = &pause;
            co_await pause.async_wait(as_result);
            wake_ = nullptr;
        } else if (std::exchange(seen, true)) {
            co_await socket_.async_wait(Socket::wait_read, as_result);
        }
        if (!response_ && client_is_gone(sent_ahead)) {
            phase_ = Phase::gone;
            shard_.lost(outlet_);
            co_return false;
        }
    }
    co_return true;
}

bool HttpConnection::client_is_gone(bool& sent_ahead)
{
    using Sight = tls::ClientSocket::Sight;
    const auto sight = socket_.look();
    if (sight == Sight::bytes) sent_ahead = true;
    return sight == Sight::end;
}

void HttpConnection::deliver(protocol::Delivery&& delivery, std::string set_browser)
{
    if (phase_ == Phase::gone) {
        shard_.give_back(std::move(delivery));
        return;
    }
    response_.emplace(std::move(delivery), std::move(set_browser));
    if (wake_) {
        wake_->cancel();
    } else {
        error_code ignored;
        socket_.cancel(ignored);
    }
}

Task<> HttpConnection::respond(const Framing& framing)
{
    auto response = std::move(*response_);
    response_.reset();
    auto& delivery = response.delivery;
    if (delivery.last) keep_alive_ = false;
    served_ = delivery.owner;
    served_.delivery = 0;

    const ResponseBody body{delivery, framing};
    Head head{.content_type = framing.content_type,
              .content_length = body.pieces().bytes(),
              .extra = framing.extra};
    if (!response.set_browser.empty())
        head.set_cookie = shard_.environment().cookie.issue(response.set_browser, secure_);
    const bool written = co_await write(std::move(head), body.pieces());
    if (delivery.events.empty()) co_return;
    if (written) {
        shard_.sent(delivery.owner);
    } else {
        shard_.give_back(std::move(delivery));
    }
}

Task<bool> HttpConnection::write(Head head, const runtime::Pieces& body)
{
    phase_ = Phase::writing;
    expire_at(now() + (shard_.stopping() ? longest_linger : longest_write));
    head.keep_alive = keep_alive_ && !shard_.stopping() && !body_unread_ && !retired_;
    head.http_1_0 = http_1_0_;
    head.cors = cors_;
    const auto head_text = encode(head);
    runtime::Pieces all;
    all.add(head_text);
    if (!head_only_) all.add(body);
    const auto [error, size] = co_await asio::async_write(socket_, all.buffers(), as_result);
    if (!error) next_ = head.keep_alive ? Next::request : Next::linger;
    co_return !error;
}

}  // namespace halley::http
