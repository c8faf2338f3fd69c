#pragma once

#include <array>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include "services/endpoint.hpp"

namespace halley::services {

/// What sockets with a stream of bytes have in common: all but how they connect.
template <class Protocol> class StreamSocket : public Endpoint {
public:
    // Waits without a buffer: a connection that idles must not cost one.
    Task<Read> read() override
    {
        Read read;
        do {
            const auto [error] = co_await socket_.async_wait(Socket::wait_read, as_results);
            read = error ? Read{error, {}} : read_some();
        } while (read.error == boost::asio::error::would_block);
        co_return read;
    }

    Task<ErrorCode> write(std::string_view frame) override
    {
        while (!frame.empty()) {
            // Not asio::async_write, which cuts a long text into 64 KiB writes.
            const auto [error, size] =
                co_await socket_.async_write_some(boost::asio::buffer(frame), as_results);
            if (error) {
                // Reading ends once what has already come is read.
                ErrorCode ignored;
                socket_.shutdown(Socket::shutdown_both, ignored);
                co_return error;
            }
            frame.remove_prefix(size);
        }
        co_return ErrorCode{};
    }

    void finish() override
    {
        ErrorCode ignored;  // the backend was faster, and reading finds out
        socket_.shutdown(Socket::shutdown_send, ignored);
    }

    void close() override
    {
        closed_ = true;
        ErrorCode ignored;
        socket_.close(ignored);
    }

protected:
    using Socket = boost::asio::basic_stream_socket<Protocol, Executor>;

    explicit StreamSocket(boost::asio::io_context& context) : socket_(context.get_executor()) {}

    Socket socket_;
    bool closed_ = false;  ///< Maybe while a lookup, which cannot be cancelled, was under way.

private:
    Read read_some()
    {
        thread_local std::array<char, 65'536> scratch;
        Read read;
        const auto size = socket_.read_some(boost::asio::buffer(scratch), read.error);
        read.bytes = {scratch.data(), size};
        return read;
    }
};

}  // namespace halley::services
