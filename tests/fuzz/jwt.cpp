// Whatever the token: it is accepted only if its signature is that of the one secret,
// over exactly what it says. The first byte chooses: a token of the client's making, or
// one that was signed (a header, a newline, claims) and then changed in one place.

#include "src/security/jwt.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/check.hpp"
#include "protocol/message_reader.hpp"
#include "src/security/base64.hpp"
#include "src/security/json.hpp"
#include "src/security/keyed_digest.hpp"

namespace {

using namespace halley;
using namespace halley::security;
using fuzz::check;

constexpr std::chrono::milliseconds today{1'000'000'000'000};  // exp 1000000000
const std::string secret(32, 's');

std::string url_safe(std::string_view bytes)
{
    auto text = encode_base64(bytes);
    text.erase(text.find_last_not_of('=') + 1);
    for (auto& c : text)
        c = c == '+' ? '-' : c == '/' ? '_' : c;
    return text;
}

std::optional<std::string> from_url_safe(std::string text)
{
    for (auto& c : text)
        c = c == '-' ? '+' : c == '_' ? '/' : c;
    return decode_base64(text);
}

// By the words of RFC 7515 and RFC 7519 alone.
void check_accepted(const std::string& token, const Admission& admission)
{
    const auto first = token.find('.');
    const auto last = token.rfind('.');
    check(first != last && token.find('.', first + 1) == last);
    check(from_url_safe(token.substr(last + 1)) == hmac_sha256(secret, token.substr(0, last)));
    const auto header = from_url_safe(token.substr(0, first));
    const auto object = parse_object(header.value());
    check(text_of(member(object.get(), "alg")) == "HS256");
    check(!member(object.get(), "crit"));
    const auto claims = from_url_safe(token.substr(first + 1, last - first - 1));
    const auto said = parse_object(claims.value());
    check(json_is_number(member(said.get(), "exp")));
    check(json_number_value(member(said.get(), "exp")) * 1000 > today.count());
    check(name_of(member(said.get(), "sub")) == admission.verdict.identity);

    check(!admission.verdict.identity.empty());
    check(protocol::is_json(admission.verdict.attributes));
    check(admission.lasts && admission.lasts->count() > 0);
}

bool judge(const std::string& token)
{
    static const auto keys = parse_secret(secret);
    static const auto config = [] {
        AuthenticationConfig way;
        way.type = AuthenticationType::jwt;
        way.identity = "sub";
        return way;
    }();
    const auto admission = judge_token(token, keys, config, today);
    if (admission.verdict.allowed) {
        check_accepted(token, admission);
    } else {
        check(!admission.verdict.reason.empty());
    }
    return admission.verdict.allowed;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size < 4) return 0;
    const std::string text(data + 4, data + size);
    if (data[0] % 2 == 0) {
        judge(text);
        return 0;
    }
    const auto line = text.substr(0, text.find('\n'));
    const auto signed_part =
        url_safe(line) + '.' + url_safe(text.substr(std::min(line.size() + 1, text.size())));
    auto token = signed_part + '.' + url_safe(hmac_sha256(secret, signed_part));
    judge(token);
    const auto place = (std::size_t{data[1]} * 256 + data[2]) % token.size();
    token[place] = static_cast<char>(data[3]);
    judge(token);
    return 0;
}
