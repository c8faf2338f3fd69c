#pragma once

#include <memory>
#include <string>

#include <openssl/ssl.h>

#include "halley/config.hpp"
#include "support/tcp_client.hpp"
#include "support/temporary_folder.hpp"
#include "tests/services/endpoints/certificates.hpp"

namespace halley::test {

using ContextPtr = std::shared_ptr<SSL_CTX>;

/// The files that a server with TLS needs, and clients for it.
class TlsPlace {
public:
    TlsPlace();

    std::string file(const std::string& name) const { return folder_.file(name); }
    TlsConfig tls() const;
    /// A server with one listener.
    Config config() const { return config(tls()); }
    Config config(const TlsConfig& tls) const;

    /// Writes another certificate where the server's is.
    const services::Certificate& replace_certificate();
    const services::Certificate& certificate() const { return certificate_; }

    services::Certificate issue() const { return authority_.issue("DNS:client"); }

    /// A client that trusts the authority, and may have a certificate itself.
    ContextPtr context(const services::Certificate* own = nullptr) const;
    TcpClient connect(std::uint16_t port) const;

private:
    TemporaryFolder folder_;
    services::Certificate authority_ = services::Certificate::authority();
    services::Certificate certificate_ = authority_.issue("DNS:localhost,IP:127.0.0.1");
};

}  // namespace halley::test
