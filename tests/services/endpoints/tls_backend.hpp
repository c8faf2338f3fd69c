#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <openssl/ssl.h>

#include "tests/services/endpoints/certificates.hpp"
#include "tests/services/endpoints/stream_backend.hpp"
#include "tests/support/temporary_folder.hpp"

namespace halley::services {

/// Made once: keys take their time.
const Certificate& test_authority();

/// A server with a certificate, which the client trusts.
class TlsBackend final : public StreamBackend {
public:
    explicit TlsBackend(const Certificate& certificate = for_localhost());
    ~TlsBackend() override;

    static const Certificate& for_localhost();

    /// From now on only clients with a certificate of `test_authority`.
    void want_certificates();
    void speak_at_most(int version);

    void finish() override;
    void close() override;
    void break_off() override;
    /// Ends the stream of bytes as whoever cuts a connection can.
    void truncate();

    /// The client has said that nothing more comes, and has not just stopped.
    bool was_told_the_end() const;

    /// The name that the client has asked for.
    std::string asked_for() const;

    /// Whom the client trusts is left to the system.
    bool system_is_trusted = false;

    /// A file of PEM, which the service can be configured with.
    std::string file(const std::string& name) const { return folder_.file(name); }

protected:
    ServiceFactory kind() const override;
    void lead_here(ServiceConfig& config) const override;
    void accept_one() override;
    void write_all(std::string_view bytes) override;
    std::string read_some(std::size_t most) override;

private:
    test::TemporaryFolder folder_;
    boost::asio::io_context context_;
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::ip::tcp::socket socket_;
    SSL_CTX* tls_;
    SSL* ssl_ = nullptr;
};

}  // namespace halley::services
