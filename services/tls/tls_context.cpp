#include "services/tls/tls_context.hpp"

#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include <boost/asio/ip/address.hpp>
#include <openssl/x509v3.h>

namespace halley::services {
namespace {

namespace ssl = boost::asio::ssl;

// Says which of the files of the service cannot be used, and why.
class Files {
public:
    explicit Files(const std::string& service) : service_(service) {}

    // OpenSSL's own words for a missing file say nothing of the file.
    void check_readable(const std::string& key, const std::string& file) const
    {
        errno = 0;
        if (std::ifstream(file).peek() != std::ifstream::traits_type::eof()) return;
        const auto reason = errno != 0 ? std::generic_category().message(errno) : "it is empty";
        refuse(key, file, reason);
    }

    void check(const std::string& key, const std::string& file, ErrorCode error) const
    {
        if (error) refuse(key, file, error.message());
    }

private:
    [[noreturn]] void
    refuse(const std::string& key, const std::string& file, const std::string& reason) const
    {
        throw std::invalid_argument("service " + service_ + ": cannot use " + key + " " + file +
                                    ": " + reason);
    }

    const std::string& service_;
};

// OpenSSL's macro for it casts as C does.
bool ask_for(SSL* connection, std::string name)
{
    constexpr auto command = SSL_CTRL_SET_TLSEXT_HOSTNAME;
    return SSL_ctrl(connection, command, TLSEXT_NAMETYPE_host_name, name.data()) == 1;
}

}  // namespace

TlsContext::TlsContext(const std::string& service, const ServiceConfig& config)
    : name_(config.server_name.empty() ? config.domain : config.server_name)
{
    const Files files(service);
    ErrorCode error;
    boost::asio::ip::make_address(name_, error);
    is_address_ = !error;
    // With an empty name OpenSSL would not look at the certificate's.
    if (name_.empty() || name_.size() > TLSEXT_MAXLEN_host_name ||
        name_.find('\0') != std::string::npos)
        throw std::invalid_argument("service " + service +
                                    ": server_name is no host name: " + name_);

    SSL_CTX_set_min_proto_version(context_.native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_options(context_.native_handle(), SSL_OP_NO_RENEGOTIATION);
    context_.set_verify_mode(ssl::verify_peer);
    if (config.ca.empty()) {
        context_.set_default_verify_paths();
    } else {
        files.check_readable("ca", config.ca);
        context_.load_verify_file(config.ca, error);
        files.check("ca", config.ca, error);
    }

    if (config.certificate.empty() != config.private_key.empty())
        throw std::invalid_argument("service " + service +
                                    ": certificate and private_key go together");
    if (config.certificate.empty()) return;
    // Nobody is there to type a password.
    context_.set_password_callback([](std::size_t, auto) { return std::string(); });
    files.check_readable("certificate", config.certificate);
    context_.use_certificate_chain_file(config.certificate, error);
    files.check("certificate", config.certificate, error);
    files.check_readable("private_key", config.private_key);
    context_.use_private_key_file(config.private_key, ssl::context::pem, error);
    files.check("private_key", config.private_key, error);
}

void TlsContext::prepare(SSL* connection) const
{
    auto* const expected = SSL_get0_param(connection);
    X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    const bool done =
        is_address_ ? X509_VERIFY_PARAM_set1_ip_asc(expected, name_.c_str()) == 1
                    : SSL_set1_host(connection, name_.c_str()) == 1 && ask_for(connection, name_);
    // Without the name any trusted certificate would do.
    if (!done) throw std::bad_alloc();
}

std::string tls_failure(SSL* connection, ErrorCode error)
{
    const auto verified = SSL_get_verify_result(connection);
    return verified == X509_V_OK ? error.message() : X509_verify_cert_error_string(verified);
}

}  // namespace halley::services
