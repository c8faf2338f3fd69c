#include "src/http/session_cookie.hpp"

#include <cstddef>

#include "src/http/field_text.hpp"

namespace halley::http {
namespace {

constexpr std::size_t signature_bytes = 16;
constexpr std::size_t longest_value = 128;  // Nothing longer can be ours.

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
}

void SessionCookie::read(std::string_view header, Found& found) const
{
    while (found.browser.empty() && !header.empty()) {
        const auto [name, value] = take_cookie(header);
        if (name.empty() || name != name_) continue;
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
    return security::hex(security::hmac_sha256(key_, browser).substr(0, signature_bytes));
}

bool SessionCookie::is_ours(std::string_view value) const
{
    const auto dot = value.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || value.size() > longest_value) return false;
    const auto expected = sign(value.substr(0, dot));
    const auto signature = value.substr(dot + 1);
    return security::same_secret(signature, expected);
}

}  // namespace halley::http
