#include "protocol/subscription_tree.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace halley::protocol {

namespace {

using Slots = std::vector<SubscriptionTree::Slot>;

Slots matches(const SubscriptionTree& tree, std::string_view channel)
{
    Slots found;
    tree.match(channel, [&](SubscriptionTree::Slot slot) { found.push_back(slot); });
    std::sort(found.begin(), found.end());
    return found;
}

struct MatchCase {
    const char* name;
    const char* pattern;
    const char* channel;
    bool matches;
};

const MatchCase cases[] = {
    {"CHN-08 same name",              "/foo",    "/foo",       true },
    {"CHN-08 case matters",           "/Foo",    "/foo",       false},
    {"CHN-08 deeper name",            "/a/b/c",  "/a/b/c",     true },
    {"CHN-08 a part of it",           "/a/b",    "/a/b/c",     false},
    {"CHN-08 more than it",           "/a/b/c",  "/a/b",       false},
    {"CHN-08 longer segment",         "/a/b",    "/a/bc",      false},
    {"CHN-09 one more",               "/w/*",    "/w/a",       true },
    {"CHN-09 not itself",             "/w/*",    "/w",         false},
    {"CHN-09 not two more",           "/w/*",    "/w/a/b",     false},
    {"CHN-09 not a longer name",      "/w/*",    "/wx",        false},
    {"CHN-09 another parent",         "/w/*",    "/v/a",       false},
    {"CHN-10 one more",               "/w/**",   "/w/a",       true },
    {"CHN-10 two more",               "/w/**",   "/w/a/b",     true },
    {"CHN-10 many more",              "/w/**",   "/w/a/b/c/d", true },
    {"CHN-10 not itself",             "/w/**",   "/w",         false},
    {"CHN-10 not a longer name",      "/w/**",   "/wx/a",      false},
    {"CHN-10 below a deeper one",     "/w/a/**", "/w/a/b",     true },
    {"CHN-10 beside it",              "/w/a/**", "/w/b/b",     false},
    {"CHN-11 all of one segment",     "/*",      "/a",         true },
    {"CHN-11 but not of two",         "/*",      "/a/b",       false},
    {"CHN-11 all",                    "/**",     "/a",         true },
    {"CHN-11 all, deep",              "/**",     "/a/b/c",     true },
    {"CHN-13 a star in a name",       "/foo*",   "/foobar",    false},
    {"CHN-13 is that name",           "/foo*",   "/foo*",      true },
    {"CHN-13 three stars are a name", "/a/***",  "/a/b",       false},
    {"CHN-19 braces are a name",      "/t/{x}",  "/t/1",       false},
    {"CHN-04 space",                  "/a b/ c", "/a b/ c",    true },
};

struct Naive {
    bool subscribe(const std::string& pattern, SubscriptionTree::Slot slot)
    {
        return subscriptions.insert({pattern, slot}).second;
    }
    bool unsubscribe(const std::string& pattern, SubscriptionTree::Slot slot)
    {
        return subscriptions.erase({pattern, slot}) == 1;
    }
    static bool matches(const std::string& pattern, const std::string& channel)
    {
        if (pattern.ends_with("/**"))
            return channel.starts_with(pattern.substr(0, pattern.size() - 2));
        if (pattern.ends_with("/*"))
            return channel.starts_with(pattern.substr(0, pattern.size() - 1)) &&
                   channel.find('/', pattern.size() - 1) == channel.npos;
        return pattern == channel;
    }
    Slots match(const std::string& channel) const
    {
        Slots found;
        for (const auto& [pattern, slot] : subscriptions) {
            if (matches(pattern, channel)) found.push_back(slot);
        }
        std::sort(found.begin(), found.end());
        return found;
    }
    // A node for each segment that is not a wildcard, shared by all.
    std::size_t nodes() const
    {
        std::set<std::string> prefixes;
        for (auto [pattern, slot] : subscriptions) {
            if (pattern.ends_with("/*") || pattern.ends_with("/**"))
                pattern.resize(pattern.rfind('/'));
            for (; !pattern.empty(); pattern.resize(pattern.rfind('/')))
                prefixes.insert(pattern);
        }
        return prefixes.size();
    }

    std::set<std::pair<std::string, SubscriptionTree::Slot>> subscriptions;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(subscription_tree)

BOOST_AUTO_TEST_CASE(matches_patterns)
{
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.name)
        {
            SubscriptionTree tree;
            BOOST_TEST(tree.subscribe(c.pattern, 7));
            BOOST_TEST(matches(tree, c.channel) == (c.matches ? Slots{7} : Slots{}),
                       boost::test_tools::per_element());
            BOOST_TEST(Naive::matches(c.pattern, c.channel) == c.matches);
        }
    }
}

// CHN-14: one visit for each matching pattern, the caller makes one copy of them.
BOOST_AUTO_TEST_CASE(visits_once_for_each_pattern)
{
    SubscriptionTree tree;
    for (const auto* pattern : {"/w/a", "/w/*", "/w/**", "/**", "/v/a"})
        tree.subscribe(pattern, 7);
    tree.subscribe("/w/a", 8);
    BOOST_TEST(matches(tree, "/w/a") == (Slots{7, 7, 7, 7, 8}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(subscribes_once)  // SUB-09
{
    SubscriptionTree tree;
    BOOST_TEST(tree.subscribe("/a", 1));
    BOOST_TEST(!tree.subscribe("/a", 1));
    BOOST_TEST(tree.subscribe("/a", 2));
    BOOST_TEST(tree.subscribe("/a/*", 1));
    BOOST_TEST(tree.subscribe("/a/**", 1));
    BOOST_TEST(!tree.subscribe("/a/**", 1));
    BOOST_TEST(tree.size() == 4u);
}

BOOST_AUTO_TEST_CASE(unsubscribes_what_was_subscribed)  // SUB-14, SUB-15
{
    SubscriptionTree tree;
    BOOST_TEST(!tree.unsubscribe("/a", 1));
    BOOST_TEST(!tree.unsubscribe("/**", 1));
    tree.subscribe("/a/b", 1);
    for (const auto* other : {"/a", "/a/b/c", "/a/*", "/a/**", "/a/b/*", "/b"})
        BOOST_TEST(!tree.unsubscribe(other, 1));
    BOOST_TEST(!tree.unsubscribe("/a/b", 2));
    BOOST_TEST(tree.size() == 1u);
    BOOST_TEST(tree.unsubscribe("/a/b", 1));
    BOOST_TEST(!tree.unsubscribe("/a/b", 1));
    BOOST_TEST(tree.size() == 0u);
}

BOOST_AUTO_TEST_CASE(keeps_no_memory_of_what_is_gone)  // CHN-20
{
    SubscriptionTree tree;
    for (int i = 0; i < 1000; ++i)
        tree.subscribe("/room/" + std::to_string(i) + "/x/**", 1);
    BOOST_TEST(tree.nodes() == 2001u);
    for (int i = 0; i < 1000; ++i)
        matches(tree, "/never/" + std::to_string(i));
    BOOST_TEST(tree.nodes() == 2001u);
    for (int i = 0; i < 1000; ++i)
        tree.unsubscribe("/room/" + std::to_string(i) + "/x/**", 1);
    BOOST_TEST(tree.nodes() == 0u);
}

// Removing from the middle must leave the others where they are found again.
BOOST_AUTO_TEST_CASE(leaves_from_a_long_list)
{
    constexpr SubscriptionTree::Slot count = 100'000;
    SubscriptionTree tree;
    for (SubscriptionTree::Slot slot = 0; slot < count; ++slot)
        tree.subscribe("/a", slot);
    for (SubscriptionTree::Slot slot = 0; slot < count; slot += 2)
        BOOST_TEST_REQUIRE(tree.unsubscribe("/a", slot));
    const auto left = matches(tree, "/a");
    BOOST_TEST(left.size() == count / 2);
    BOOST_TEST(std::all_of(left.begin(), left.end(), [](auto slot) { return slot % 2 == 1; }));
    for (SubscriptionTree::Slot slot = 1; slot < count; slot += 2)
        BOOST_TEST_REQUIRE(tree.unsubscribe("/a", slot));
    BOOST_TEST(tree.nodes() == 0u);
}

BOOST_AUTO_TEST_CASE(agrees_with_the_naive_one)
{
    constexpr unsigned seed = 1066;
    std::mt19937 random{seed};
    const auto pick = [&](const auto& list) { return list[random() % std::size(list)]; };
    const char* const segments[] = {"/a", "/b", "/a*", "/**x"};
    const char* const ends[] = {"", "", "/*", "/**"};
    const auto channel = [&] {
        std::string text = pick(segments);
        for (auto more = random() % 3; more > 0; --more)
            text += pick(segments);
        return text;
    };

    SubscriptionTree tree;
    Naive naive;
    for (int round = 0; round < 10'000; ++round) {
        BOOST_TEST_CONTEXT("seed " << seed << ", round " << round)
        {
            auto pattern = random() % 10 == 0 ? std::string{} : channel();
            pattern += pattern.empty() ? (random() % 2 == 0 ? "/*" : "/**") : pick(ends);
            const auto slot = static_cast<SubscriptionTree::Slot>(random() % 5);
            // Phases in which the tree fills up and empties.
            if (random() % 8 < (round / 1'000 % 2 == 0 ? 5u : 2u)) {
                BOOST_TEST_REQUIRE(tree.subscribe(pattern, slot) == naive.subscribe(pattern, slot));
            } else {
                BOOST_TEST_REQUIRE(tree.unsubscribe(pattern, slot) ==
                                   naive.unsubscribe(pattern, slot));
            }
            BOOST_TEST_REQUIRE(tree.size() == naive.subscriptions.size());
            if (round % 10 != 0) continue;
            const auto name = channel();
            BOOST_TEST_REQUIRE(matches(tree, name) == naive.match(name),
                               boost::test_tools::per_element());
            BOOST_TEST_REQUIRE(tree.nodes() == naive.nodes());
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace halley::protocol
