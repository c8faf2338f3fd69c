#include "services/endpoint_connection.hpp"

#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>

namespace halley::services {
namespace asio = boost::asio;
namespace {

// A bug must stop the server as it would in any other handler.
constexpr auto rethrow = [](const std::exception_ptr& exception) {
    if (exception) std::rethrow_exception(exception);
};

Errc open_error(ErrorCode error)
{
    if (error == asio::error::connection_refused) return Errc::service_refused;
    return error == asio::error::timed_out ? Errc::service_timeout : Errc::service_unreachable;
}

}  // namespace

EndpointConnection::EndpointConnection(asio::io_context& context,
                                       std::unique_ptr<Endpoint> endpoint,
                                       std::unique_ptr<Framer> framer,
                                       ConnectionSettings settings,
                                       protocol::ServiceRef ref,
                                       ServiceSink sink)
    : executor_(context.get_executor()),
      endpoint_(std::move(endpoint)),
      framer_(std::move(framer)),
      sink_(std::move(sink)),
      settings_(settings),
      ref_(ref)
{
}

void EndpointConnection::start()
{
    arm_connect_deadline();
    asio::co_spawn(executor_, run(shared_from_this()), rethrow);
}

bool EndpointConnection::write(std::string text)
{
    if (ended_ || finishing_) return false;
    if (text.empty()) return true;
    framer_->wrap(text);
    if (text.size() > settings_.limits.pending_bytes - pending_bytes_) return false;
    pending_bytes_ += text.size();
    unsent_.push_back(std::move(text));
    told_full_ = told_full_ || full();
    start_sending();
    return true;
}

void EndpointConnection::finish()
{
    finishing_ = true;
    start_sending();
}

void EndpointConnection::resume()
{
    paused_ = false;
    if (resumed_) resumed_->cancel();
}

void EndpointConnection::abort()
{
    ended_ = true;
    sink_ = nullptr;
    close();
}

Task<> EndpointConnection::run(std::shared_ptr<EndpointConnection> self)
{
    const auto error = co_await self->endpoint_->open();
    if (self->ended_) co_return;
    if (error) {
        self->end(protocol::ServiceFailed{self->ref_, open_error(error)});
        co_return;
    }
    self->timer_.reset();
    self->open_ = true;
    self->active_at_ = std::chrono::steady_clock::now();
    if (self->settings_.idle_timeout.count() > 0)
        asio::co_spawn(self->executor_, watch_idleness(self), rethrow);
    self->report(protocol::ServiceOpened{self->ref_});
    if (!self->ended_) {
        self->start_sending();
        co_await self->read();
    }
}

Task<> EndpointConnection::read()
{
    while (true) {
        deliver_frames();
        if (ended_) co_return;
        if (paused_) {
            resumed_ = std::make_unique<Timer>(executor_, Timer::time_point::max());
            co_await resumed_->async_wait(as_results);
        } else if (framer_->error() || read_error_) {
            end_of_stream();
        } else {
            const auto read = co_await endpoint_->read();
            active_at_ = std::chrono::steady_clock::now();
            read_error_ = read.error;
            if (ended_) co_return;
            framer_->receive(read.bytes);
            if (read_error_ == asio::error::eof) framer_->finish();
        }
    }
}

void EndpointConnection::deliver_frames()
{
    while (!ended_ && !paused_) {
        auto frame = framer_->next();
        if (!frame) return;
        if (settings_.json_only && !frame->json) {
            end(protocol::ServiceFailed{ref_, Errc::service_not_json});
        } else {
            paused_ = !report(protocol::ServiceData{ref_, std::move(frame->text), frame->json});
        }
    }
}

void EndpointConnection::end_of_stream()
{
    if (const auto error = framer_->error()) {
        end(protocol::ServiceFailed{ref_, *error});
    } else if (read_error_ == asio::error::message_size) {
        end(protocol::ServiceFailed{ref_, Errc::service_frame_too_long});
    } else if (read_error_ == asio::error::eof && !broken_) {
        end(protocol::ServiceClosed{ref_});
    } else {
        end(protocol::ServiceFailed{ref_, Errc::service_closed});
    }
}

Task<> EndpointConnection::send(std::shared_ptr<EndpointConnection> self)
{
    while (!self->unsent_.empty()) {
        const auto frames = std::exchange(self->unsent_, {});
        for (const auto& frame : frames) {
            const auto error = co_await self->endpoint_->write(frame);
            if (self->ended_) co_return;
            if (error) {
                // Only reading reports, so that what the backend said before comes first.
                self->broken_ = true;
                co_return;
            }
            self->note_written(frame.size());
            if (self->ended_) co_return;
        }
    }
    self->sending_ = false;
    if (self->finishing_) self->endpoint_->finish();
}

void EndpointConnection::note_written(std::size_t size)
{
    active_at_ = std::chrono::steady_clock::now();
    pending_bytes_ -= size;
    if (told_full_ && pending_bytes_ <= settings_.limits.pending_bytes / 4) {
        told_full_ = false;
        report(protocol::ServiceReady{ref_});
    }
}

void EndpointConnection::arm_connect_deadline()
{
    timer_ = std::make_unique<Timer>(executor_, settings_.connect_timeout);
    timer_->async_wait([self = shared_from_this()](ErrorCode error) {
        if (!error && !self->open_ && !self->ended_)
            self->end(protocol::ServiceFailed{self->ref_, Errc::service_timeout});
    });
}

// While the sink does not want more, the silence is not the backend's.
Task<> EndpointConnection::watch_idleness(std::shared_ptr<EndpointConnection> self)
{
    const auto limit = self->settings_.idle_timeout;
    auto silence_ends = std::chrono::steady_clock::now() + limit;
    while (!self->ended_) {
        self->timer_ = std::make_unique<Timer>(self->executor_, silence_ends);
        const auto [error] = co_await self->timer_->async_wait(as_results);
        if (error || self->ended_) co_return;
        const auto now = std::chrono::steady_clock::now();
        silence_ends = (self->paused_ ? now : self->active_at_) + limit;
        if (silence_ends <= now) self->end(protocol::ServiceFailed{self->ref_, Errc::service_idle});
    }
}

void EndpointConnection::start_sending()
{
    if (!open_ || sending_ || ended_) return;
    if (!unsent_.empty()) {
        sending_ = true;
        asio::co_spawn(executor_, send(shared_from_this()), rethrow);
    } else if (finishing_) {
        endpoint_->finish();
    }
}

// The sink may abort us, which must not destroy it while it runs.
bool EndpointConnection::report(protocol::ServiceEvent event)
{
    auto sink = std::exchange(sink_, nullptr);
    const bool more = sink(std::move(event));
    if (!ended_) sink_ = std::move(sink);
    return more;
}

void EndpointConnection::end(protocol::ServiceEvent event)
{
    ended_ = true;
    close();
    report(std::move(event));
}

void EndpointConnection::close()
{
    timer_.reset();
    if (resumed_) resumed_->cancel();
    unsent_ = {};
    endpoint_->close();
}

}  // namespace halley::services
