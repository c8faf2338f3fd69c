#include "services/tls/tls_files.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "services/endpoint.hpp"

namespace halley::services {
namespace {

namespace ssl = boost::asio::ssl;

// OpenSSL's own words for a missing file say nothing of the file. A pipe might
// make us wait forever.
void check_readable(const std::string& key, const std::string& file)
{
    std::error_code error;
    const auto status = std::filesystem::status(file, error);
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
        throw TlsFileError(key, file, "it is no file");
    errno = 0;
    if (std::ifstream(file).peek() != std::ifstream::traits_type::eof()) return;
    throw TlsFileError(
        key, file, errno != 0 ? std::generic_category().message(errno) : "it is empty");
}

void check(const std::string& key, const std::string& file, const ErrorCode& error)
{
    if (error) throw TlsFileError(key, file, error.message());
}

}  // namespace

TlsFileError::TlsFileError(std::string file_key, const std::string& file, const std::string& reason)
    : std::runtime_error("cannot use " + file_key + " " + file + ": " + reason),
      key(std::move(file_key))
{
}

void trust(ssl::context& context, const std::string& ca_key, const std::string& file)
{
    check_readable(ca_key, file);
    ErrorCode error;
    context.load_verify_file(file, error);
    check(ca_key, file, error);
}

void identify(ssl::context& context, const std::string& certificate, const std::string& private_key)
{
    // Nobody is there to type a password.
    context.set_password_callback([](std::size_t, auto) { return std::string(); });
    check_readable("certificate", certificate);
    ErrorCode error;
    context.use_certificate_chain_file(certificate, error);
    check("certificate", certificate, error);
    check_readable("private_key", private_key);
    context.use_private_key_file(private_key, ssl::context::pem, error);
    check("private_key", private_key, error);
}

}  // namespace halley::services
