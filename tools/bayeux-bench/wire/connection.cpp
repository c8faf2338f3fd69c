#include "tools/bayeux-bench/wire/connection.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include <boost/asio/post.hpp>

namespace halley::bench {
namespace {

using Outcome = services::TlsStep::Outcome;

constexpr std::size_t smallest_buffer = 2048;

}  // namespace

void Connection::open(const Destination& where)
{
    socket_.async_connect(where.endpoint, [self = shared_from_this(), &where](error_code error) {
        if (error) return self->fail(error);
        if (!self->handler_) return;
        error_code ignored;
        self->socket_.set_option(asio::ip::tcp::no_delay{true}, ignored);
        self->socket_.non_blocking(true, ignored);
        self->socket_.native_non_blocking(true, ignored);
        where.tls ? self->secure(where) : self->begin();
    });
}

void Connection::secure(const Destination& where)
{
    tls_.emplace(*where.tls->native_handle());
    tls_->attach(socket_.native_handle(), services::TlsSession::Role::client);
    if (!where.server_name.empty()) {
        // What SSL_set_tlsext_host_name does, without its old-style cast.
        auto name = where.server_name;
        SSL_ctrl(tls_->native_handle(),
                 SSL_CTRL_SET_TLSEXT_HOSTNAME,
                 TLSEXT_NAMETYPE_host_name,
                 name.data());
    }
    shake_hands();
}

void Connection::shake_hands()
{
    const auto step = tls_->handshake();
    if (step.done()) return begin();
    if (step.outcome == Outcome::failed) return fail(step.error);
    const auto what = step.outcome == Outcome::wait_write ? Socket::wait_write : Socket::wait_read;
    socket_.async_wait(what, [self = shared_from_this()](const error_code& error) {
        if (error) return self->fail(error);
        if (self->handler_) self->shake_hands();
    });
}

void Connection::begin()
{
    read();
    handler_->on_connected();
}

void Connection::write(std::string_view bytes)
{
    if (!handler_) return;
    if (writing_) {
        unwritten_ += bytes;
        return;
    }
    error_code error;
    const auto size = write_some(bytes, error);
    if (error && error != asio::error::would_block) {
        asio::post(socket_.get_executor(),
                   [self = shared_from_this(), error] { self->fail(error); });
        return;
    }
    if (size == bytes.size()) return;
    unwritten_.assign(bytes.substr(size));
    write_rest();
}

std::size_t Connection::write_some(std::string_view bytes, error_code& error)
{
    if (!tls_) return socket_.write_some(asio::buffer(bytes), error);
    std::size_t written = 0;
    while (written < bytes.size()) {
        const auto step = tls_->write(bytes.substr(written, SSL3_RT_MAX_PLAIN_LENGTH));
        error = step.error;
        if (!step.done()) break;
        written += step.bytes;
    }
    return written;
}

void Connection::write_rest()
{
    writing_ = true;
    socket_.async_wait(Socket::wait_write, [self = shared_from_this()](const error_code& failed) {
        if (failed) return self->fail(failed);
        error_code error;
        const auto size = self->write_some(self->unwritten_, error);
        if (error && error != asio::error::would_block) return self->fail(error);
        self->unwritten_.erase(0, size);
        self->writing_ = false;
        if (!self->unwritten_.empty()) self->write_rest();
    });
}

void Connection::stop_reading()
{
    stopped_ = true;
}

void Connection::go_on_reading()
{
    stopped_ = false;
    if (handler_) read();
}

void Connection::read()
{
    if (reading_ || stopped_) return;
    reading_ = true;
    make_room();
    if (tls_) return read_record();
    socket_.async_read_some(asio::buffer(buffer_.data() + end_, buffer_.size() - end_),
                            [self = shared_from_this()](const error_code& error, std::size_t size) {
                                if (error) return self->fail(error);
                                self->on_read(size);
                            });
}

void Connection::read_record()
{
    const auto try_it = [self = shared_from_this()](error_code error) {
        if (error || !self->handler_) return self->fail(error);
        const auto room = std::span{self->buffer_}.subspan(self->end_);
        const auto step = self->tls_->read(room);
        if (step.done()) return self->on_read(step.bytes);
        if (step.outcome == Outcome::failed) return self->fail(step.error);
        self->read_record();
    };
    if (tls_->has_input()) {
        asio::post(socket_.get_executor(), [try_it] { try_it({}); });
    } else {
        socket_.async_wait(Socket::wait_read, try_it);
    }
}

void Connection::on_read(std::size_t size)
{
    reading_ = false;
    if (!handler_) return;
    end_ += size;
    const auto done = handler_->on_bytes({buffer_.data() + begin_, end_ - begin_});
    begin_ += done;
    if (handler_) read();
}

// A read that would fill the buffer is followed by another one, so it is at least twice as long
// as what has to stay.
void Connection::make_room()
{
    const auto waiting = end_ - begin_;
    if (begin_ > 0) {
        std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
                  buffer_.begin() + static_cast<std::ptrdiff_t>(end_),
                  buffer_.begin());
        begin_ = 0;
        end_ = waiting;
    }
    if (waiting * 2 >= buffer_.size()) buffer_.resize(std::max(smallest_buffer, waiting * 4));
}

void Connection::fail(const error_code& error)
{
    auto* const handler = std::exchange(handler_, nullptr);
    if (!handler) return;
    error_code ignored;
    socket_.close(ignored);
    handler->on_disconnected(error);
}

void Connection::close()
{
    handler_ = nullptr;
    error_code ignored;
    socket_.close(ignored);
}

void Connection::cut()
{
    error_code ignored;
    socket_.set_option(asio::socket_base::linger{true, 0}, ignored);
    close();
}

}  // namespace halley::bench
