#include "services/tls/tls_session.hpp"

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

TlsSession::TlsSession(SSL_CTX& context) : ssl_(SSL_new(&context))
{
    if (!ssl_) throw std::bad_alloc();
    SSL_set_mode(ssl_.get(),
                 SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                     SSL_MODE_RELEASE_BUFFERS);
}

bool TlsSession::attach(int socket, Role role)
{
    if (role == Role::server) {
        SSL_set_accept_state(ssl_.get());
    } else {
        SSL_set_connect_state(ssl_.get());
    }
    return SSL_set_fd(ssl_.get(), socket) == 1;
}

TlsStep TlsSession::handshake()
{
    forget_errors();
    return step(SSL_do_handshake(ssl_.get()));
}

TlsStep TlsSession::read(std::span<char> into)
{
    if (into.empty()) return {};
    forget_errors();
    std::size_t size = 0;
    const auto result = SSL_read_ex(ssl_.get(), into.data(), into.size(), &size);
    return step(result, size);
}

TlsStep TlsSession::write(std::string_view bytes)
{
    if (bytes.empty()) return {};
    forget_errors();
    std::size_t size = 0;
    const auto result = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &size);
    return step(result, size);
}

TlsStep TlsSession::peek()
{
    forget_errors();
    char byte;
    std::size_t size = 0;
    const auto result = SSL_peek_ex(ssl_.get(), &byte, 1, &size);
    return step(result, size);
}

TlsStep TlsSession::finish()
{
    if (broken_ || SSL_is_init_finished(ssl_.get()) != 1) return {};
    forget_errors();
    const auto result = SSL_shutdown(ssl_.get());
    return step(result < 0 ? result : 1);
}

// To be asked before anything else is done with OpenSSL or the system.
TlsStep TlsSession::step(int result, std::size_t bytes)
{
    using Outcome = TlsStep::Outcome;
    if (result > 0) return {Outcome::done, bytes};
    const auto system_error = errno == 0 ? ECONNRESET : errno;
    switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ: return {Outcome::wait_read};
    case SSL_ERROR_WANT_WRITE: return {Outcome::wait_write};
    case SSL_ERROR_ZERO_RETURN: return {Outcome::failed, 0, asio::error::eof};
    case SSL_ERROR_SYSCALL:
        broken_ = true;
        return {
            Outcome::failed, 0, {system_error, boost::system::system_category()}
        };
    default: broken_ = true; return {Outcome::failed, 0, as_error_code(ERR_get_error())};
    }
}

}  // namespace halley::services
