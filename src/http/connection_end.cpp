#include <tuple>

#include "src/http/http_connection.hpp"
#include "src/runtime/clock.hpp"

// How an HTTP connection ends: by its deadline, with the server, or since its client is
// to go to another one.

namespace halley::http {

using runtime::now;

constexpr std::size_t read_for_nothing = 2048;

// Closing with bytes unread would reset the connection, and the client might
// lose the answer.
Task<> HttpConnection::linger()
{
    phase_ = Phase::lingering;
    expire_at(now() + longest_linger);
    error_code error;
    socket_.shutdown(Socket::shutdown_send, error);
    buffer_.clear();
    while (!error)
        std::tie(error, std::ignore) =
            co_await socket_.plain().async_read_some(buffer_.prepare(read_for_nothing), as_result);
}

void HttpConnection::on_deadline()
{
    if (phase_ == Phase::asking && !shard_.stopping()) {
        if (wake_) wake_->cancel();
    } else if (phase_ == Phase::reading && !shard_.stopping()) {
        timed_out_ = true;
        error_code ignored;
        socket_.cancel(ignored);
    } else {
        disconnect();
    }
}

void HttpConnection::stop()
{
    if (phase_ == Phase::idle || phase_ == Phase::lingering) {
        disconnect();
    } else {
        expire_at(now() + longest_linger);
    }
}

void HttpConnection::on_left(const runtime::LeftSessions& sessions)
{
    retired_ = retired_ || (served_ && sessions.contains(served_));
    if (retired_ && phase_ == Phase::idle) disconnect();
}

void HttpConnection::disconnect()
{
    phase_ = Phase::gone;
    error_code ignored;
    socket_.close(ignored);
    if (wake_) wake_->cancel();
}

}  // namespace halley::http
