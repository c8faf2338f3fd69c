#include "services/tcp_connection.hpp"

#include <array>
#include <exception>
#include <string_view>
#include <tuple>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace halley::services {
namespace asio = boost::asio;
namespace {

constexpr auto tuple = asio::as_tuple(asio::use_awaitable_t<TcpConnection::Executor>{});

// A bug must stop the server as it would in any other handler.
constexpr auto rethrow = [](const std::exception_ptr& exception) {
    if (exception) {
        std::rethrow_exception(exception);
    }
};

Errc open_error(boost::system::error_code error)
{
    if (error == asio::error::connection_refused) {
        return Errc::service_refused;
    }
    return error == asio::error::timed_out ? Errc::service_timeout : Errc::service_unreachable;
}

}  // namespace

TcpConnection::TcpConnection(asio::io_context& context,
                             std::shared_ptr<const TcpBackend> backend,
                             protocol::ServiceRef ref,
                             ServiceSink sink)
    : socket_(context.get_executor()),
      backend_(std::move(backend)),
      sink_(std::move(sink)),
      framer_(backend_->limits.frame_bytes),
      ref_(ref)
{
}

void TcpConnection::start()
{
    arm_deadline();
    asio::co_spawn(socket_.get_executor(), run(shared_from_this()), rethrow);
}

bool TcpConnection::write(std::string bytes)
{
    if (ended_ || finishing_ || bytes.size() > backend_->limits.pending_bytes - pending_bytes_) {
        return false;
    }
    if (!bytes.empty()) {
        pending_bytes_ += bytes.size();
        unsent_.push_back(std::move(bytes));
        start_sending();
    }
    return true;
}

void TcpConnection::finish()
{
    finishing_ = true;
    start_sending();
}

void TcpConnection::abort()
{
    ended_ = true;
    sink_ = nullptr;
    close();
}

TcpConnection::Task<> TcpConnection::run(std::shared_ptr<TcpConnection> self)
{
    const auto error = co_await self->connect();
    if (self->ended_) {
        co_return;
    }
    if (error) {
        self->end(protocol::ServiceFailed{self->ref_, open_error(error)});
        co_return;
    }
    self->deadline_.reset();
    self->open_ = true;
    self->report(protocol::ServiceOpened{self->ref_});
    if (!self->ended_) {
        self->start_sending();
        co_await self->read();
    }
}

TcpConnection::Task<TcpConnection::ErrorCode> TcpConnection::connect()
{
    ErrorCode error;
    if (backend_->address) {
        const Tcp::endpoint endpoint(*backend_->address, backend_->port);
        std::tie(error) = co_await socket_.async_connect(endpoint, tuple);
    } else {
        // A lookup cannot be cancelled. When the deadline passes, the report is
        // made without us, and we come to an end whenever the resolver does.
        Resolver resolver(socket_.get_executor());
        auto [failure, endpoints] =
            co_await resolver.async_resolve(backend_->host, std::to_string(backend_->port), tuple);
        error = failure;
        if (!error && !ended_) {
            const auto [refusal, endpoint] =
                co_await asio::async_connect(socket_, endpoints, tuple);
            error = refusal;
        }
    }
    if (!error && !ended_) {
        ErrorCode ignored;  // slower, but it would still work
        socket_.set_option(Tcp::no_delay(true), ignored);
        socket_.non_blocking(true, error);
    }
    co_return error;
}

// Waits without a buffer: a connection that idles must not cost one.
TcpConnection::Task<> TcpConnection::read()
{
    ErrorCode error;
    while (!error) {
        std::tie(error) = co_await socket_.async_wait(Socket::wait_read, tuple);
        if (ended_) {
            co_return;
        }
        if (!error) {
            error = read_some();
            deliver_frames();
        }
        if (ended_) {
            co_return;
        }
        if (framer_.too_long()) {
            end(protocol::ServiceFailed{ref_, Errc::service_frame_too_long});
            co_return;
        }
    }
    if (error == asio::error::eof && !broken_) {
        end(protocol::ServiceClosed{ref_});
    } else {
        end(protocol::ServiceFailed{ref_, Errc::service_closed});
    }
}

TcpConnection::Task<> TcpConnection::send(std::shared_ptr<TcpConnection> self)
{
    while (!self->unsent_.empty()) {
        const auto texts = std::exchange(self->unsent_, {});
        for (const auto& text : texts) {
            std::string_view rest = text;
            while (!rest.empty()) {
                // Not asio::async_write, which cuts a long text into 64 KiB writes.
                const auto [error, size] =
                    co_await self->socket_.async_write_some(asio::buffer(rest), tuple);
                if (self->ended_) {
                    co_return;
                }
                if (error) {
                    self->break_off();
                    co_return;
                }
                rest.remove_prefix(size);
                self->pending_bytes_ -= size;
            }
        }
    }
    self->sending_ = false;
    if (self->finishing_) {
        self->shut_down_send();
    }
}

void TcpConnection::arm_deadline()
{
    deadline_ = std::make_unique<Timer>(socket_.get_executor(), backend_->connect_timeout);
    deadline_->async_wait([self = shared_from_this()](ErrorCode error) {
        if (!error && !self->open_ && !self->ended_) {
            self->end(protocol::ServiceFailed{self->ref_, Errc::service_timeout});
        }
    });
}

TcpConnection::ErrorCode TcpConnection::read_some()
{
    thread_local std::array<char, 65'536> scratch;
    ErrorCode error;
    const auto size = socket_.read_some(asio::buffer(scratch), error);
    if (error == asio::error::would_block) {
        return {};
    }
    framer_.receive({scratch.data(), size});
    if (error == asio::error::eof) {
        framer_.finish();
    }
    return error;
}

void TcpConnection::deliver_frames()
{
    while (!ended_) {
        auto frame = framer_.next();
        if (!frame) {
            return;
        }
        report(protocol::ServiceData{ref_, std::move(frame->text), frame->json});
    }
}

void TcpConnection::start_sending()
{
    if (!open_ || sending_ || ended_) {
        return;
    }
    if (!unsent_.empty()) {
        sending_ = true;
        asio::co_spawn(socket_.get_executor(), send(shared_from_this()), rethrow);
    } else if (finishing_) {
        shut_down_send();
    }
}

void TcpConnection::shut_down_send()
{
    ErrorCode ignored;  // the backend was faster, and reading finds out
    socket_.shutdown(Socket::shutdown_send, ignored);
}

// Only reading reports, so that what the backend said before comes first. It is
// woken by an end of stream.
void TcpConnection::break_off()
{
    broken_ = true;
    ErrorCode ignored;  // not connected any more is what we expect
    socket_.shutdown(Socket::shutdown_both, ignored);
}

// The sink may abort us, which must not destroy it while it runs.
void TcpConnection::report(protocol::ServiceEvent event)
{
    auto sink = std::exchange(sink_, nullptr);
    sink(std::move(event));
    if (!ended_) {
        sink_ = std::move(sink);
    }
}

void TcpConnection::end(protocol::ServiceEvent event)
{
    ended_ = true;
    close();
    report(std::move(event));
}

void TcpConnection::close()
{
    deadline_.reset();
    unsent_ = {};
    ErrorCode ignored;
    socket_.close(ignored);
}

}  // namespace halley::services
