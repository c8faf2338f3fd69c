// Whatever a client shows of itself (`Authorization` up to a newline, a cookie behind
// it), nobody who does not know the secret is anybody; and what was signed with it is
// read as it was signed.

#include <cstdint>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/check.hpp"
#include "protocol/json_text.hpp"
#include "protocol/message_reader.hpp"
#include "src/security/base64.hpp"
#include "src/security/cookies.hpp"
#include "src/security/digest.hpp"
#include "src/security/express_cookie.hpp"
#include "src/security/keyed_digest.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace halley;
using namespace halley::security;
using fuzz::check;

class SilentLogger final : public Logger {
public:
    bool enabled(LogLevel) const noexcept override { return false; }
    void write(LogLevel, std::string_view) override {}
};

std::unique_ptr<Authenticator> digest()
{
    static SilentLogger logger;
    const test::TemporaryFolder folder;
    AuthenticationConfig config;
    config.type = AuthenticationType::digest;
    config.file = folder.file("users");
    std::ofstream{config.file} << "ada:Halley:" << std::string(32, 'a') << '\n';
    return make_digest(config, logger);
}

void check_digest(const std::vector<HeaderField>& headers)
{
    static const auto authenticator = digest();
    RequestView request;
    request.address = "192.0.2.1";
    request.method = "POST";
    request.path = "/bayeux";
    request.headers = headers;
    int answers = 0;
    const bool known = authenticator->authenticate({request}, [&](Admission admission) {
        ++answers;
        check(!admission.verdict.allowed && !admission.verdict.reason.empty());
    });
    check(answers == (known ? 1 : 0));
}

void check_base64(std::string_view text)
{
    check(decode_base64(encode_base64(text)) == text);
    if (const auto bytes = decode_base64(text)) {
        const auto again = encode_base64(*bytes);
        check(again.size() >= text.substr(0, text.find_last_not_of('=') + 1).size());
        check(decode_base64(again) == *bytes);
    }
}

std::string percent_encoded(std::string_view text)
{
    std::string all;
    for (const char c : text)
        (all += '%') += hex(std::string_view{&c, 1});
    return all;
}

void check_express(std::string_view cookie)
{
    static const std::vector<std::string> secrets{"keyboard cat", "an older one"};
    check(!session_id_of(cookie, secrets));
    if (cookie.empty()) return;
    const std::string id{cookie};
    auto signature = encode_base64(hmac_sha256(secrets[1], id));
    signature.erase(signature.find_last_not_of('=') + 1);
    const auto ours = "s:" + id + '.' + signature;
    check(session_id_of(percent_encoded(ours), secrets) == id);
    check(!session_id_of(percent_encoded(ours + 'A'), secrets));
    check(!session_id_of(percent_encoded(ours), {"keyboard cat"}));
}

void check_session(std::string_view session)
{
    const auto admission = judge_session(session, {}, 1'000'000'000'000);
    if (!admission.verdict.allowed) return check(!admission.verdict.reason.empty());
    check(!admission.verdict.identity.empty());
    check(protocol::is_json(admission.verdict.attributes));
    check(!admission.lasts || admission.lasts->count() > 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto line = text.substr(0, text.find('\n'));
    const auto rest = text.substr(std::min(line.size() + 1, size));
    const std::vector<HeaderField> headers{
        {"Authorization", std::string{line}},
        {"Cookie",        std::string{rest}},
    };
    check_digest(headers);
    check_base64(line);
    halley::RequestView request;
    request.headers = headers;
    const auto* const found = find_cookie(request, "connect.sid").data();
    check(!found || (found >= headers[1].value.data() &&
                     found <= headers[1].value.data() + headers[1].value.size()));
    check_express(find_cookie(request, "connect.sid"));
    check_express(rest);
    check_session(rest);
    return 0;
}
