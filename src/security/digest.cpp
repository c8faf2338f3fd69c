#include "src/security/digest.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>
#include <optional>
#include <sstream>
#include <stdexcept>

#include <boost/algorithm/string/predicate.hpp>
#include <openssl/evp.h>

#include "src/security/base64.hpp"
#include "src/security/cookies.hpp"
#include "src/security/keyed_digest.hpp"
#include "src/security/reloaded_file.hpp"
#include "src/security/used_nonces.hpp"

// Nodefony's client asks an endpoint by GET whether it is authorised. It understands no
// challenge but digest (RFC 2617) within SASL. It answers by an empty POST and then says
// nothing of it any more: a cookie has to carry the name to the handshake and the socket.

namespace halley::security {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds nonce_lasts{300};  // To type a password.
constexpr std::string_view scheme = R"(SASL mechanism="Digest",)";
constexpr std::string_view usual_cookie = "HALLEY_LOGIN";

std::string md5(std::string_view text)
{
    std::string digest(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    if (EVP_Digest(text.data(),
                   text.size(),
                   reinterpret_cast<unsigned char*>(digest.data()),
                   &size,
                   EVP_md5(),
                   nullptr) != 1)
        throw std::runtime_error("OpenSSL has no MD5");
    digest.resize(size);
    return hex(digest);
}

/// By name: MD5 of `name:realm:password`.
using Users = std::map<std::string, std::string, std::less<>>;

Users parse_users(const std::string& text, const std::string& realm)
{
    Users users;
    std::istringstream lines{text};
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        if (line.ends_with('\r')) line.pop_back();
        if (line.empty() || line.front() == '#') continue;
        const auto first = line.find(':');
        const auto last = line.rfind(':');
        if (first == 0 || first == last || line.size() - last != 33)
            throw std::runtime_error{"line " + std::to_string(number) +
                                     ": expected NAME:REALM:HASH, as htdigest writes it"};
        if (line.substr(first + 1, last - first - 1) == realm)
            users.emplace(line.substr(0, first), line.substr(last + 1));
    }
    return users;
}

/// `a=b,c="d e"`
std::map<std::string, std::string, std::less<>> parse_fields(std::string_view text)
{
    std::map<std::string, std::string, std::less<>> fields;
    while (!text.empty()) {
        const auto equals = text.find('=');
        if (equals == std::string_view::npos) break;
        auto name = std::string{text.substr(0, equals)};
        text.remove_prefix(equals + 1);
        const bool quoted = text.starts_with('"');
        const auto end = std::min(text.find(quoted ? '"' : ',', 1), text.size());
        fields.emplace(std::move(name), text.substr(quoted ? 1 : 0, end - (quoted ? 1 : 0)));
        text.remove_prefix(end);
        const auto comma = text.find(',');
        text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    }
    return fields;
}

milliseconds calendar()
{
    return std::chrono::duration_cast<milliseconds>(
        std::chrono::system_clock::now().time_since_epoch());
}

class Digest final : public Authenticator {
public:
    Digest(const AuthenticationConfig& config, Logger& logger)
        : realm_(config.realm),
          cookie_(config.cookie.empty() ? usual_cookie : config.cookie),
          lasts_(config.lasts),
          users_(
              config.file,
              [realm = config.realm](const std::string& text) { return parse_users(text, realm); },
              logger)
    {
    }

    bool authenticate(const Presented& presented, const Answer& answer) override
    {
        const auto header = presented.request.header("Authorization");
        if (header.starts_with(scheme)) {
            answer(judge(presented.request, header.substr(scheme.size())));
            return true;
        }
        auto known = judge_cookie(find_cookie(presented.request, cookie_));
        if (!known) return false;
        answer(std::move(*known));
        return true;
    }

    std::string challenge() const override
    {
        std::string text = "nonce=\"";
        text += sealed("nonce", hex(random_key(8)), calendar() + nonce_lasts);
        text += "\",realm=\"" + realm_ + "\",qop=\"auth\"";
        return R"(SASL mechanisms="Digest",challenge=")" + encode_base64(text) + '"';
    }

private:
    Admission judge(const RequestView& request, std::string_view encoded)
    {
        const auto text = decode_base64(encoded);
        if (!text || !text->starts_with("Digest "))
            return Admission::refuse("credentials_malformed");
        const auto fields = parse_fields(std::string_view{*text}.substr(7));
        const auto field = [&](std::string_view name) {
            const auto found = fields.find(name);
            return found == fields.end() ? std::string{} : found->second;
        };
        const auto nonce = field("nonce");
        const auto opened = open("nonce", nonce);
        if (!opened) return Admission::refuse("credentials_outdated");
        const auto name = field("username");
        const auto users = users_.get().content;
        const auto user = users->find(name);
        const auto a2 = md5(std::string{request.method} + ':' + field("digest-uri"));
        const auto a1 = user == users->end() ? md5(name) : user->second;
        const auto expected =
            md5(a1 + ':' + nonce + ':' + field("nc") + ':' + field("cnonce") + ":auth:" + a2);
        if (!same_secret(expected, field("response")) || user == users->end() ||
            field("qop") != "auth" || field("realm") != realm_)
            return Admission::refuse("credentials_wrong");
        // A nonce is good for one login, or who listens could repeat it.
        if (!used_.use(nonce, opened->second, calendar()))
            return Admission::refuse("credentials_outdated");
        return logged_in(request, name);
    }

    Admission logged_in(const RequestView& request, const std::string& name) const
    {
        Admission admission;
        admission.verdict.identity = name;
        admission.lasts = lasts_;
        admission.complete = request.method == "POST";
        std::string cookie = cookie_ + '=' + sealed("login", hex(name), calendar() + lasts_) +
                             "; Path=/; HttpOnly; SameSite=Lax";
        if (request.secure) cookie += "; Secure";
        admission.headers.push_back({"Set-Cookie", std::move(cookie)});
        return admission;
    }

    std::optional<Admission> judge_cookie(std::string_view cookie)
    {
        const auto opened = open("login", cookie);
        if (!opened) return std::nullopt;
        std::string name;
        const std::string_view digits = opened->first;
        for (std::size_t at = 0; at + 2 <= digits.size(); at += 2) {
            unsigned byte = 0;
            std::from_chars(digits.data() + at, digits.data() + at + 2, byte, 16);
            name += static_cast<char>(byte);
        }
        if (!users_.get().content->contains(name)) return std::nullopt;
        Admission admission;
        admission.verdict.identity = std::move(name);
        admission.lasts = opened->second - calendar();
        return admission;
    }

    // `<value>.<until>.<signature>`, where nothing needs quotes.
    std::string sealed(std::string_view purpose, const std::string& value, milliseconds until) const
    {
        auto text = value + '.' + std::to_string(until.count());
        text += '.' + hex(hmac_sha256(key_, std::string{purpose} + ' ' + text));
        return text;
    }

    // The value, and until when it holds; nothing when it is not ours, or does not hold.
    std::optional<std::pair<std::string, milliseconds>> open(std::string_view purpose,
                                                             std::string_view text) const
    {
        const auto first = text.find('.');
        const auto last = text.rfind('.');
        if (first == last) return std::nullopt;
        const auto signature =
            hex(hmac_sha256(key_, std::string{purpose} + ' ' + std::string{text.substr(0, last)}));
        if (!same_secret(signature, text.substr(last + 1))) return std::nullopt;
        long long until = 0;
        std::from_chars(text.data() + first + 1, text.data() + last, until);
        if (milliseconds{until} <= calendar()) return std::nullopt;
        return std::pair{std::string{text.substr(0, first)}, milliseconds{until}};
    }

    const std::string realm_;
    const std::string cookie_;
    const milliseconds lasts_;
    const std::string key_ = random_key();
    ReloadedFile<Users> users_;
    UsedNonces used_{nonce_lasts};
};

}  // namespace

std::unique_ptr<Authenticator> make_digest(const AuthenticationConfig& config, Logger& logger)
{
    return std::make_unique<Digest>(config, logger);
}

}  // namespace halley::security
