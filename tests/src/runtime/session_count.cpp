#include "src/runtime/session_count.hpp"

#include <boost/test/unit_test.hpp>

namespace halley::runtime {

BOOST_AUTO_TEST_SUITE(session_count)

BOOST_AUTO_TEST_CASE(LIM_06_each_address_for_itself)
{
    SessionCount count{2, 0};
    BOOST_TEST(!count.enter("192.0.2.1"));
    BOOST_TEST(!count.enter("192.0.2.1"));
    BOOST_TEST((count.enter("192.0.2.1") == Limit::sessions_per_address));
    BOOST_TEST(!count.enter("192.0.2.2"));
    count.leave("192.0.2.1");
    BOOST_TEST(!count.enter("192.0.2.1"));
    BOOST_TEST((count.enter("192.0.2.1") == Limit::sessions_per_address));
}

BOOST_AUTO_TEST_CASE(LIM_06_a_network_of_64_bits_is_one)
{
    SessionCount count{2, 0};
    BOOST_TEST(!count.enter("2001:db8:1:2::1"));
    BOOST_TEST(!count.enter("2001:db8:1:2:ffff::2"));
    BOOST_TEST(count.enter("2001:db8:1:2::3").has_value());
    BOOST_TEST(!count.enter("2001:db8:1:3::1"));
    count.leave("2001:db8:1:2::9");
    BOOST_TEST(!count.enter("2001:db8:1:2::3"));
}

BOOST_AUTO_TEST_CASE(all_together)
{
    SessionCount count{0, 2};
    BOOST_TEST(!count.enter("192.0.2.1"));
    BOOST_TEST(!count.enter("192.0.2.2"));
    BOOST_TEST((count.enter("192.0.2.3") == Limit::sessions));
    count.leave("192.0.2.1");
    BOOST_TEST(!count.enter("192.0.2.3"));

    SessionCount both{1, 2};
    BOOST_TEST(!both.enter("192.0.2.1"));
    BOOST_TEST((both.enter("192.0.2.1") == Limit::sessions_per_address));
    BOOST_TEST(!both.enter("192.0.2.2"));
    BOOST_TEST((both.enter("192.0.2.3") == Limit::sessions));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace halley::runtime
