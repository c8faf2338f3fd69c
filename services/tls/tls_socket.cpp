#include "services/tls/tls_socket.hpp"

#include <array>
#include <cerrno>
#include <new>

#include <boost/asio/ssl/error.hpp>
#include <openssl/err.h>

namespace halley::services {
namespace {

namespace asio = boost::asio;

ErrorCode as_error_code(unsigned long openssl_error)
{
    if (ERR_GET_REASON(openssl_error) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
        return asio::ssl::error::stream_truncated;
    return {static_cast<int>(openssl_error), asio::error::get_ssl_category()};
}

void forget_errors()
{
    ERR_clear_error();
    errno = 0;
}

}  // namespace

TlsSocket::TlsSocket(asio::io_context& loop, TlsContext& context)
    : socket_(loop.get_executor()), ssl_(SSL_new(context.context().native_handle()))
{
    if (!ssl_) throw std::bad_alloc();
    SSL_set_mode(ssl_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_RELEASE_BUFFERS);
    context.prepare(ssl_.get());
}

Task<ErrorCode> TlsSocket::handshake()
{
    if (SSL_set_fd(ssl_.get(), socket_.native_handle()) != 1) co_return asio::error::no_memory;
    while (true) {
        forget_errors();
        const auto result = SSL_connect(ssl_.get());
        if (result == 1) co_return ErrorCode{};
        const auto in_the_way = obstacle(result);
        const auto error = co_await overcome(in_the_way);
        if (error) co_return error;
    }
}

// Waiting first misses nothing: OpenSSL takes one record at a time from the
// socket, and there is room for all of it.
Task<Read> TlsSocket::read()
{
    thread_local std::array<char, SSL3_RT_MAX_PLAIN_LENGTH> scratch;
    Obstacle nothing_there;
    while (true) {
        Read read;
        read.error = co_await overcome(nothing_there);
        if (read.error) co_return read;
        forget_errors();
        const auto size = SSL_read(ssl_.get(), scratch.data(), scratch.size());
        if (size > 0) {
            read.bytes = {scratch.data(), static_cast<std::size_t>(size)};
            co_return read;
        }
        nothing_there = obstacle(size);
    }
}

Task<ErrorCode> TlsSocket::write(std::string_view bytes)
{
    co_await next_turn(socket_.get_executor());
    while (!bytes.empty()) {
        if (!socket_.is_open()) co_return asio::error::operation_aborted;
        forget_errors();
        std::size_t written = 0;
        const auto result = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &written);
        if (result == 1) {
            bytes.remove_prefix(written);
            continue;
        }
        const auto in_the_way = obstacle(result);
        const auto error = co_await overcome(in_the_way);
        if (error) co_return error;
    }
    co_return ErrorCode{};
}

// Tries again when the backend has read what fills the socket.
void TlsSocket::finish()
{
    if (!socket_.is_open()) return;
    forget_errors();
    const auto result = SSL_shutdown(ssl_.get());
    if (result >= 0 || SSL_get_error(ssl_.get(), result) != SSL_ERROR_WANT_WRITE) return;
    socket_.async_wait(TcpSocket::wait_write, [self = shared_from_this()](ErrorCode error) {
        if (!error) self->finish();
    });
}

void TlsSocket::close()
{
    ErrorCode ignored;
    socket_.close(ignored);
}

// To be asked before anything else is done with OpenSSL or the system.
TlsSocket::Obstacle TlsSocket::obstacle(int result) const
{
    const auto system_error = errno == 0 ? ECONNRESET : errno;
    Obstacle found;
    switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ: break;
    case SSL_ERROR_WANT_WRITE: found.wait = TcpSocket::wait_write; break;
    case SSL_ERROR_ZERO_RETURN: found.error = asio::error::eof; break;
    case SSL_ERROR_SYSCALL:
        found.error.assign(system_error, boost::system::system_category());
        break;
    default: found.error = as_error_code(ERR_get_error());
    }
    return found;
}

Task<ErrorCode> TlsSocket::overcome(Obstacle obstacle)
{
    if (obstacle.error) co_return obstacle.error;
    const auto [error] = co_await socket_.async_wait(obstacle.wait, as_results);
    // OpenSSL must not touch a descriptor that may be somebody else's by now.
    co_return error || socket_.is_open() ? error : asio::error::operation_aborted;
}

}  // namespace halley::services
