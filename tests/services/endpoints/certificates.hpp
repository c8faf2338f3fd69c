#pragma once

#include <memory>
#include <string>

#include <openssl/evp.h>
#include <openssl/x509.h>

namespace halley::services {

struct OpensslFree {
    void operator()(EVP_PKEY* it) const noexcept { EVP_PKEY_free(it); }
    void operator()(X509* it) const noexcept { X509_free(it); }
};

/// A certificate and its key, made on the spot.
class Certificate {
public:
    /// One that signs others.
    static Certificate authority(const std::string& name = "authority of a test");

    /// `names` as in `DNS:localhost,IP:127.0.0.1`; it is valid until `seconds` from now.
    Certificate issue(const std::string& names, long seconds = 3600) const;

    X509* x509() const noexcept { return x509_.get(); }
    EVP_PKEY* key() const noexcept { return key_.get(); }

    void write_certificate(const std::string& file) const;
    void write_key(const std::string& file, const char* password = nullptr) const;

private:
    Certificate(const std::string& common_name, long seconds);
    void extend(int kind, const std::string& value);
    void sign(EVP_PKEY* with);

    std::unique_ptr<EVP_PKEY, OpensslFree> key_;
    std::unique_ptr<X509, OpensslFree> x509_;
};

}  // namespace halley::services
