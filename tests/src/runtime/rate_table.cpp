#include "src/runtime/rate_table.hpp"

#include <boost/test/unit_test.hpp>

namespace halley::runtime {

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(rate_table)

constexpr protocol::TimePoint start{1h};

BOOST_AUTO_TEST_CASE(each_rate_and_each_address_for_itself)
{
    LimitsConfig limits;
    limits.handshakes_per_address = {1, 2};
    limits.publishes_per_address = {1, 1};
    RateTable rates{limits};
    const auto take = [&](Limit rate, std::string_view address) {
        return rates.take(rate, address, 1, start);
    };
    BOOST_TEST(take(Limit::handshakes_per_address, "192.0.2.1"));
    BOOST_TEST(take(Limit::handshakes_per_address, "192.0.2.1"));
    BOOST_TEST(!take(Limit::handshakes_per_address, "192.0.2.1"));
    BOOST_TEST(take(Limit::publishes_per_address, "192.0.2.1"));
    BOOST_TEST(!take(Limit::publishes_per_address, "192.0.2.1"));
    BOOST_TEST(take(Limit::handshakes_per_address, "192.0.2.2"));
    BOOST_TEST(take(Limit::handshakes_per_address, "2001:db8:1:2::1"));
    BOOST_TEST(take(Limit::handshakes_per_address, "2001:db8:1:2::2"));
    BOOST_TEST(!take(Limit::handshakes_per_address, "2001:db8:1:2:ffff::3"));
    BOOST_TEST(rates.take(Limit::handshakes_per_address, "192.0.2.1", 1, start + 1s));
}

BOOST_AUTO_TEST_CASE(what_has_no_rate_is_not_kept)
{
    const LimitsConfig limits;
    RateTable rates{limits};
    for (int i = 0; i < 10; ++i)
        BOOST_TEST(rates.take(Limit::subscribes_per_address, "192.0.2.1", 1000, start));
    BOOST_TEST(rates.size() == 0u);
}

BOOST_AUTO_TEST_CASE(addresses_that_are_quiet_again_are_forgotten)
{
    LimitsConfig limits;
    limits.handshakes_per_address = {1, 10};
    RateTable rates{limits};
    auto now = start;
    for (int i = 0; i < 200'000; ++i) {
        now += 1ms;
        rates.take(Limit::handshakes_per_address, "host-" + std::to_string(i), 1, now);
    }
    BOOST_TEST(rates.size() < 50'000u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace halley::runtime
