#include "src/security/express_cookie.hpp"

#include <time.h>

#include <algorithm>
#include <charconv>
#include <chrono>

#include "src/security/authenticator.hpp"
#include "src/security/base64.hpp"
#include "src/security/json.hpp"
#include "src/security/keyed_digest.hpp"

namespace halley::security {
namespace {

constexpr std::string_view usual_members[] = {
    "passport.user", "passport.user.id", "user", "user.id", "user.username", "user.name", "userId"};

// As encodeURIComponent writes it. What makes no sense stays as it is.
std::string decode_percent(std::string_view text)
{
    std::string decoded;
    for (std::size_t at = 0; at < text.size(); ++at) {
        unsigned byte = 0;
        const auto* const digits = text.data() + at + 1;
        if (text[at] == '%' && at + 2 < text.size() &&
            std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
            decoded += static_cast<char>(byte);
            at += 2;
        } else {
            decoded += text[at];
        }
    }
    return decoded;
}

// `2026-11-21T17:00:00.000Z`, as JSON.stringify writes a Date.
std::optional<long long> parse_date(const std::string& text)
{
    tm parts{};
    const auto* const end = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
    if (!end || !text.ends_with('Z')) return std::nullopt;
    return static_cast<long long>(::timegm(&parts)) * 1000;
}

std::string find_name(const json_t* session, const std::string& identity)
{
    if (!identity.empty()) return name_of(member(session, identity));
    for (const auto path : usual_members) {
        if (auto name = name_of(member(session, path)); !name.empty()) return name;
    }
    return {};
}

}  // namespace

std::optional<std::string> session_id_of(std::string_view cookie,
                                         const std::vector<std::string>& secrets)
{
    const auto text = decode_percent(cookie);
    const auto dot = text.rfind('.');
    if (!text.starts_with("s:") || dot == std::string::npos || dot < 3) return std::nullopt;
    auto id = text.substr(2, dot - 2);
    const auto signature = std::string_view{text}.substr(dot + 1);
    const bool is_signed = std::any_of(secrets.begin(), secrets.end(), [&](const auto& secret) {
        auto expected = encode_base64(hmac_sha256(secret, id));
        expected.erase(expected.find_last_not_of('=') + 1);
        return same_secret(expected, signature);
    });
    if (!is_signed) return std::nullopt;
    return id;
}

Admission judge_session(std::string_view session, const std::string& identity, long long now)
{
    const auto object = parse_object(session);
    if (!object) return unavailable("session_malformed");
    Admission admission;
    const auto* const expires = member(object.get(), "cookie.expires");
    if (json_is_string(expires)) {
        const auto until = parse_date(text_of(expires));
        if (!until || *until <= now) return Admission::refuse(credentials_missing);
        admission.lasts = std::chrono::milliseconds{*until - now};
    }
    admission.verdict.identity = find_name(object.get(), identity);
    if (admission.verdict.identity.empty()) return Admission::refuse(credentials_missing);
    json_object_del(object.get(), "cookie");
    admission.verdict.attributes = encode(object.get());
    return admission;
}

}  // namespace halley::security
