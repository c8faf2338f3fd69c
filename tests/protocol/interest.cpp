#include "protocol/interest.hpp"

#include <map>
#include <memory>
#include <random>
#include <string>

#include <boost/test/unit_test.hpp>

#include "protocol/subscription_tree.hpp"

namespace halley::protocol {

namespace {

bool matches(const SubscriptionTree& tree, std::string_view channel)
{
    bool any = false;
    tree.match(channel, [&](SubscriptionTree::Slot) { any = true; });
    return any;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(interest)

BOOST_AUTO_TEST_CASE(what_nobody_wants_is_not_wanted)
{
    const SubscriptionTree tree;
    BOOST_TEST(!tree.interest().may_match("/a"));
    BOOST_TEST(!tree.interest().may_match("/a/b/c"));
}

BOOST_AUTO_TEST_CASE(every_kind_of_pattern_counts_until_its_last_subscriber_leaves)
{
    for (const auto* const pattern : {"/a/b", "/a/*", "/a/**", "/**"}) {
        BOOST_TEST_CONTEXT(pattern)
        {
            SubscriptionTree tree;
            tree.subscribe(pattern, 1);
            tree.subscribe(pattern, 2);
            tree.subscribe(pattern, 2);
            BOOST_TEST(tree.interest().may_match("/a/b"));
            tree.unsubscribe(pattern, 1);
            tree.unsubscribe(pattern, 1);
            BOOST_TEST(tree.interest().may_match("/a/b"));
            tree.unsubscribe(pattern, 2);
            BOOST_TEST(!tree.interest().may_match("/a/b"));
        }
    }
}

BOOST_AUTO_TEST_CASE(other_channels_do_not_count)
{
    SubscriptionTree tree;
    tree.subscribe("/a/b", 1);
    tree.subscribe("/c/*", 1);
    tree.subscribe("/d/**", 1);
    for (const auto* const channel : {"/a", "/a/bc", "/a/b/c", "/c", "/c/d/e", "/d", "/e/d/f"})
        BOOST_TEST(!tree.interest().may_match(channel), channel);
}

BOOST_AUTO_TEST_CASE(it_never_denies_what_a_pattern_matches)
{
    std::mt19937 chance{7};
    const auto upto = [&](unsigned limit) { return chance() % limit; };
    const auto name = [&] {
        std::string text;
        for (auto depth = 1 + upto(4); depth > 0; --depth)
            text += "/" + std::string(1, static_cast<char>('a' + upto(3)));
        return text;
    };
    SubscriptionTree tree;
    unsigned wanted = 0;
    unsigned denied = 0;
    for (int round = 0; round < 20'000; ++round) {
        const auto kind = upto(3);
        const auto pattern = name() + (kind == 0 ? "" : kind == 1 ? "/*" : "/**");
        if (upto(3) == 0) {
            tree.subscribe(pattern, upto(2));
        } else {
            tree.unsubscribe(pattern, upto(2));
        }
        const auto channel = name();
        if (matches(tree, channel)) {
            ++wanted;
            BOOST_REQUIRE(tree.interest().may_match(channel));
        } else if (!tree.interest().may_match(channel)) {
            ++denied;
        }
    }
    BOOST_TEST(wanted > 1000U);
    BOOST_TEST(denied > 1000U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace halley::protocol
