#include "src/http/session_cookie.hpp"

#include <string>

#include <boost/test/unit_test.hpp>

using namespace halley;
using http::SessionCookie;

namespace {

SessionCookie::Found read(const SessionCookie& cookie, std::string_view header)
{
    SessionCookie::Found found;
    cookie.read(header, found);
    return found;
}

std::string value_of(const SessionCookie& cookie, std::string_view browser)
{
    const auto text = cookie.issue(browser, false);
    return text.substr(0, text.find(';'));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(session_cookie)

BOOST_AUTO_TEST_CASE(LP_11_only_what_was_issued_is_ours)
{
    const SessionCookie cookie{{}};
    const auto ours = value_of(cookie, "abc234");
    BOOST_TEST(read(cookie, ours).browser == "abc234");
    BOOST_TEST(!read(cookie, ours).foreign);

    const std::string others[] = {
        "BAYEUX_BROWSER=",
        "BAYEUX_BROWSER=abc234",
        "BAYEUX_BROWSER=.",
        "BAYEUX_BROWSER=abc234.",
        "BAYEUX_BROWSER=abc235" + ours.substr(ours.find('.')),
        ours + "0",
        ours.substr(0, ours.size() - 1),
        "BAYEUX_BROWSER=" + std::string(100'000, 'a') + ".0",
    };
    for (const auto& other : others) {
        BOOST_TEST(read(cookie, other).browser.empty());
        BOOST_TEST(read(cookie, other).foreign);
    }
}

BOOST_AUTO_TEST_CASE(among_other_cookies)
{
    const SessionCookie cookie{{}};
    const auto ours = value_of(cookie, "abc");
    BOOST_TEST(read(cookie, "a=b; " + ours + ";c=d").browser == "abc");
    BOOST_TEST(read(cookie, "BAYEUX_BROWSER=x.y; " + ours).browser == "abc");
    BOOST_TEST(!read(cookie, "BAYEUX_BROWSER=x.y; " + ours).foreign);
    BOOST_TEST(!read(cookie, "a=b; X" + ours + "; ;;=;x").foreign);
    BOOST_TEST(!read(cookie, "").foreign);
}

BOOST_AUTO_TEST_CASE(a_key_of_its_own)
{
    const SessionCookie one{{}};
    const SessionCookie other{{}};
    BOOST_TEST(read(other, value_of(one, "abc")).foreign);
}

BOOST_AUTO_TEST_CASE(LIM_12_attributes)
{
    CookieConfig config;
    config.name = "X";
    config.same_site = SameSite::none;
    const SessionCookie cookie{config};
    BOOST_TEST(cookie.issue("abc", true).starts_with("X=abc."));
    BOOST_TEST(cookie.issue("abc", true).ends_with("; Path=/; HttpOnly; SameSite=None; Secure"));
    BOOST_TEST(cookie.issue("abc", false).ends_with("; SameSite=None"));

    for (const bool over_tls : {false, true}) {
        config.secure = CookieSecure::always;
        BOOST_TEST(SessionCookie{config}.issue("abc", over_tls).ends_with("; Secure"));
        config.secure = CookieSecure::never;
        BOOST_TEST(SessionCookie{config}.issue("abc", over_tls).ends_with("; SameSite=None"));
    }
}

BOOST_AUTO_TEST_SUITE_END()
