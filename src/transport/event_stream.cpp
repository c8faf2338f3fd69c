#include "src/transport/event_stream.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include <boost/asio/write.hpp>

#include "src/http/answer.hpp"
#include "src/runtime/clock.hpp"

namespace halley::transport {

using runtime::now;

namespace {

constexpr std::chrono::seconds longest_asking{10};
constexpr std::chrono::seconds longest_closing{2};
constexpr std::chrono::seconds longest_write{30};
constexpr std::chrono::milliseconds longest_silence{15'000};
constexpr std::chrono::milliseconds shortest_silence{1'000};
constexpr std::chrono::milliseconds longest_retry{2'000};

// Below half the time for which a client may be away, so proxies and clients see
// that somebody is there in time.
std::chrono::milliseconds silence(const BayeuxConfig& bayeux)
{
    return std::clamp(bayeux.timeout / 2, shortest_silence, longest_silence);
}

// A session whose stream breaks lives on for `max_interval`.
std::chrono::milliseconds retry(const BayeuxConfig& bayeux)
{
    return std::min(bayeux.max_interval / 2, longest_retry);
}

// A client that has vanished acknowledges nothing. By default, the kernel goes on
// for a quarter of an hour.
void limit_silence(Socket& socket)
{
    const unsigned milliseconds = std::chrono::milliseconds{longest_write}.count();
    setsockopt(
        socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
}

bool is_one_line(std::string_view text)
{
    return text.find('\n') == std::string_view::npos && text.find('\r') == std::string_view::npos;
}

// JSON has line ends between its tokens only, where a blank means the same.
std::string one_line(std::string_view text)
{
    std::string line{text};
    std::replace(line.begin(), line.end(), '\n', ' ');
    std::replace(line.begin(), line.end(), '\r', ' ');
    return line;
}

}  // namespace

void EventStream::start(runtime::ShardThread& shard,
                        tls::ClientSocket socket,
                        protocol::Request about,
                        std::string client_id,
                        std::string cors,
                        runtime::PlacePtr place)
{
    std::make_shared<EventStream>(shard,
                                  std::move(socket),
                                  std::make_shared<protocol::Request>(std::move(about)),
                                  std::move(cors),
                                  std::move(place))
        ->ask(std::move(client_id));
}

EventStream::EventStream(runtime::ShardThread& shard,
                         tls::ClientSocket socket,
                         protocol::RequestPtr request,
                         std::string cors,
                         runtime::PlacePtr place)
    : Connection(shard.connections()),
      shard_(shard),
      socket_(std::move(socket)),
      request_(std::move(request)),
      cors_(std::move(cors)),
      place_(std::move(place))
{
    limit_silence(socket_);
}

void EventStream::ask(std::string client_id)
{
    expire_at(now() + longest_asking);
    outlet_ = shard_.open_stream(shared_from_this(), request_, std::move(client_id));
    watch();
    if (shard_.stopping()) stop();
}

void EventStream::watch()
{
    socket_.async_read_some(asio::buffer(ignored_),
                            [self = shared_from_this()](error_code error, std::size_t) {
                                if (error) return self->finish();
                                if (self->state_ != State::gone) self->watch();
                            });
}

std::string EventStream::head() const
{
    // The second line is for proxies that would wait for more.
    http::Head head{.content_type = "text/event-stream",
                    .content_length = std::nullopt,
                    .extra = "X-Accel-Buffering: no\r\n",
                    .cors = cors_,
                    .keep_alive = false};
    const auto wait = retry(shard_.environment().config.bayeux);
    return http::encode(head) + "retry: " + std::to_string(wait.count()) + "\n\n";
}

void EventStream::deliver(protocol::Delivery&& delivery, std::string)
{
    if (given_up_) {
        shard_.give_back(std::move(delivery));
        return;
    }
    if (state_ == State::asking) {
        state_ = State::open;
        lead_ = head();
        shard_.environment().debug("event stream to ", request_->remote_address);
        expire_at(now() + silence(shard_.environment().config.bayeux));
    }
    // Also while it is being closed: what comes then is given back in the end.
    queue_.push(std::move(delivery));
    if (state_ == State::open) write();
}

void EventStream::refuse()
{
    const auto answer = http::error_answer(404, "session_unknown");
    http::Head head{.status = answer.status,
                    .content_length = answer.body.size(),
                    .cors = cors_,
                    .keep_alive = false};
    lead_ = http::encode(head) + answer.body;
    state_ = State::draining;
    expire_at(now() + longest_closing);
    write();
}

void EventStream::write()
{
    if (writing_ || (lead_.empty() && queue_.empty())) return;
    writing_ = true;
    write_begun_ = now();
    pieces_.add(lead_);
    writing_frame_ = !queue_.empty();
    if (writing_frame_) add_frame();
    asio::async_write(
        socket_, pieces_.buffers(), [self = shared_from_this()](error_code error, std::size_t) {
            self->on_written(error);
        });
}

void EventStream::add_frame()
{
    pieces_.add("data: ");
    for (const auto& buffer : queue_.next_frame()) {
        const std::string_view text{static_cast<const char*>(buffer.data()), buffer.size()};
        pieces_.add(is_one_line(text) ? text : lines_.emplace_back(one_line(text)));
    }
    pieces_.add("\n\n");
}

void EventStream::on_written(error_code error)
{
    writing_ = false;
    wrote_ = true;
    pieces_.clear();
    lines_.clear();
    lead_ = {};
    if (!error && writing_frame_)
        queue_.on_written([this](const protocol::SessionRef& owner) { shard_.sent(owner); });
    if (state_ == State::gone) return give_up();
    if (error) return finish();
    if (state_ == State::draining && queue_.empty()) return begin_close();
    write();
}

void EventStream::close(protocol::CloseReason reason)
{
    switch (reason) {
    case protocol::CloseReason::replaced: return finish();
    case protocol::CloseReason::session_ended:
        if (state_ == State::asking) return refuse();
        return drain();
    case protocol::CloseReason::normal:
    case protocol::CloseReason::server_stopping:
    case protocol::CloseReason::slow_consumer: return drain();
    }
}

void EventStream::stop()
{
    if (state_ == State::asking) return finish();
    drain();
}

void EventStream::drain()
{
    if (state_ != State::open) return;
    state_ = State::draining;
    expire_at(now() + longest_closing);
    if (!writing_) begin_close();
}

void EventStream::begin_close()
{
    state_ = State::closing;
    error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
}

void EventStream::on_deadline()
{
    if (state_ == State::open) {
        show_life();
    } else {
        finish();
    }
}

void EventStream::show_life()
{
    if (writing_) {
        if (now() - write_begun_ >= longest_write) return finish();
    } else if (!std::exchange(wrote_, false)) {
        lead_ = ":\n\n";
        write();
    }
    expire_at(now() + silence(shard_.environment().config.bayeux));
}

void EventStream::finish()
{
    if (state_ == State::gone) return;
    state_ = State::gone;
    expire_never();
    error_code ignored;
    socket_.close(ignored);
    // A write that is cancelled still looks at its buffers.
    if (!writing_) give_up();
}

// What was not written goes back to its owners.
void EventStream::give_up()
{
    given_up_ = true;
    shard_.environment().debug("event stream of ", request_->remote_address, " is gone");
    for (auto& delivery : queue_.take_rest())
        shard_.give_back(std::move(delivery));
    shard_.lost(outlet_);
}

}  // namespace halley::transport
