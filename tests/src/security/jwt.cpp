#include "src/security/jwt.hpp"

#include <functional>
#include <string>

#include <boost/test/unit_test.hpp>

#include <openssl/evp.h>
#include <openssl/pem.h>

#include "src/security/base64.hpp"
#include "src/security/json.hpp"
#include "src/security/keyed_digest.hpp"

BOOST_AUTO_TEST_SUITE(jwt)

using namespace halley;
using namespace halley::security;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds today{1'000'000'000'000};  // 2001-09-09, exp 1000000000
const std::string secret(32, 's');

std::string url_safe(std::string_view bytes)
{
    auto text = encode_base64(bytes);
    text.erase(text.find_last_not_of('=') + 1);
    for (auto& c : text)
        c = c == '+' ? '-' : c == '/' ? '_' : c;
    return text;
}

/// Signs by itself, since a library would not make the tokens that must be refused.
using Sign = std::function<std::string(const std::string&)>;

std::string token(const std::string& header, const std::string& claims, const Sign& sign)
{
    const auto signed_part = url_safe(header) + '.' + url_safe(claims);
    return signed_part + '.' + url_safe(sign(signed_part));
}

Sign with(const std::string& key)
{
    return [key](const std::string& text) { return hmac_sha256(key, text); };
}

class KeyPair {
public:
    explicit KeyPair(EVP_PKEY* key) : key_(key, &EVP_PKEY_free) {}

    std::string pem() const
    {
        const std::unique_ptr<BIO, decltype(&BIO_free)> out{BIO_new(BIO_s_mem()), &BIO_free};
        PEM_write_bio_PUBKEY(out.get(), key_.get());
        char* data = nullptr;
        const auto size = BIO_get_mem_data(out.get(), &data);
        return {data, static_cast<std::size_t>(size)};
    }
    Sign sign() const
    {
        return [key = key_](const std::string& text) {
            const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                                  &EVP_MD_CTX_free};
            std::string signature(512, '\0');
            auto size = signature.size();
            EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get());
            EVP_DigestSign(context.get(),
                           reinterpret_cast<unsigned char*>(signature.data()),
                           &size,
                           reinterpret_cast<const unsigned char*>(text.data()),
                           text.size());
            signature.resize(size);
            return EVP_PKEY_is_a(key.get(), "EC") ? concatenated(signature) : signature;
        };
    }

private:
    // JWS has the two numbers one after the other, OpenSSL has them in DER.
    static std::string concatenated(const std::string& der)
    {
        const auto* at = reinterpret_cast<const unsigned char*>(der.data());
        const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> parsed{
            d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())), &ECDSA_SIG_free};
        std::string both(64, '\0');
        auto* const bytes = reinterpret_cast<unsigned char*>(both.data());
        BN_bn2binpad(ECDSA_SIG_get0_r(parsed.get()), bytes, 32);
        BN_bn2binpad(ECDSA_SIG_get0_s(parsed.get()), bytes + 32, 32);
        return both;
    }

    std::shared_ptr<EVP_PKEY> key_;
};

const std::string claims = R"({"sub":"ada","exp":1000000060,"role":"admin","n":1.50})";
const std::string hs256 = R"({"alg":"HS256","typ":"JWT"})";

AuthenticationConfig defaults()
{
    AuthenticationConfig config;
    config.type = AuthenticationType::jwt;
    config.identity = "sub";
    return config;
}

std::string reason(const std::string& text,
                   const JwtKeys& keys,
                   const AuthenticationConfig& config = defaults())
{
    const auto admission = judge_token(text, keys, config, today);
    return admission.verdict.allowed ? "" : admission.verdict.reason;
}

std::string reason_of_claims(const std::string& text,
                             const AuthenticationConfig& config = defaults())
{
    return reason(token(hs256, text, with(secret)), parse_secret(secret), config);
}

std::string objection_to(const std::string& keys)
{
    try {
        parse_keys(keys);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return {};
}

}  // namespace

BOOST_AUTO_TEST_CASE(who_a_token_is_about)
{
    const auto admission = judge_token(
        token(hs256, claims, with(secret)), parse_secret(secret + "\n"), defaults(), today);
    BOOST_TEST_REQUIRE(admission.verdict.allowed);
    BOOST_TEST(admission.verdict.identity == "ada");
    const auto attributes = parse_object(admission.verdict.attributes);
    BOOST_TEST(text_of(member(attributes.get(), "role")) == "admin");
    BOOST_TEST((admission.lasts == 60s));
}

BOOST_AUTO_TEST_CASE(keys_of_rsa_and_of_curves)
{
    const KeyPair rsa{EVP_RSA_gen(2048)};
    const KeyPair other{EVP_RSA_gen(2048)};
    const KeyPair ec{EVP_EC_gen("P-256")};
    const auto keys = parse_keys(rsa.pem() + ec.pem());
    BOOST_TEST(reason(token(R"({"alg":"RS256"})", claims, rsa.sign()), keys) == "");
    BOOST_TEST(reason(token(R"({"alg":"ES256"})", claims, ec.sign()), keys) == "");
    BOOST_TEST(reason(token(R"({"alg":"RS256"})", claims, other.sign()), keys) ==
               "token_not_signed");
    BOOST_TEST(reason(token(R"({"alg":"RS384"})", claims, rsa.sign()), keys) == "token_not_signed");
}

BOOST_AUTO_TEST_CASE(a_token_does_not_choose_its_algorithm)
{
    const KeyPair rsa{EVP_RSA_gen(2048)};
    const auto keys = parse_keys(rsa.pem());
    // The public key taken for a secret: CVE-2015-9256 and many others.
    BOOST_TEST(reason(token(hs256, claims, with(rsa.pem())), keys) == "token_not_signed");
    for (const auto* const none : {R"({"alg":"none"})", R"({"alg":"None"})", R"({})"}) {
        const auto unsigned_token = token(none, claims, [](const auto&) { return ""; });
        BOOST_TEST_CONTEXT(none)
        {
            BOOST_TEST(reason(unsigned_token, keys) != "");
            BOOST_TEST(reason(unsigned_token, parse_secret(secret)) != "");
        }
    }
    BOOST_TEST(reason(token(R"({"alg":"HS256","crit":["x"],"x":1})", claims, with(secret)),
                      parse_secret(secret)) == "token_not_signed");
}

BOOST_AUTO_TEST_CASE(a_token_that_was_changed)
{
    const auto good = token(hs256, claims, with(secret));
    const auto keys = parse_secret(secret);
    BOOST_TEST(reason(good, keys) == "");
    const auto dot = good.find('.') + 1;
    auto changed = good;
    changed[dot + 12] = changed[dot + 12] == 'A' ? 'B' : 'A';
    BOOST_TEST(reason(changed, keys) != "");
    BOOST_TEST(reason(good.substr(0, good.size() - 2), keys) != "");
    BOOST_TEST(reason(good, parse_secret(std::string(32, 't'))) == "token_not_signed");
    for (const auto* const text : {"", ".", "..", "a.b.c", "a", "....", "\xff.\xff.\xff"})
        BOOST_TEST(reason(text, keys) == "token_malformed", text);
    BOOST_TEST(reason(std::string(20'000, 'a') + ".b.c", keys) == "token_malformed");
    // The library asserts that nobody writes the first of these.
    for (const auto* const text : {"A===.e30.YQ", "e30.A===.YQ", "e30.e30.A===", "A.e30.YQ"})
        BOOST_TEST(reason(text, keys) == "token_malformed", text);
    BOOST_TEST(reason(good + "==", keys) == "token_malformed");
}

BOOST_AUTO_TEST_CASE(when_a_token_holds)
{
    struct Case {
        const char* claims;
        const char* reason;
    };
    const Case cases[] = {
        {R"({"sub":"a","exp":1000000001})",                  ""                     },
        {R"({"sub":"a","exp":1000000000})",                  "token_expired"        },
        {R"({"sub":"a","exp":-1})",                          "token_expired"        },
        {R"({"sub":"a","exp":1e300})",                       ""                     },
        {R"({"sub":"a","exp":"1000000060"})",                "token_without_expiry" },
        {R"({"sub":"a"})",                                   "token_without_expiry" },
        {R"({"sub":"a","exp":1000000060,"nbf":1000000000})", ""                     },
        {R"({"sub":"a","exp":1000000060,"nbf":1000000001})", "token_not_yet_valid"  },
        {R"({"sub":"a","exp":1000000060,"nbf":"x"})",        "token_not_yet_valid"  },
        {R"({"exp":1000000060})",                            "token_without_subject"},
        {R"({"sub":7,"exp":1000000060})",                    ""                     },
        {R"(["sub"])",                                       "token_malformed"      },
        {R"({"sub":"a","sub":"b","exp":1000000060})",        "token_malformed"      },
        {"not JSON",                                         "token_malformed"      },
    };
    for (const auto& each : cases) {
        BOOST_TEST_CONTEXT(each.claims)
        {
            BOOST_TEST(reason_of_claims(each.claims) == each.reason);
        }
    }
    auto lenient = defaults();
    lenient.leeway = 30s;
    BOOST_TEST(reason_of_claims(R"({"sub":"a","exp":999999971,"nbf":1000000030})", lenient) == "");
    BOOST_TEST(reason_of_claims(R"({"sub":"a","exp":999999970})", lenient) == "token_expired");
}

BOOST_AUTO_TEST_CASE(whom_a_token_is_from_and_for)
{
    auto config = defaults();
    config.issuer = "https://login.example";
    config.audience = "halley";
    const auto judge = [&](const std::string& more) {
        return reason_of_claims(R"({"sub":"a","exp":1000000060)" + more + "}", config);
    };
    const std::string iss = R"(,"iss":"https://login.example")";
    BOOST_TEST(judge("") == "token_of_another_issuer");
    BOOST_TEST(judge(R"(,"iss":"https://other.example","aud":"halley")") ==
               "token_of_another_issuer");
    BOOST_TEST(judge(iss) == "token_for_others");
    BOOST_TEST(judge(iss + R"(,"aud":["x"])") == "token_for_others");
    BOOST_TEST(judge(iss + R"(,"aud":"halley")") == "");
    BOOST_TEST(judge(iss + R"(,"aud":["x","halley"])") == "");
}

BOOST_AUTO_TEST_CASE(sets_of_keys)
{
    const auto key = [](const std::string& id, const std::string& value, const std::string& more) {
        return R"({"kty":"oct","kid":")" + id + R"(","k":")" + url_safe(value) + '"' + more + '}';
    };
    const std::string other(32, 'o');
    const auto keys = parse_keys(R"({"keys":[)" + key("1", secret, "") + ',' +
                                 key("2", other, R"(,"alg":"HS256","use":"sig")") + ',' +
                                 key("3", other, R"(,"use":"enc")") + R"(,{"kty":"OKP"}]})");
    BOOST_TEST(keys.size() == 2u);
    const auto with_id = [&](const std::string& id, const std::string& value) {
        return reason(token(R"({"alg":"HS256","kid":")" + id + "\"}", claims, with(value)), keys);
    };
    BOOST_TEST(with_id("1", secret) == "");
    BOOST_TEST(with_id("2", other) == "");
    BOOST_TEST(with_id("1", other) == "token_not_signed");
    BOOST_TEST(with_id("9", secret) == "token_not_signed");
    BOOST_TEST(reason(token(hs256, claims, with(other)), keys) == "");
}

BOOST_AUTO_TEST_CASE(what_is_no_key)
{
    BOOST_TEST(objection_to("").starts_with("no key for"));
    BOOST_TEST(objection_to("{").starts_with("is not JSON"));
    BOOST_TEST(objection_to(R"({"keys":[]})").starts_with("no key for"));
    BOOST_TEST(objection_to(R"({"kty":"oct","k":"c2hvcnQ"})").find("32 bytes") !=
               std::string::npos);
    BOOST_TEST(objection_to(KeyPair{EVP_RSA_gen(1024)}.pem()).find("2048") != std::string::npos);
    BOOST_TEST(objection_to(KeyPair{EVP_EC_gen("P-384")}.pem()).find("P-256") != std::string::npos);
    BOOST_CHECK_THROW(parse_secret("short"), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
