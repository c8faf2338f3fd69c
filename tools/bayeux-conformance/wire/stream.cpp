#include "tools/bayeux-conformance/wire/stream.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "tools/bayeux-conformance/wire/interruption.hpp"

namespace halley::conformance {

namespace {

constexpr std::chrono::seconds longest_connect{10};
constexpr std::chrono::seconds longest_send{20};

struct AddressList {
    explicit AddressList(const client::Url& url)
    {
        addrinfo hints{};
        hints.ai_socktype = SOCK_STREAM;
        if (const int error = getaddrinfo(url.host.c_str(), url.port.c_str(), &hints, &first))
            throw std::runtime_error("cannot find " + url.host + ": " + gai_strerror(error));
    }
    AddressList(const AddressList&) = delete;
    AddressList& operator=(const AddressList&) = delete;
    ~AddressList() { freeaddrinfo(first); }

    addrinfo* first = nullptr;
};

bool poll_one(int socket, short events, Clock::time_point until)
{
    for (;;) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
        std::array<pollfd, 2> entries{
            {{socket, events, 0}, {interruption(), POLLIN, 0}}
        };
        const int ready = poll(
            entries.data(), entries.size(), static_cast<int>(std::clamp<long>(left, 0, 3'600'000)));
        if (interrupted()) throw Interrupted{};
        if (ready > 0) return true;
        if (ready == 0) return false;
        if (errno != EINTR) throw std::runtime_error(std::strerror(errno));
    }
}

int connect_to(const addrinfo& address)
{
    const int handle = socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (handle < 0) return -1;
    if (connect(handle, address.ai_addr, address.ai_addrlen) != 0 && errno == EINPROGRESS) {
        int error = ETIMEDOUT;
        socklen_t size = sizeof error;
        if (poll_one(handle, POLLOUT, Clock::now() + longest_connect))
            getsockopt(handle, SOL_SOCKET, SO_ERROR, &error, &size);
        errno = error;
    } else {
        errno = 0;
    }
    if (errno == 0) {
        const int on = 1;
        setsockopt(handle, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        return handle;
    }
    const int error = errno;
    close(handle);
    errno = error;
    return -1;
}

}  // namespace

struct Stream::Tls {
    Tls(int socket, const Endpoint& endpoint)
        : context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free),
          ssl(SSL_new(context.get()), SSL_free)
    {
        SSL_CTX_set_default_verify_paths(context.get());
        // What SSL_set_tlsext_host_name does, without its old-style cast.
        std::string name = endpoint.url.host;
        SSL_ctrl(ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
        if (!endpoint.insecure) {
            SSL_set_verify(ssl.get(), SSL_VERIFY_PEER, nullptr);
            SSL_set1_host(ssl.get(), endpoint.url.host.c_str());
        }
        SSL_set_fd(ssl.get(), socket);
    }

    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context;
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl;
};

Stream::Stream(const Endpoint& endpoint)
{
    const AddressList addresses{endpoint.url};
    for (auto* each = addresses.first; each && socket_ < 0; each = each->ai_next)
        socket_ = connect_to(*each);
    if (socket_ < 0)
        throw std::runtime_error("cannot connect to " + endpoint.url.authority() + ": " +
                                 std::strerror(errno));
    if (!endpoint.url.tls) return;
    tls_ = std::make_unique<Tls>(socket_, endpoint);
    const auto until = Clock::now() + longest_connect;
    ERR_clear_error();
    for (int result = SSL_connect(tls_->ssl.get()); result != 1;
         result = SSL_connect(tls_->ssl.get())) {
        const int reason = SSL_get_error(tls_->ssl.get(), result);
        const bool reads = reason == SSL_ERROR_WANT_READ;
        if ((!reads && reason != SSL_ERROR_WANT_WRITE) || !wait(reads ? POLLIN : POLLOUT, until)) {
            close(std::exchange(socket_, -1));
            throw std::runtime_error("cannot agree on TLS with " + endpoint.url.authority());
        }
    }
}

Stream::Stream(Stream&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), tls_(std::move(other.tls_))
{
}

Stream& Stream::operator=(Stream&& other) noexcept
{
    std::swap(socket_, other.socket_);
    std::swap(tls_, other.tls_);
    return *this;
}

Stream::~Stream()
{
    tls_.reset();
    if (socket_ >= 0) close(socket_);
}

bool Stream::wait(short events, Clock::time_point until) const
{
    return poll_one(socket_, events, until);
}

void Stream::send(std::string_view bytes)
{
    if (send_some(bytes, longest_send) < bytes.size())
        throw TimedOut("the server does not read what is sent");
}

std::size_t Stream::send_some(std::string_view bytes, std::chrono::milliseconds time)
{
    const auto until = Clock::now() + time;
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        const auto rest = bytes.substr(sent);
        long size = 0;
        short events = POLLOUT;
        if (tls_) {
            ERR_clear_error();
            size = SSL_write(tls_->ssl.get(), rest.data(), static_cast<int>(rest.size()));
            if (size <= 0) {
                const int reason = SSL_get_error(tls_->ssl.get(), static_cast<int>(size));
                if (reason == SSL_ERROR_WANT_READ) events = POLLIN;
                if (reason != SSL_ERROR_WANT_READ && reason != SSL_ERROR_WANT_WRITE)
                    throw Disconnected("the server has closed the connection");
            }
        } else {
            size = ::send(socket_, rest.data(), rest.size(), MSG_NOSIGNAL);
            if (size < 0 && errno != EAGAIN && errno != EINTR)
                throw Disconnected("the server has closed the connection");
        }
        if (size > 0) {
            sent += static_cast<std::size_t>(size);
        } else if (!wait(events, until)) {
            break;
        }
    }
    return sent;
}

std::string Stream::receive(Clock::time_point until)
{
    std::array<char, 65536> buffer{};
    for (;;) {
        long size = 0;
        short events = POLLIN;
        if (tls_) {
            ERR_clear_error();
            size = SSL_read(tls_->ssl.get(), buffer.data(), static_cast<int>(buffer.size()));
            if (size <= 0) {
                const int reason = SSL_get_error(tls_->ssl.get(), static_cast<int>(size));
                if (reason == SSL_ERROR_WANT_WRITE) events = POLLOUT;
                if (reason != SSL_ERROR_WANT_READ && reason != SSL_ERROR_WANT_WRITE)
                    throw Disconnected("the server has closed the connection");
            }
        } else {
            size = recv(socket_, buffer.data(), buffer.size(), 0);
            if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR))
                throw Disconnected("the server has closed the connection");
        }
        if (size > 0) return {buffer.data(), static_cast<std::size_t>(size)};
        if (!wait(events, until)) throw TimedOut("nothing came in time");
    }
}

bool Stream::ended()
{
    char byte = 0;
    if (!tls_) {
        const auto size = recv(socket_, &byte, 1, MSG_PEEK);
        return size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR);
    }
    ERR_clear_error();
    const int size = SSL_peek(tls_->ssl.get(), &byte, 1);
    if (size > 0) return false;
    const int reason = SSL_get_error(tls_->ssl.get(), size);
    return reason != SSL_ERROR_WANT_READ && reason != SSL_ERROR_WANT_WRITE;
}

void Stream::finish()
{
    if (tls_) SSL_shutdown(tls_->ssl.get());
    shutdown(socket_, SHUT_WR);
}

void Stream::reset()
{
    const linger option{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &option, sizeof option);
    tls_.reset();
    close(std::exchange(socket_, -1));
}

void Stream::shrink_receive_buffer(int bytes)
{
    setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

}  // namespace halley::conformance
