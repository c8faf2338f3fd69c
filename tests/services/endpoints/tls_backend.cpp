#include "tests/services/endpoints/tls_backend.hpp"

#include "services/endpoints/tls.hpp"

namespace halley::services {

using boost::asio::ip::tcp;

const Certificate& test_authority()
{
    static const auto authority = Certificate::authority();
    return authority;
}

const Certificate& TlsBackend::for_localhost()
{
    static const auto certificate = test_authority().issue("DNS:localhost,IP:127.0.0.1");
    return certificate;
}

TlsBackend::TlsBackend(const Certificate& certificate)
    : acceptor_(context_, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)),
      socket_(context_),
      tls_(SSL_CTX_new(TLS_server_method()))
{
    SSL_CTX_use_certificate(tls_, certificate.x509());
    SSL_CTX_use_PrivateKey(tls_, certificate.key());
    test_authority().write_certificate(file("ca.pem"));
}

TlsBackend::~TlsBackend()
{
    SSL_free(ssl_);
    SSL_CTX_free(tls_);
}

void TlsBackend::want_certificates()
{
    SSL_CTX_load_verify_file(tls_, file("ca.pem").c_str());
    SSL_CTX_set_verify(tls_, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
}

void TlsBackend::speak_at_most(int version)
{
    SSL_CTX_set_security_level(tls_, 0);
    SSL_CTX_set_min_proto_version(tls_, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(tls_, version);
}

void TlsBackend::finish()
{
    SSL_shutdown(ssl_);
}

void TlsBackend::close()
{
    SSL_shutdown(ssl_);
    socket_.close();
}

void TlsBackend::break_off()
{
    client.run_until([&] { return socket_.available() > 0; });
    socket_.close();
}

void TlsBackend::truncate()
{
    socket_.shutdown(tcp::socket::shutdown_send);
}

bool TlsBackend::was_told_the_end() const
{
    return (SSL_get_shutdown(ssl_) & SSL_RECEIVED_SHUTDOWN) != 0;
}

std::string TlsBackend::asked_for() const
{
    const auto* const name = SSL_get_servername(ssl_, TLSEXT_NAMETYPE_host_name);
    return name ? name : "";
}

ServiceFactory TlsBackend::kind() const
{
    return make_tls_service;
}

void TlsBackend::lead_here(ServiceConfig& config) const
{
    config.port = acceptor_.local_endpoint().port();
    if (!system_is_trusted) config.ca = file("ca.pem");
}

// The client may refuse it: then reading and writing fail.
void TlsBackend::accept_one()
{
    acceptor_.accept(socket_);
    ssl_ = SSL_new(tls_);
    SSL_set_fd(ssl_, socket_.native_handle());
    SSL_accept(ssl_);
}

void TlsBackend::write_all(std::string_view bytes)
{
    SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()));
}

std::string TlsBackend::read_some(std::size_t most)
{
    std::string bytes(most, '\0');
    const auto size = SSL_read(ssl_, bytes.data(), static_cast<int>(most));
    bytes.resize(static_cast<std::size_t>(size > 0 ? size : 0));
    return bytes;
}

}  // namespace halley::services
