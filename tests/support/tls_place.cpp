#include "support/tls_place.hpp"

#include <stdexcept>

namespace halley::test {

TlsPlace::TlsPlace()
{
    authority_.write_certificate(file("ca.pem"));
    certificate_.write_key(file("key.pem"));
    certificate_.write_certificate(file("cert.pem"));
}

TlsConfig TlsPlace::tls() const
{
    TlsConfig tls;
    tls.certificate = file("cert.pem");
    tls.private_key = file("key.pem");
    return tls;
}

Config TlsPlace::config(const TlsConfig& tls) const
{
    Config config;
    config.listen.push_back({"127.0.0.1", 0, tls});
    return config;
}

const services::Certificate& TlsPlace::replace_certificate()
{
    certificate_ = authority_.issue("DNS:localhost,IP:127.0.0.1");
    certificate_.write_key(file("key.pem"));
    certificate_.write_certificate(file("cert.pem"));
    return certificate_;
}

ContextPtr TlsPlace::context(const services::Certificate* own) const
{
    ContextPtr context{SSL_CTX_new(TLS_client_method()), SSL_CTX_free};
    // What the server refuses must not be refused here first.
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    bool done = SSL_CTX_load_verify_file(context.get(), file("ca.pem").c_str()) == 1;
    if (own) {
        done = done && SSL_CTX_use_certificate(context.get(), own->x509()) == 1 &&
               SSL_CTX_use_PrivateKey(context.get(), own->key()) == 1;
    }
    if (!done) throw std::runtime_error{"no client can be made"};
    return context;
}

TcpClient TlsPlace::connect(std::uint16_t port) const
{
    TcpClient client{port};
    client.start_tls(context().get());
    return client;
}

}  // namespace halley::test
