#include "tools/client/peer.hpp"

#include <stdexcept>

#include <boost/system/error_code.hpp>

namespace halley::client {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

namespace {

void must(error_code error, const std::string& file, const char* purpose)
{
    if (error)
        throw std::runtime_error{file + " cannot be used as " + purpose + ": " + error.message()};
}

}  // namespace

ssl::context make_tls_context(const TlsOptions& options)
{
    ssl::context context{ssl::context::tls_client};
    context.set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 |
                        ssl::context::no_tlsv1_1);
    error_code error;
    context.set_default_verify_paths(
        error);  // Without them nothing is trusted, which is said later.
    if (!options.ca_file.empty()) {
        context.load_verify_file(options.ca_file, error);
        must(error, options.ca_file, "certificate authorities");
    }
    if (!options.certificate_file.empty()) {
        context.use_certificate_chain_file(options.certificate_file, error);
        must(error, options.certificate_file, "our certificate");
        const auto& key = options.key_file.empty() ? options.certificate_file : options.key_file;
        context.use_private_key_file(key, ssl::context::pem, error);
        must(error, key, "our key");
    }
    context.set_verify_mode(options.verify ? ssl::verify_peer : ssl::verify_none);
    return context;
}

}  // namespace halley::client
