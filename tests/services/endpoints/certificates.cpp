#include "tests/services/endpoints/certificates.hpp"

#include <cstdio>
#include <cstring>
#include <stdexcept>

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace halley::services {
namespace {

void check(bool done)
{
    if (!done) throw std::runtime_error("no certificate could be made");
}

struct FileClose {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

std::unique_ptr<std::FILE, FileClose> create(const std::string& file)
{
    std::unique_ptr<std::FILE, FileClose> created(std::fopen(file.c_str(), "w"));
    check(created != nullptr);
    return created;
}

}  // namespace

Certificate::Certificate(const std::string& common_name, long seconds)
    : key_(EVP_EC_gen("P-256")), x509_(X509_new())
{
    check(key_ && x509_);
    std::uint32_t serial = 0;
    RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
    check(X509_set_version(x509_.get(), X509_VERSION_3) == 1);
    check(ASN1_INTEGER_set_uint64(X509_get_serialNumber(x509_.get()), serial) == 1);
    check(X509_gmtime_adj(X509_getm_notBefore(x509_.get()), -7200) != nullptr);
    check(X509_gmtime_adj(X509_getm_notAfter(x509_.get()), seconds) != nullptr);
    check(X509_set_pubkey(x509_.get(), key_.get()) == 1);
    const auto* const text = reinterpret_cast<const unsigned char*>(common_name.c_str());
    check(X509_NAME_add_entry_by_txt(
              X509_get_subject_name(x509_.get()), "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1);
}

Certificate Certificate::authority(const std::string& name)
{
    Certificate it(name, 3600);
    it.extend(NID_basic_constraints, "critical,CA:TRUE");
    check(X509_set_issuer_name(it.x509(), X509_get_subject_name(it.x509())) == 1);
    it.sign(it.key());
    return it;
}

Certificate Certificate::issue(const std::string& names, long seconds) const
{
    Certificate it("of a test", seconds);
    it.extend(NID_subject_alt_name, names);
    check(X509_set_issuer_name(it.x509(), X509_get_subject_name(x509())) == 1);
    it.sign(key());
    return it;
}

void Certificate::write_certificate(const std::string& file) const
{
    check(PEM_write_X509(create(file).get(), x509()) == 1);
}

void Certificate::write_key(const std::string& file, const char* password) const
{
    const auto* const cipher = password ? EVP_aes_256_cbc() : nullptr;
    const auto size = password ? static_cast<int>(std::strlen(password)) : 0;
    check(PEM_write_PKCS8PrivateKey(
              create(file).get(), key(), cipher, password, size, nullptr, nullptr) == 1);
}

void Certificate::extend(int kind, const std::string& value)
{
    auto* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
    check(extension != nullptr);
    const auto added = X509_add_ext(x509(), extension, -1);
    X509_EXTENSION_free(extension);
    check(added == 1);
}

void Certificate::sign(EVP_PKEY* with)
{
    check(X509_sign(x509(), with, EVP_sha256()) > 0);
}

}  // namespace halley::services
