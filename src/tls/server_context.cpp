#include "src/tls/server_context.hpp"

#include <string>
#include <string_view>

#include <openssl/ssl.h>

#include "services/tls/tls_files.hpp"
#include "src/tls/ticket_keys.hpp"

namespace halley::tls {
namespace {

namespace ssl = boost::asio::ssl;

// As in ALPN: each name after its length.
constexpr std::string_view protocols{"\x08http/1.1"};

int choose_protocol(SSL*,
                    const unsigned char** chosen,
                    unsigned char* size,
                    const unsigned char* offered,
                    unsigned offered_size,
                    void*)
{
    unsigned char* found = nullptr;
    const auto* const ours = reinterpret_cast<const unsigned char*>(protocols.data());
    const auto result = SSL_select_next_proto(
        &found, size, ours, static_cast<unsigned>(protocols.size()), offered, offered_size);
    *chosen = found;
    // RFC 7301, 3.2: a client that speaks nothing of ours is told so.
    return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

void verify_clients(ssl::context& context, const TlsConfig& config)
{
    if (config.client_certificates == ClientCertificates::none) return;
    services::trust(context, "client_ca", config.client_ca);
    // Which of its certificates a client has to choose.
    SSL_CTX_set_client_CA_list(context.native_handle(),
                               SSL_load_client_CA_file(config.client_ca.c_str()));
    context.set_verify_mode(config.client_certificates == ClientCertificates::required
                                ? ssl::verify_peer | ssl::verify_fail_if_no_peer_cert
                                : ssl::verify_peer);
}

}  // namespace

ContextPtr make_server_context(const TlsConfig& config)
{
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    auto* const native = context->native_handle();
    const bool only_1_3 = config.min_version == TlsVersion::tls_1_3;
    SSL_CTX_set_min_proto_version(native, only_1_3 ? TLS1_3_VERSION : TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20");
    SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
    TicketKeys::install(native);
    // A ticket that proves a client's certificate must be one of this context's.
    constexpr std::string_view name = "halley";
    SSL_CTX_set_session_id_context(
        native, reinterpret_cast<const unsigned char*>(name.data()), name.size());
    // One call a record instead of two. Nothing is held while a connection idles.
    SSL_CTX_set_read_ahead(native, 1);
    SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
    services::identify(*context, config.certificate, config.private_key);
    verify_clients(*context, config);
    return context;
}

}  // namespace halley::tls
