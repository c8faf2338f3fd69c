#include "protocol/channel_rules.hpp"

#include <boost/test/unit_test.hpp>

namespace halley::protocol {

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(channel_rules)

BOOST_AUTO_TEST_CASE(the_most_specific_pattern_that_sets_an_option)
{
    BayeuxConfig config;
    config.channels["/**"] = {.lazy = 1s, .broadcast_to_publisher = {}};
    config.channels["/a/**"] = {.lazy = 2s, .broadcast_to_publisher = false};
    config.channels["/a/b/**"] = {.lazy = 3s, .broadcast_to_publisher = {}};
    config.channels["/a/*"] = {.lazy = 4s, .broadcast_to_publisher = {}};
    config.channels["/a/b"] = {.lazy = 0s, .broadcast_to_publisher = true};
    const ChannelRules rules{config};
    struct {
        const char* channel;
        std::chrono::seconds lazy;
        bool broadcast;
    } const table[] = {
        {"/x",       1s, true },
        {"/a",       1s, true },
        {"/ab",      1s, true },
        {"/a/x",     4s, false},
        {"/a/b",     0s, true },
        {"/a/x/y",   2s, false},
        {"/a/b/c",   3s, false},
        {"/a/b/c/d", 3s, false},
    };
    for (const auto& row : table) {
        const auto options = rules.options_of(row.channel);
        BOOST_TEST((options.lazy == row.lazy), row.channel);
        BOOST_TEST(options.broadcast_to_publisher == row.broadcast, row.channel);
    }
}

BOOST_AUTO_TEST_CASE(what_nothing_sets_is_as_configured_for_all)
{
    BayeuxConfig config;
    config.broadcast_to_publisher = false;
    const ChannelRules rules{config};
    BOOST_TEST(!rules.options_of("/a").broadcast_to_publisher);
    BOOST_TEST((rules.options_of("/a").lazy == Duration::zero()));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace halley::protocol
