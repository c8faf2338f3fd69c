#include "src/security/jwt.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <boost/algorithm/string/predicate.hpp>

#include "src/security/cookies.hpp"
#include "src/security/json.hpp"
#include "src/security/reloaded_file.hpp"

namespace halley::security {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view scheme = "Bearer ";
constexpr std::size_t longest_token = 16 * 1024;

struct TokenRelease {
    void operator()(cjose_jws_t* token) const { cjose_jws_release(token); }
};
using Token = std::unique_ptr<cjose_jws_t, TokenRelease>;

bool looks_like_token(std::string_view text)
{
    return std::count(text.begin(), text.end(), '.') == 2;
}

bool is_base64url(std::string_view text)
{
    return text.size() % 4 != 1 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_';
           });
}

// RFC 7515, 3.1 and 2. The library takes more for a token, and ends the program where it
// finds padding in an impossible place.
bool is_compact(std::string_view text)
{
    if (!looks_like_token(text)) return false;
    const auto first = text.find('.');
    const auto last = text.rfind('.');
    return is_base64url(text.substr(0, first)) &&
           is_base64url(text.substr(first + 1, last - first - 1)) &&
           is_base64url(text.substr(last + 1));
}

// The key decides on the algorithm, not the token: `none` and others have no key.
bool is_signed(cjose_jws_t& token, const JwtKeys& keys)
{
    auto* const header = cjose_jws_get_protected(&token);
    const auto algorithm = text_of(json_object_get(reinterpret_cast<json_t*>(header), "alg"));
    const auto id = text_of(json_object_get(reinterpret_cast<json_t*>(header), "kid"));
    // RFC 7515, 4.1.11: what must be understood, and is not.
    if (json_object_get(reinterpret_cast<json_t*>(header), "crit")) return false;
    return std::any_of(keys.begin(), keys.end(), [&](const JwtKey& key) {
        return key.algorithm == algorithm && (id.empty() || key.id.empty() || key.id == id) &&
               cjose_jws_verify(&token, key.key.get(), nullptr);
    });
}

std::optional<milliseconds> time_of(const json_t* claim)
{
    if (!json_is_number(claim)) return std::nullopt;
    const auto seconds = json_number_value(claim);
    // Beyond that it is never, and milliseconds have no room.
    constexpr double most = 1e12;
    if (!(seconds >= 0)) return milliseconds{0};
    return milliseconds{static_cast<long long>(std::min(seconds, most) * 1000)};
}

bool is_for(const json_t* audience, const std::string& us)
{
    if (text_of(audience) == us) return true;
    for (std::size_t index = 0; index < json_array_size(audience); ++index) {
        if (text_of(json_array_get(audience, index)) == us) return true;
    }
    return false;
}

}  // namespace

Admission judge_token(std::string_view token,
                      const JwtKeys& keys,
                      const AuthenticationConfig& config,
                      milliseconds now)
{
    if (token.size() > longest_token || !is_compact(token))
        return Admission::refuse("token_malformed");
    const Token parsed{cjose_jws_import(token.data(), token.size(), nullptr)};
    if (!parsed) return Admission::refuse("token_malformed");
    if (!is_signed(*parsed, keys)) return Admission::refuse("token_not_signed");
    std::uint8_t* bytes = nullptr;
    std::size_t size = 0;
    if (!cjose_jws_get_plaintext(parsed.get(), &bytes, &size, nullptr))
        return Admission::refuse("token_malformed");
    const std::string_view text{reinterpret_cast<const char*>(bytes), size};
    const auto claims = parse_object(text);
    if (!claims) return Admission::refuse("token_malformed");
    const auto claim = [&](const char* name) { return json_object_get(claims.get(), name); };

    const auto expires = time_of(claim("exp"));
    if (!expires) return Admission::refuse("token_without_expiry");
    const auto left = *expires + config.leeway - now;
    if (left <= milliseconds{0}) return Admission::refuse("token_expired");
    if (claim("nbf")) {
        const auto begins = time_of(claim("nbf"));
        if (!begins || *begins - config.leeway > now)
            return Admission::refuse("token_not_yet_valid");
    }
    if (!config.issuer.empty() && text_of(claim("iss")) != config.issuer)
        return Admission::refuse("token_of_another_issuer");
    if (!config.audience.empty() && !is_for(claim("aud"), config.audience))
        return Admission::refuse("token_for_others");
    Admission admission;
    admission.verdict.identity = name_of(member(claims.get(), config.identity));
    if (admission.verdict.identity.empty()) return Admission::refuse("token_without_subject");
    admission.verdict.attributes = encode(claims.get());
    admission.lasts = left;
    return admission;
}

namespace {

class Jwt final : public Authenticator {
public:
    Jwt(const AuthenticationConfig& config, Logger& logger)
        : config_(with_defaults(config)),
          challenge_("Bearer realm=\"" + config.realm + "\""),
          keys_(config.keys.empty() ? config.secret : config.keys,
                config.keys.empty() ? parse_secret : parse_keys,
                logger)
    {
    }

    bool authenticate(const Presented& presented, const Answer& answer) override
    {
        const auto token = find_token(presented);
        if (token.empty()) return false;
        const auto now = std::chrono::duration_cast<milliseconds>(
            std::chrono::system_clock::now().time_since_epoch());
        answer(judge_token(token, *keys_.get().content, config_, now));
        return true;
    }

    std::string challenge() const override { return challenge_; }

private:
    static AuthenticationConfig with_defaults(AuthenticationConfig config)
    {
        if (config.identity.empty()) config.identity = "sub";
        if (config.ext.empty()) config.ext = "token";
        return config;
    }

    // What a handshake says of itself is meant more than what a browser adds.
    std::string find_token(const Presented& presented) const
    {
        if (!presented.ext.empty()) {
            const auto ext = parse_object(presented.ext);
            if (auto token = text_of(member(ext.get(), config_.ext)); !token.empty()) return token;
        }
        const auto header = presented.request.header("Authorization");
        if (boost::algorithm::istarts_with(header, scheme)) {
            const auto token = header.substr(scheme.size());
            if (looks_like_token(token)) return std::string{token};
        }
        if (config_.cookie.empty()) return {};
        return std::string{find_cookie(presented.request, config_.cookie)};
    }

    const AuthenticationConfig config_;
    const std::string challenge_;
    ReloadedFile<JwtKeys> keys_;
};

}  // namespace

std::unique_ptr<Authenticator> make_jwt(const AuthenticationConfig& config, Logger& logger)
{
    return std::make_unique<Jwt>(config, logger);
}

}  // namespace halley::security
