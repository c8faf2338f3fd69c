#include "src/security/express_cookie.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(express_cookie)

using namespace halley::security;
using namespace std::chrono_literals;

namespace {

// As express-session writes it for the id `abc.def` and the secret `keyboard cat`.
constexpr auto cookie = "s%3Aabc.def.R3mKOD9L1tL5Ys2h%2B%2Bsc4X1DmM5o%2B%2B2PdB6wVkiY9VI";
constexpr long long noon = 1'000'000'000'000;  // 2001-09-09T01:46:40Z

std::string identity_of(std::string_view session, const std::string& path = {})
{
    const auto admission = judge_session(session, path, noon);
    return admission.verdict.allowed ? admission.verdict.identity : "!" + admission.verdict.reason;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_id_in_a_signed_cookie)
{
    const std::string text = cookie;
    BOOST_TEST(session_id_of(text, {"keyboard cat"}).value_or("") == "abc.def");
    BOOST_TEST(session_id_of(text, {"new secret", "keyboard cat"}).has_value());
    BOOST_TEST(!session_id_of(text, {"new secret"}).has_value());
    BOOST_TEST(!session_id_of(text, {}).has_value());
    BOOST_TEST(!session_id_of(text.substr(0, text.size() - 1), {"keyboard cat"}).has_value());
    BOOST_TEST(!session_id_of(text.substr(4), {"keyboard cat"}).has_value());
    for (const auto* const other : {"", "s%3A", "s:", "s:.", "s:..", "s:a", "j:{}", "%", "s%3"})
        BOOST_TEST(!session_id_of(other, {"keyboard cat"}).has_value(), other);
}

BOOST_AUTO_TEST_CASE(whom_a_session_belongs_to)
{
    BOOST_TEST(identity_of(R"({"cookie":{},"passport":{"user":"ada"}})") == "ada");
    BOOST_TEST(identity_of(R"({"cookie":{},"passport":{"user":7}})") == "7");
    BOOST_TEST(identity_of(R"({"cookie":{},"user":"ada"})") == "ada");
    BOOST_TEST(identity_of(R"({"cookie":{},"user":{"id":12,"name":"Ada"}})") == "12");
    BOOST_TEST(identity_of(R"({"cookie":{},"a":{"b":"bob"},"user":"ada"})", "a.b") == "bob");
    BOOST_TEST(identity_of(R"({"cookie":{},"user":"ada"})", "a.b") == "!credentials_missing");
    BOOST_TEST(identity_of(R"({"cookie":{}})") == "!credentials_missing");
    BOOST_TEST(identity_of("[]") == "!session_malformed");
    BOOST_TEST(identity_of("") == "!session_malformed");
}

BOOST_AUTO_TEST_CASE(its_own_end_and_the_rest_of_it)
{
    const auto admission = judge_session(
        R"({"cookie":{"originalMaxAge":60000,"expires":"2001-09-09T01:47:40.000Z","httpOnly":true},
            "user":"ada","role":"admin"})",
        {},
        noon);
    BOOST_TEST((admission.lasts == 60s));
    BOOST_TEST(admission.verdict.attributes == R"({"user":"ada","role":"admin"})");
    BOOST_TEST(identity_of(R"({"cookie":{"expires":"2001-09-09T01:46:40.000Z"},"user":"ada"})") ==
               "!credentials_missing");
    BOOST_TEST(identity_of(R"({"cookie":{"expires":"soon"},"user":"ada"})") ==
               "!credentials_missing");
    BOOST_TEST(identity_of(R"({"cookie":{"expires":null},"user":"ada"})") == "ada");
}

BOOST_AUTO_TEST_SUITE_END()
