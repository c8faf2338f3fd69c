#include "src/http/session_cookie.hpp"

#include <cstddef>
#include <stdexcept>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

namespace halley::http {
namespace {

constexpr std::size_t signature_bytes = 16;
constexpr std::size_t longest_value = 128;  // Nothing longer can be ours.

std::string_view trim(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string_view same_site(SameSite policy)
{
    switch (policy) {
    case SameSite::strict: return "; SameSite=Strict";
    case SameSite::none: return "; SameSite=None";
    case SameSite::lax: break;
    }
    return "; SameSite=Lax";
}

}  // namespace

SessionCookie::SessionCookie(const CookieConfig& config)
    : name_(config.name), attributes_("; Path=/; HttpOnly"), secure_(config.secure)
{
    attributes_ += same_site(config.same_site);
    if (RAND_bytes(key_.data(), static_cast<int>(key_.size())) != 1)
        throw std::runtime_error("OpenSSL has no random bytes");
}

void SessionCookie::read(std::string_view header, Found& found) const
{
    while (found.browser.empty() && !header.empty()) {
        const auto end = header.find(';');
        const auto pair = trim(header.substr(0, end));
        header = end == std::string_view::npos ? std::string_view{} : header.substr(end + 1);

        const auto equals = pair.find('=');
        if (equals == std::string_view::npos || trim(pair.substr(0, equals)) != name_) continue;
        const auto value = trim(pair.substr(equals + 1));
        if (is_ours(value)) {
            found.browser = value.substr(0, value.rfind('.'));
        } else {
            found.foreign = true;
        }
    }
    if (!found.browser.empty()) found.foreign = false;
}

std::string SessionCookie::issue(std::string_view browser, bool over_tls) const
{
    std::string text = name_;
    text += '=';
    text += browser;
    text += '.';
    text += sign(browser);
    text += attributes_;
    if (secure_ == CookieSecure::always || (secure_ == CookieSecure::automatic && over_tls))
        text += "; Secure";
    return text;
}

std::string SessionCookie::sign(std::string_view browser) const
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (!HMAC(EVP_sha256(),
              key_.data(),
              static_cast<int>(key_.size()),
              reinterpret_cast<const unsigned char*>(browser.data()),
              browser.size(),
              digest.data(),
              &size))
        throw std::runtime_error("OpenSSL cannot sign");
    std::string text;
    for (std::size_t index = 0; index < signature_bytes; ++index) {
        constexpr std::string_view digits = "0123456789abcdef";
        text += digits[digest[index] >> 4];
        text += digits[digest[index] & 15];
    }
    return text;
}

bool SessionCookie::is_ours(std::string_view value) const
{
    const auto dot = value.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || value.size() > longest_value) return false;
    const auto expected = sign(value.substr(0, dot));
    const auto signature = value.substr(dot + 1);
    return signature.size() == expected.size() &&
           CRYPTO_memcmp(signature.data(), expected.data(), expected.size()) == 0;
}

}  // namespace halley::http
