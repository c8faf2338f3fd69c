#include "services/tls/tls_socket.hpp"

#include <array>

#include <openssl/ssl3.h>

namespace halley::services {

namespace asio = boost::asio;

TlsSocket::TlsSocket(asio::io_context& loop, TlsContext& context)
    : socket_(loop.get_executor()), tls_(*context.context().native_handle())
{
    context.prepare(tls_.native_handle());
}

Task<ErrorCode> TlsSocket::handshake()
{
    if (!tls_.attach(socket_.native_handle(), TlsSession::Role::client))
        co_return asio::error::no_memory;
    while (true) {
        const auto step = tls_.handshake();
        if (step.done()) co_return ErrorCode{};
        const auto error = co_await overcome(step);
        if (error) co_return error;
    }
}

// Waiting first misses nothing: OpenSSL takes one record at a time from the
// socket, and there is room for all of it.
Task<Read> TlsSocket::read()
{
    thread_local std::array<char, SSL3_RT_MAX_PLAIN_LENGTH> scratch;
    TlsStep step{TlsStep::Outcome::wait_read};
    while (true) {
        Read read;
        read.error = co_await overcome(step);
        if (read.error) co_return read;
        step = tls_.read(scratch);
        if (step.done()) {
            read.bytes = {scratch.data(), step.bytes};
            co_return read;
        }
    }
}

Task<ErrorCode> TlsSocket::write(std::string_view bytes)
{
    co_await next_turn(socket_.get_executor());
    while (!bytes.empty()) {
        if (!socket_.is_open()) co_return asio::error::operation_aborted;
        const auto step = tls_.write(bytes);
        bytes.remove_prefix(step.bytes);
        if (step.done()) continue;
        const auto error = co_await overcome(step);
        if (error) co_return error;
    }
    co_return ErrorCode{};
}

// Tries again when the backend has read what fills the socket.
void TlsSocket::finish()
{
    if (!socket_.is_open()) return;
    const auto step = tls_.finish();
    if (step.outcome != TlsStep::Outcome::wait_write) return;
    socket_.async_wait(TcpSocket::wait_write, [self = shared_from_this()](ErrorCode error) {
        if (!error) self->finish();
    });
}

void TlsSocket::close()
{
    ErrorCode ignored;
    socket_.close(ignored);
}

Task<ErrorCode> TlsSocket::overcome(TlsStep step)
{
    if (step.outcome == TlsStep::Outcome::failed) co_return step.error;
    const auto wait =
        step.outcome == TlsStep::Outcome::wait_write ? TcpSocket::wait_write : TcpSocket::wait_read;
    const auto [error] = co_await socket_.async_wait(wait, as_results);
    // OpenSSL must not touch a descriptor that may be somebody else's by now.
    co_return error || socket_.is_open() ? error : asio::error::operation_aborted;
}

}  // namespace halley::services
