#include "tools/client/url.hpp"

#include <boost/test/unit_test.hpp>

using namespace halley::client;

BOOST_AUTO_TEST_SUITE(url)

BOOST_AUTO_TEST_CASE(valid)
{
    const std::pair<const char*, Url> rows[] = {
        {"http://example.org",             {false, false, "example.org", "80", "/"}       },
        {"https://example.org/cometd",     {false, true, "example.org", "443", "/cometd"} },
        {"ws://127.0.0.1:8080/faye?a=b#c", {true, false, "127.0.0.1", "8080", "/faye?a=b"}},
        {"WSS://Example.ORG:/x",           {true, true, "example.org", "443", "/x"}       },
        {"http://[::1]:81?q",              {false, false, "::1", "81", "/?q"}             },
    };
    for (const auto& [text, expected] : rows) {
        const auto url = parse_url(text);
        BOOST_TEST(std::holds_alternative<Url>(url), text);
        BOOST_TEST((std::get<Url>(url) == expected), text);
    }
}

BOOST_AUTO_TEST_CASE(invalid)
{
    for (const auto* const text : {"",
                                   "example.org",
                                   "//example.org",
                                   "ftp://example.org",
                                   "http://",
                                   "http:///x",
                                   "http://:80",
                                   "http://a:0",
                                   "http://a:65536",
                                   "http://a:x",
                                   "http://a:1:2",
                                   "http://[::1",
                                   "http://[x]/",
                                   "http://[::1]8",
                                   "http://a b/",
                                   "http://a/\r\nX: y",
                                   "http://user:password@a/"})
        BOOST_TEST(!std::get<std::string>(parse_url(text)).empty(), text);
}

BOOST_AUTO_TEST_CASE(authority)
{
    const auto authority_of = [](const char* text) {
        return std::get<Url>(parse_url(text)).authority();
    };
    BOOST_TEST(authority_of("http://a:80/") == "a");
    BOOST_TEST(authority_of("https://a:80/") == "a:80");
    BOOST_TEST(authority_of("ws://[::1]:8080/") == "[::1]:8080");
}

BOOST_AUTO_TEST_CASE(addresses_are_no_names)
{
    BOOST_TEST(std::get<Url>(parse_url("http://[::1]")).host_is_address());
    BOOST_TEST(std::get<Url>(parse_url("http://10.0.0.1")).host_is_address());
    BOOST_TEST(!std::get<Url>(parse_url("http://localhost")).host_is_address());
}

BOOST_AUTO_TEST_SUITE_END()
