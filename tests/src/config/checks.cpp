#include "src/config/checks.hpp"

#include <boost/test/unit_test.hpp>

#include "src/config/listen_address.hpp"

namespace halley::config {
namespace {

struct Case {
    const char* text;
    bool valid;
};

template <std::size_t size> void check(const Case (&cases)[size], std::string (*test)(std::string&))
{
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.text)
        {
            std::string text = c.text;
            BOOST_TEST(test(text).empty() == c.valid);
        }
    }
}

BOOST_AUTO_TEST_SUITE(checks)

BOOST_AUTO_TEST_CASE(of_paths)
{
    const Case cases[] = {
        {"/",         true },
        {"/bayeux",   true },
        {"/a/b.c/~d", true },
        {"/%41",      true },
        {"",          false},
        {"bayeux",    false},
        {"/a?b",      false},
        {"/a#b",      false},
        {"/a b",      false},
        {"/a//b",     false},
        {"//",        false},
        {"/a/",       false},
        {"/\u00E9",   false},
    };
    check(cases, check_path);
}

BOOST_AUTO_TEST_CASE(of_addresses)
{
    const Case cases[] = {
        {"127.0.0.1",    true },
        {"0.0.0.0",      true },
        {"::",           true },
        {"fe80::1",      true },
        {"",             false},
        {"*",            false},
        {"localhost",    false},
        {"127.0.0",      false},
        {"127.0.0.256",  false},
        {"[::1]",        false},
        {"127.0.0.1:80", false},
    };
    check(cases, check_address);
}

BOOST_AUTO_TEST_CASE(of_origins)
{
    const Case cases[] = {
        {"*",                       true },
        {"null",                    true },
        {"https://www.example.org", true },
        {"http://127.0.0.1:8080",   true },
        {"http://[::1]:8080",       true },
        {"capacitor://localhost",   true },
        {"",                        false},
        {"www.example.org",         false},
        {"https://",                false},
        {"https://a.b/",            false},
        {"https://a.b/c",           false},
        {"https://a.b:",            false},
        {"https://a.b:x",           false},
        {"https://a.b:1:2",         false},
        {"https://*.example.org",   false},
        {"http://[::1",             false},
        {"://a.b",                  false},
    };
    check(cases, check_origin);
}

BOOST_AUTO_TEST_CASE(of_names)
{
    const Case domains[] = {
        {"localhost",       true },
        {"my_host.example", true },
        {"10.0.0.1",        true },
        {"::1",             true },
        {"",                false},
        {"a b",             false},
        {"a/b",             false},
        {"tcp://a",         false},
    };
    check(domains, check_domain);

    const Case cookies[] = {
        {"BAYEUX_BROWSER", true },
        {"",               false},
        {"a b",            false},
        {"a=b",            false},
        {"a;b",            false},
    };
    check(cookies, check_cookie_name);

    const std::string longest(246, 'a');
    const std::pair<std::string, bool> services[] = {
        {"random",      true },
        {"Random_1",    true },
        {"a b",         true },
        {longest,       true },
        {longest + "a", false},
        {"",            false},
        {"a/b",         false},
        {"*",           false},
        {"**",          false},
        {"a\"b",        false},
        {"\u00E9",      false},
    };
    for (const auto& [name, valid] : services) {
        BOOST_TEST_CONTEXT(name)
        {
            BOOST_TEST(check_service_name(name).empty() == valid);
        }
    }
}

BOOST_AUTO_TEST_CASE(of_addresses_with_ports)
{
    const struct {
        std::string_view text;
        std::optional<ListenConfig> expected;
    } cases[] = {
        {"127.0.0.1:8080",  ListenConfig{"127.0.0.1", 8080}},
        {"0.0.0.0:0",       ListenConfig{"0.0.0.0", 0}     },
        {"[::1]:8080",      ListenConfig{"::1", 8080}      },
        {"[::]:65535",      ListenConfig{"::", 65535}      },
        {"",                {}                             },
        {":",               {}                             },
        {":8080",           {}                             },
        {"8080",            {}                             },
        {"127.0.0.1",       {}                             },
        {"127.0.0.1:",      {}                             },
        {"127.0.0.1:65536", {}                             },
        {"127.0.0.1:-1",    {}                             },
        {"127.0.0.1:http",  {}                             },
        {"[127.0.0.1]:80",  {}                             },
        {"::1:8080",        {}                             },
        {"[::1]",           {}                             },
        {"[]:80",           {}                             },
        {"[:80",            {}                             },
        {"localhost:80",    {}                             },
    };
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.text)
        {
            BOOST_TEST((parse_listen_address(c.text) == c.expected));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::config
