#include "src/tls/client_socket.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>

#include <boost/asio/ssl/error.hpp>
#include <openssl/err.h>
#include <openssl/x509.h>

namespace halley::tls {
namespace {

using Outcome = services::TlsStep::Outcome;

constexpr std::size_t most_parts = runtime::Pieces::parts_a_call + 1;  // And a header.

struct BioFree {
    void operator()(BIO* it) const noexcept { BIO_free(it); }
};

std::string text_of(const X509_NAME* name)
{
    const std::unique_ptr<BIO, BioFree> out{BIO_new(BIO_s_mem())};
    // RFC 2253 with the letters of all languages as they are.
    constexpr unsigned long form =
        XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
    if (!out || X509_NAME_print_ex(out.get(), name, 0, form) < 0) return {};
    const char* text = nullptr;
    const auto size = BIO_ctrl(out.get(), BIO_CTRL_INFO, 0, &text);
    return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string();
}

// What a call of the kernel's has come to.
services::TlsStep plain_step(ssize_t size, Outcome wait)
{
    if (size > 0) return {Outcome::done, static_cast<std::size_t>(size)};
    if (size == 0) return {Outcome::failed, 0, asio::error::eof};
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return {wait};
    return {
        Outcome::failed, 0, {errno, boost::system::system_category()}
    };
}

}  // namespace

ClientSocket::ClientSocket(Socket socket, ContextPtr context)
    : Socket(std::move(socket)),
      tls_(std::make_unique<services::TlsSession>(*context->native_handle()))
{
    error_code error;  // Found again by the handshake.
    native_non_blocking(true, error);
    tls_->attach(native_handle(), services::TlsSession::Role::server);
}

std::string ClientSocket::certificate_subject() const
{
    if (!tls_) return {};
    const auto* const certificate = SSL_get0_peer_certificate(tls_->native_handle());
    if (!certificate || SSL_get_verify_result(tls_->native_handle()) != X509_V_OK) return {};
    return text_of(X509_get_subject_name(certificate));
}

ClientSocket::Sight ClientSocket::look()
{
    if (!is_open()) return Sight::end;
    if (tls_) {
        const auto step = tls_->peek();
        if (step.done()) return Sight::bytes;
        return step.outcome == services::TlsStep::Outcome::failed ? Sight::end : Sight::nothing;
    }
    char byte;
    const auto size = recv(native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (size > 0) return Sight::bytes;
    return size < 0 && (errno == EAGAIN || errno == EINTR) ? Sight::nothing : Sight::end;
}

services::TlsStep ClientSocket::try_read(std::span<char> into)
{
    if (tls_) return tls_->read(into);
    return plain_step(recv(native_handle(), into.data(), into.size(), MSG_DONTWAIT),
                      Outcome::wait_read);
}

services::TlsStep ClientSocket::try_write(const runtime::BufferSpan& parts)
{
    if (tls_) return write_records(*tls_, parts);
    std::array<iovec, most_parts> pieces;
    std::size_t count = 0;
    for (const auto& part : parts)
        pieces[count++] = {const_cast<void*>(part.data()), part.size()};
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = count;
    return plain_step(sendmsg(native_handle(), &message, MSG_DONTWAIT | MSG_NOSIGNAL),
                      Outcome::wait_write);
}

void ClientSocket::say_farewell()
{
    if (tls_ && is_open()) tls_->finish();
}

void ClientSocket::shutdown(shutdown_type what, error_code& error)
{
    say_farewell();
    Socket::shutdown(what, error);
}

void ClientSocket::close(error_code& error)
{
    say_farewell();
    Socket::close(error);
}

bool is_plain_http(const error_code& error)
{
    return error.category() == asio::error::get_ssl_category() &&
           ERR_GET_REASON(static_cast<unsigned long>(error.value())) == SSL_R_HTTP_REQUEST;
}

}  // namespace halley::tls
