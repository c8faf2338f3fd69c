#include "src/http/trusted_proxies.hpp"

#include <boost/test/unit_test.hpp>

namespace halley::http {
namespace {

BOOST_AUTO_TEST_SUITE(trusted_proxies)

HttpRequest request_with(const std::vector<std::pair<const char*, const char*>>& fields)
{
    HttpRequest request;
    for (const auto& [name, value] : fields)
        request.insert(name, value);
    return request;
}

BOOST_AUTO_TEST_CASE(say_where_a_request_comes_from)
{
    const auto* const forwarded = "X-Forwarded-For";
    const auto* const protocol = "X-Forwarded-Proto";
    // clang-format off
    const struct {
        const char* name;
        const char* peer;
        std::vector<std::pair<const char*, const char*>> fields;
        Source expected;
    } cases[] = {
        {"nobody forwards", "10.0.0.1", {}, {"10.0.0.1", false}},
        {"an untrusted peer", "192.0.2.1", {{forwarded, "198.51.100.1"}, {protocol, "https"}},
         {"192.0.2.1", false}},
        {"one proxy", "10.0.0.1", {{forwarded, "198.51.100.1"}, {protocol, "https"}},
         {"198.51.100.1", true}},
        {"what the client made up is behind it", "10.0.0.1",
         {{forwarded, "203.0.113.9, 10.0.0.7, 198.51.100.1"}}, {"198.51.100.1", false}},
        {"two proxies", "10.0.0.1", {{forwarded, "203.0.113.9, 198.51.100.1 ,\t10.0.0.2"}},
         {"198.51.100.1", false}},
        {"several fields", "10.0.0.1", {{forwarded, "198.51.100.1"}, {forwarded, "10.0.0.2"}},
         {"198.51.100.1", false}},
        {"proxies only", "10.0.0.1", {{forwarded, "10.0.0.3,10.0.0.2"}}, {"10.0.0.3", false}},
        {"no address", "10.0.0.1", {{forwarded, "198.51.100.1, unknown, 10.0.0.2"}},
         {"10.0.0.2", false}},
        {"nothing at all", "10.0.0.1", {{forwarded, ""}}, {"10.0.0.1", false}},
        {"with a port", "10.0.0.1", {{forwarded, "198.51.100.1:4711"}}, {"198.51.100.1", false}},
        {"IPv6", "::1", {{forwarded, "2001:db8::7"}}, {"2001:db8::7", false}},
        {"IPv6 with a port", "::1", {{forwarded, "[2001:db8::7]:80"}}, {"2001:db8::7", false}},
        {"mapped", "10.0.0.1", {{forwarded, "::ffff:198.51.100.1"}}, {"198.51.100.1", false}},
        {"http", "10.0.0.1", {{protocol, "http"}}, {"10.0.0.1", false}},
        {"the last protocol counts", "10.0.0.1", {{protocol, "https, http"}}, {"10.0.0.1", false}},
        {"in capitals", "10.0.0.1", {{protocol, "HTTPS"}}, {"10.0.0.1", true}},
    };
    // clang-format on
    const TrustedProxies proxies{
        {"10.0.0.0/8", "::1"}
    };
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.name)
        {
            const auto source = proxies.source_of(request_with(c.fields), {c.peer, false});
            BOOST_TEST(source.address == c.expected.address);
            BOOST_TEST(source.secure == c.expected.secure);
        }
    }
}

BOOST_AUTO_TEST_CASE(none_are_trusted_by_default)
{
    const TrustedProxies none{{}};
    const auto request = request_with({
        {"X-Forwarded-For", "198.51.100.1"}
    });
    BOOST_TEST(none.source_of(request, {"127.0.0.1", false}).address == "127.0.0.1");
    BOOST_TEST(!none.trusts("127.0.0.1"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::http
