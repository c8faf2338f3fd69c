#include "src/tls/ticket_keys.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

namespace halley::tls {
namespace {

// What the callback returns.
constexpr int failed = -1;
constexpr int unknown = 0;
constexpr int good = 1;
constexpr int good_but_old = 2;

template <std::size_t size> bool fill(std::array<unsigned char, size>& bytes)
{
    return RAND_bytes(bytes.data(), static_cast<int>(size)) == 1;
}

void release(void*, void* keys, CRYPTO_EX_DATA*, int, long, void*)
{
    delete static_cast<TicketKeys*>(keys);
}

int index_of_keys()
{
    static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, release);
    return index;
}

bool prepare(EVP_MAC_CTX* mac, TicketKeys::Key& key)
{
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key.mac.data(), key.mac.size()),
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end()};
    return EVP_MAC_CTX_set_params(mac, params) == 1;
}

int seal(TicketKeys& keys,
         unsigned char* name,
         unsigned char* iv,
         EVP_CIPHER_CTX* cipher,
         EVP_MAC_CTX* mac)
{
    auto key = keys.sealing();
    const auto* const algorithm = EVP_aes_256_cbc();
    if (!key || RAND_bytes(iv, EVP_CIPHER_get_iv_length(algorithm)) != 1) return failed;
    std::copy(key->name.begin(), key->name.end(), name);
    const bool ready =
        EVP_EncryptInit_ex(cipher, algorithm, nullptr, key->cipher.data(), iv) == 1 &&
        prepare(mac, *key);
    return ready ? good : failed;
}

int open(TicketKeys& keys,
         const unsigned char* name,
         const unsigned char* iv,
         EVP_CIPHER_CTX* cipher,
         EVP_MAC_CTX* mac)
{
    auto found = keys.opening(name);
    if (!found) return unknown;
    auto& key = found->key;
    const bool ready =
        EVP_DecryptInit_ex(cipher, EVP_aes_256_cbc(), nullptr, key.cipher.data(), iv) == 1 &&
        prepare(mac, key);
    if (!ready) return failed;
    return found->sealing ? good : good_but_old;
}

int on_ticket(SSL* session,
              unsigned char* name,
              unsigned char* iv,
              EVP_CIPHER_CTX* cipher,
              EVP_MAC_CTX* mac,
              int sealing)
{
    auto* const keys =
        static_cast<TicketKeys*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(session), index_of_keys()));
    if (!keys) return failed;
    return sealing != 0 ? seal(*keys, name, iv, cipher, mac) : open(*keys, name, iv, cipher, mac);
}

}  // namespace

void TicketKeys::install(SSL_CTX* context, std::function<Clock::time_point()> now)
{
    auto keys = std::make_unique<TicketKeys>(std::move(now));
    if (SSL_CTX_set_ex_data(context, index_of_keys(), keys.get()) != 1) return;
    keys.release();
    SSL_CTX_set_tlsext_ticket_key_evp_cb(context, on_ticket);
}

void TicketKeys::forget()
{
    const auto age = now_() - since_;
    if (age >= 2 * lifetime) {
        former_.reset();
        current_.reset();
    } else if (age >= lifetime && current_) {
        former_ = std::exchange(current_, std::nullopt);
        since_ += lifetime;
    } else if (age >= lifetime) {
        former_.reset();
    }
}

std::optional<TicketKeys::Key> TicketKeys::sealing()
{
    const std::lock_guard lock{mutex_};
    forget();
    if (current_) return current_;
    Key key;
    if (!fill(key.name) || !fill(key.cipher) || !fill(key.mac)) return std::nullopt;
    current_ = key;
    since_ = now_();
    return current_;
}

std::optional<TicketKeys::Found> TicketKeys::opening(const unsigned char* name)
{
    const std::lock_guard lock{mutex_};
    forget();
    const auto named = [name](const std::optional<Key>& key) {
        return key && std::equal(key->name.begin(), key->name.end(), name);
    };
    if (named(current_)) return Found{*current_, true};
    if (named(former_)) return Found{*former_, false};
    return std::nullopt;
}

}  // namespace halley::tls
