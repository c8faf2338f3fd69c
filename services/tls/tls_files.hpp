#pragma once

#include <stdexcept>
#include <string>

#include <boost/asio/ssl/context.hpp>

namespace halley::services {

/// A file of the configuration that TLS cannot use.
class TlsFileError : public std::runtime_error {
public:
    TlsFileError(std::string file_key, const std::string& file, const std::string& reason);

    const std::string key;  ///< As in the configuration: `certificate`.
};

// Each throws TlsFileError.
/// Trusts the authorities in the PEM file that `ca_key` names.
void trust(boost::asio::ssl::context& context, const std::string& ca_key, const std::string& file);

/// A certificate with its chain, and its key, of files with PEM.
void identify(boost::asio::ssl::context& context,
              const std::string& certificate,
              const std::string& private_key);

}  // namespace halley::services
