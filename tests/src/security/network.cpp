#include "src/security/network.hpp"

#include <string>

#include <boost/test/unit_test.hpp>

namespace halley::security {
namespace {

BOOST_AUTO_TEST_SUITE(network)

BOOST_AUTO_TEST_CASE(contains_addresses)
{
    const struct {
        std::string network, address;
        bool contained;
    } cases[] = {
        {"10.0.0.0/8",     "10.1.2.3",         true },
        {"10.0.0.0/8",     "11.0.0.0",         false},
        {"10.0.0.0/8",     "::ffff:10.1.2.3",  true },
        {"10.0.0.0/8",     "::10.1.2.3",       false},
        {"192.0.2.128/25", "192.0.2.129",      true },
        {"192.0.2.128/25", "192.0.2.127",      false},
        {"192.0.2.1",      "192.0.2.1",        true },
        {"192.0.2.1",      "192.0.2.2",        false},
        {"0.0.0.0/0",      "203.0.113.1",      true },
        {"0.0.0.0/0",      "2001:db8::1",      false},
        {"::/0",           "2001:db8::1",      true },
        {"2001:db8::/33",  "2001:db8:7fff::1", true },
        {"2001:db8::/33",  "2001:db8:8000::1", false},
        {"::1",            "::1",              true },
        {"::1",            "::2",              false},
    };
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.network << " and " << c.address)
        {
            const auto parsed = Network::parse(c.network);
            BOOST_TEST_REQUIRE(parsed.has_value());
            const auto address = boost::asio::ip::make_address(c.address);
            BOOST_TEST(parsed->contains(address) == c.contained);
        }
    }
}

BOOST_AUTO_TEST_CASE(that_are_none)
{
    for (const std::string text : {"",
                                   "10",
                                   "localhost",
                                   "10.0.0.0/",
                                   "10.0.0.0/33",
                                   "::/129",
                                   "10.0.0.0/-1",
                                   "10.0.0.0/8x",
                                   "10.0.0.1/8",
                                   "2001:db8::1/64",
                                   "fe80::1%eth0",
                                   "10.0.0.0/8/8"})
        BOOST_TEST(!Network::parse(text).has_value(), text);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::security
