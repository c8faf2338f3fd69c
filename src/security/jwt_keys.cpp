#include "src/security/jwt_keys.hpp"

#include <stdexcept>
#include <string_view>
#include <utility>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "src/security/json.hpp"

namespace halley::security {
namespace {

constexpr std::size_t least_secret = 32;      // RFC 7518, 3.2
constexpr std::size_t least_rsa_bits = 2048;  // RFC 7518, 3.3

using PublicKey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Source = std::unique_ptr<BIO, decltype(&BIO_free)>;

std::shared_ptr<cjose_jwk_t> owned(cjose_jwk_t* key)
{
    if (!key) throw std::runtime_error{"a key cannot be used"};
    return {key, KeyRelease{}};
}

std::string number(const EVP_PKEY* key, const char* name)
{
    BIGNUM* found = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &found) != 1)
        throw std::runtime_error{"a key cannot be used"};
    const std::unique_ptr<BIGNUM, decltype(&BN_free)> value{found, &BN_free};
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(value.get())), '\0');
    BN_bn2bin(value.get(), reinterpret_cast<unsigned char*>(bytes.data()));
    return bytes;
}

std::uint8_t* bytes_of(std::string& text)
{
    return reinterpret_cast<std::uint8_t*>(text.data());
}

JwtKey rsa_key(const EVP_PKEY* pem)
{
    auto n = number(pem, OSSL_PKEY_PARAM_RSA_N);
    auto e = number(pem, OSSL_PKEY_PARAM_RSA_E);
    cjose_jwk_rsa_keyspec spec{};
    spec.n = bytes_of(n);
    spec.nlen = n.size();
    spec.e = bytes_of(e);
    spec.elen = e.size();
    return {"RS256", {}, owned(cjose_jwk_create_RSA_spec(&spec, nullptr))};
}

JwtKey ec_key(const EVP_PKEY* pem)
{
    auto x = number(pem, OSSL_PKEY_PARAM_EC_PUB_X);
    auto y = number(pem, OSSL_PKEY_PARAM_EC_PUB_Y);
    cjose_jwk_ec_keyspec spec{};
    spec.crv = CJOSE_JWK_EC_P_256;
    spec.x = bytes_of(x);
    spec.xlen = x.size();
    spec.y = bytes_of(y);
    spec.ylen = y.size();
    return {"ES256", {}, owned(cjose_jwk_create_EC_spec(&spec, nullptr))};
}

JwtKeys parse_pem(const std::string& text)
{
    const Source source{BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
    JwtKeys keys;
    for (;;) {
        const PublicKey pem{PEM_read_bio_PUBKEY(source.get(), nullptr, nullptr, nullptr),
                            &EVP_PKEY_free};
        if (!pem) break;
        if (EVP_PKEY_is_a(pem.get(), "RSA")) {
            keys.push_back(rsa_key(pem.get()));
        } else if (EVP_PKEY_is_a(pem.get(), "EC") && EVP_PKEY_get_bits(pem.get()) == 256) {
            keys.push_back(ec_key(pem.get()));
        } else {
            throw std::runtime_error{"a key is neither of RSA nor of the curve P-256"};
        }
    }
    return keys;
}

std::string algorithm_of(const cjose_jwk_t* key)
{
    switch (cjose_jwk_get_kty(key, nullptr)) {
    case CJOSE_JWK_KTY_RSA: return "RS256";
    case CJOSE_JWK_KTY_EC:
        return cjose_jwk_EC_get_curve(key, nullptr) == CJOSE_JWK_EC_P_256 ? "ES256" : "";
    case CJOSE_JWK_KTY_OCT: return "HS256";
    }
    return {};
}

// A set may hold keys for other purposes, which are passed over.
void add_json_key(JwtKeys& keys, json_t* object)
{
    const auto use = text_of(json_object_get(object, "use"));
    if (!use.empty() && use != "sig") return;
    auto* const imported = cjose_jwk_import_json(object, nullptr);
    if (!imported) return;
    JwtKey key{algorithm_of(imported), text_of(json_object_get(object, "kid")), owned(imported)};
    const auto meant = text_of(json_object_get(object, "alg"));
    if (!key.algorithm.empty() && (meant.empty() || meant == key.algorithm))
        keys.push_back(std::move(key));
}

JwtKeys parse_json(const std::string& text)
{
    const auto object = parse_object(text);
    if (!object) throw std::runtime_error{"is not JSON"};
    JwtKeys keys;
    auto* const set = json_object_get(object.get(), "keys");
    if (!set) {
        add_json_key(keys, object.get());
        return keys;
    }
    for (std::size_t index = 0; index < json_array_size(set); ++index)
        add_json_key(keys, json_array_get(set, index));
    return keys;
}

void check_sizes(const JwtKeys& keys)
{
    for (const auto& key : keys) {
        const auto bits = cjose_jwk_get_keysize(key.key.get(), nullptr);
        if (key.algorithm == "RS256" && bits < least_rsa_bits)
            throw std::runtime_error{"a key of RSA has less than 2048 bits"};
        if (key.algorithm == "HS256" && bits < 8 * least_secret)
            throw std::runtime_error{"a secret has less than 32 bytes"};
    }
}

}  // namespace

JwtKeys parse_keys(const std::string& text)
{
    const auto first = text.find_first_not_of(" \t\r\n");
    const bool is_json = first != std::string::npos && text[first] == '{';
    auto keys = is_json ? parse_json(text) : parse_pem(text);
    if (keys.empty())
        throw std::runtime_error{
            "no key for HS256, RS256 or ES256: expected public keys in PEM, or a JSON Web Key Set"};
    check_sizes(keys);
    return keys;
}

JwtKeys parse_secret(const std::string& text)
{
    auto secret = text.substr(0, text.find_last_not_of("\r\n") + 1);
    if (secret.size() < least_secret) throw std::runtime_error{"a secret has less than 32 bytes"};
    auto* const key = cjose_jwk_create_oct_spec(bytes_of(secret), secret.size(), nullptr);
    return {
        JwtKey{"HS256", {}, owned(key)}
    };
}

}  // namespace halley::security
