#include "tools/client/cookie_jar.hpp"

#include <boost/test/unit_test.hpp>

using namespace halley::client;
using namespace std::chrono_literals;

namespace {

CookieJar jar_of(std::string_view url = "http://example.org/app/cometd")
{
    return CookieJar{std::get<Url>(parse_url(url))};
}

const WallTime now = std::chrono::sys_days{std::chrono::year{2030} / 6 / 15};

std::string stored(std::string_view set_cookie,
                   std::string_view url = "http://example.org/app/cometd")
{
    auto jar = jar_of(url);
    jar.store(set_cookie, now);
    return jar.header(now);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cookie_jar)

BOOST_AUTO_TEST_CASE(all_cookies_are_sent)
{
    auto jar = jar_of();
    jar.add("mine=1");
    jar.store("BAYEUX_BROWSER=abc.def=; Path=/; HttpOnly; SameSite=Lax", now);
    jar.store("AWSALB=x/y+z==", now);
    BOOST_TEST(jar.header(now) == "mine=1; BAYEUX_BROWSER=abc.def=; AWSALB=x/y+z==");
}

BOOST_AUTO_TEST_CASE(a_new_value_replaces_the_old_one)
{
    auto jar = jar_of();
    jar.store("a=1; Path=/", now);
    jar.store("b=2; Path=/", now);
    jar.store("a=3; path=/", now);
    BOOST_TEST(jar.header(now) == "a=3; b=2");
}

BOOST_AUTO_TEST_CASE(lifetimes)
{
    const std::pair<const char*, const char*> rows[] = {
        {"a=1; Max-Age=60",                                        "a=1"},
        {"a=1; Max-Age=0",                                         ""   },
        {"a=1; max-age=-5",                                        ""   },
        {"a=1; Max-Age=99999999999999999",                         "a=1"},
        {"a=1; Max-Age=soon",                                      "a=1"},
        {"a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT",             ""   },
        {"a=1; Expires=Thu, 01-Jan-1970 00:00:00 GMT",             ""   },
        {"a=1; Expires=Sat, 15 Jun 2030 00:00:01 GMT",             "a=1"},
        {"a=1; Expires=Fri, 14 Jun 2030 23:59:59 GMT",             ""   },
        {"a=1; Expires=never",                                     "a=1"},
        {"a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "a=1"},
        {"a=1; Expires=Tue, 01 Jan 2047 00:00:00 GMT; Max-Age=0",  ""   },
    };
    for (const auto& [text, expected] : rows)
        BOOST_TEST(stored(text) == expected, text);
}

BOOST_AUTO_TEST_CASE(they_run_out)
{
    auto jar = jar_of();
    jar.store("a=1; Max-Age=60", now);
    BOOST_TEST(jar.header(now + 59s) == "a=1");
    BOOST_TEST(jar.header(now + 60s).empty());
}

BOOST_AUTO_TEST_CASE(an_ended_cookie_is_forgotten)
{
    auto jar = jar_of();
    jar.store("a=1; Path=/", now);
    jar.store("a=; Path=/; Max-Age=0", now);
    BOOST_TEST(jar.header(now).empty());
}

BOOST_AUTO_TEST_CASE(paths)
{
    BOOST_TEST(stored("a=1; Path=/app") == "a=1");
    BOOST_TEST(stored("a=1; Path=/app/") == "a=1");
    BOOST_TEST(stored("a=1; Path=/app/cometd") == "a=1");
    BOOST_TEST(stored("a=1; Path=/ap").empty());
    BOOST_TEST(stored("a=1; Path=/other").empty());
    BOOST_TEST(stored("a=1; Path=nonsense") == "a=1");
    BOOST_TEST(stored("a=1; Path=/app", "http://example.org/app?x=/") == "a=1");
}

BOOST_AUTO_TEST_CASE(secure_cookies_need_tls)
{
    BOOST_TEST(stored("a=1; Secure").empty());
    BOOST_TEST(stored("a=1; secure", "https://example.org/") == "a=1");
}

BOOST_AUTO_TEST_CASE(what_is_no_cookie)
{
    BOOST_TEST(stored("").empty());
    BOOST_TEST(stored("=1").empty());
    BOOST_TEST(stored("; Path=/").empty());
}

BOOST_AUTO_TEST_SUITE_END()
