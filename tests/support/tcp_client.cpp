#include "support/tcp_client.hpp"

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace halley::test {
namespace {

[[noreturn]] void fail(const char* what)
{
    throw std::system_error{errno, std::generic_category(), what};
}

int connect_to(const std::string& address, std::uint16_t port)
{
    const bool v6 = address.find(':') != std::string::npos;
    const int handle = socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (handle < 0) fail("socket");
    sockaddr_in to4{};
    to4.sin_family = AF_INET;
    to4.sin_port = htons(port);
    sockaddr_in6 to6{};
    to6.sin6_family = AF_INET6;
    to6.sin6_port = htons(port);
    inet_pton(v6 ? AF_INET6 : AF_INET,
              address.c_str(),
              v6 ? static_cast<void*>(&to6.sin6_addr) : static_cast<void*>(&to4.sin_addr));
    const auto* const to =
        v6 ? reinterpret_cast<const sockaddr*>(&to6) : reinterpret_cast<const sockaddr*>(&to4);
    if (connect(handle, to, v6 ? sizeof to6 : sizeof to4) != 0) {
        ::close(handle);
        fail("connect");
    }
    const int on = 1;
    setsockopt(handle, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return handle;
}

[[noreturn]] void fail_tls(const std::string& what)
{
    const auto error = ERR_get_error();
    const auto* const reason = error ? ERR_reason_error_string(error) : nullptr;
    throw std::runtime_error{what + ": " + (reason ? reason : "the connection is gone")};
}

bool wait_readable(int handle, std::chrono::milliseconds time)
{
    pollfd entry{handle, POLLIN, 0};
    return poll(&entry, 1, static_cast<int>(time.count())) > 0;
}

}  // namespace

TcpClient::TcpClient(std::uint16_t port, const std::string& address)
    : socket_(connect_to(address, port))
{
}

TcpClient::TcpClient(TcpClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      tls_(std::move(other.tls_)),
      buffer_(std::move(other.buffer_))
{
}

TcpClient& TcpClient::operator=(TcpClient&& other) noexcept
{
    std::swap(socket_, other.socket_);
    std::swap(tls_, other.tls_);
    std::swap(buffer_, other.buffer_);
    return *this;
}

TcpClient::~TcpClient()
{
    close();
}

void TcpClient::start_tls(SSL_CTX* context, SSL_SESSION* resumed)
{
    const timeval time{patience.count(), 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
    tls_.reset(SSL_new(context), SSL_free);
    SSL_set_fd(tls_.get(), socket_);
    if (resumed) SSL_set_session(tls_.get(), resumed);
    ERR_clear_error();
    if (SSL_connect(tls_.get()) != 1) fail_tls("no TLS");
}

void TcpClient::send(std::string_view bytes)
{
    if (tls_) {
        ERR_clear_error();
        std::size_t written = 0;
        if (SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &written) != 1) fail_tls("send");
        return;
    }
    send_while_taken(bytes, patience);
    if (!bytes.empty()) throw std::runtime_error{"the server does not take what is sent"};
}

void TcpClient::send_while_taken(std::string_view& bytes, std::chrono::milliseconds time)
{
    while (!bytes.empty()) {
        pollfd entry{socket_, POLLOUT, 0};
        if (poll(&entry, 1, static_cast<int>(time.count())) <= 0) return;
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0) fail("send");
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

bool TcpClient::fill()
{
    const bool has_some = tls_ && SSL_pending(tls_.get()) > 0;
    if (!has_some && !wait_readable(socket_, patience))
        throw std::runtime_error{"nothing comes any more; so far: " + buffer_.substr(0, 300)};
    char bytes[65536];
    const auto size =
        tls_ ? SSL_read(tls_.get(), bytes, sizeof bytes) : recv(socket_, bytes, sizeof bytes, 0);
    if (tls_ && size < 0 && SSL_get_error(tls_.get(), static_cast<int>(size)) != SSL_ERROR_SYSCALL)
        fail_tls("read");
    if (size <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(size));
    return true;
}

std::string TcpClient::read(std::size_t size)
{
    while (buffer_.size() < size) {
        if (!fill()) throw std::runtime_error{"the connection ends in the middle: " + buffer_};
    }
    auto bytes = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return bytes;
}

std::string TcpClient::read_until(std::string_view mark)
{
    for (;;) {
        const auto found = buffer_.find(mark);
        if (found != std::string::npos) return read(found + mark.size());
        if (!fill()) throw std::runtime_error{"the connection ends in the middle: " + buffer_};
    }
}

std::string TcpClient::read_to_end()
{
    while (fill()) {
    }
    return std::exchange(buffer_, {});
}

bool TcpClient::has_input()
{
    return !buffer_.empty() || wait_readable(socket_, std::chrono::milliseconds{0});
}

bool TcpClient::ends()
{
    return buffer_.empty() && !fill();
}

void TcpClient::finish()
{
    if (tls_) SSL_shutdown(tls_.get());
    shutdown(socket_, SHUT_WR);
}

void TcpClient::reset()
{
    const linger at_once{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
}

void TcpClient::close()
{
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

void TcpClient::set_receive_buffer(int bytes)
{
    setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

}  // namespace halley::test
