#include "services/tls/tls_context.hpp"

#include <stdexcept>

#include <boost/asio/ip/address.hpp>
#include <openssl/x509v3.h>

#include "services/tls/tls_files.hpp"

namespace halley::services {
namespace {

namespace ssl = boost::asio::ssl;

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
    if (config.certificate.empty() != config.private_key.empty())
        throw std::invalid_argument("service " + service +
                                    ": certificate and private_key go together");
    try {
        if (config.ca.empty()) {
            context_.set_default_verify_paths();
        } else {
            trust(context_, "ca", config.ca);
        }
        if (!config.certificate.empty()) identify(context_, config.certificate, config.private_key);
    } catch (const TlsFileError& unusable) {
        throw std::invalid_argument("service " + service + ": " + unusable.what());
    }
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
