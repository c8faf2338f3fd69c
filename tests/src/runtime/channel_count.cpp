#include "src/runtime/channel_count.hpp"

#include <boost/test/unit_test.hpp>

namespace halley::runtime {

BOOST_AUTO_TEST_SUITE(channel_count)

BOOST_AUTO_TEST_CASE(a_channel_exists_until_its_last_subscription_is_gone)
{
    ChannelCount count;
    BOOST_TEST(!count.contains("/a"));
    count.subscribed("/a");
    count.subscribed("/a");
    count.subscribed("/b/*");
    BOOST_TEST(count.contains("/a"));
    BOOST_TEST(count.contains("/b/*"));
    BOOST_TEST(!count.contains("/b/c"));
    count.unsubscribed("/a");
    BOOST_TEST(count.contains("/a"));
    count.unsubscribed("/a");
    BOOST_TEST(!count.contains("/a"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace halley::runtime
