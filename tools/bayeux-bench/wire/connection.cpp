#include "tools/bayeux-bench/wire/connection.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>

namespace halley::bench {
namespace {

constexpr std::size_t smallest_buffer = 2048;

}  // namespace

void Connection::open(const Tcp::endpoint& where)
{
    socket_.async_connect(where, [self = shared_from_this()](const error_code& error) {
        if (error) return self->fail(error);
        if (!self->handler_) return;
        error_code ignored;
        self->socket_.set_option(asio::ip::tcp::no_delay{true}, ignored);
        self->socket_.non_blocking(true, ignored);
        self->read();
        self->handler_->on_connected();
    });
}

void Connection::write(std::string_view bytes)
{
    if (!handler_) return;
    if (writing_) {
        unwritten_ += bytes;
        return;
    }
    error_code error;
    const auto size = socket_.write_some(asio::buffer(bytes), error);
    if (error && error != asio::error::would_block) {
        asio::post(socket_.get_executor(),
                   [self = shared_from_this(), error] { self->fail(error); });
        return;
    }
    if (size == bytes.size()) return;
    unwritten_.assign(bytes.substr(size));
    write_rest();
}

void Connection::write_rest()
{
    writing_ = true;
    socket_.async_wait(Socket::wait_write, [self = shared_from_this()](const error_code& failed) {
        if (failed) return self->fail(failed);
        error_code error;
        const auto size = self->socket_.write_some(asio::buffer(self->unwritten_), error);
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
    socket_.async_read_some(asio::buffer(buffer_.data() + end_, buffer_.size() - end_),
                            [self = shared_from_this()](const error_code& error, std::size_t size) {
                                if (error) return self->fail(error);
                                self->on_read(size);
                            });
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
