#include "services/rpc/may_publish.hpp"

#include <stdexcept>

#include <boost/test/unit_test.hpp>

namespace halley::services::rpc {
namespace {

BOOST_AUTO_TEST_SUITE(may_publish)

BOOST_AUTO_TEST_CASE(patterns)
{
    const MayPublish rules({"/news", "/stock/*", "/deep/**", "/meta/x", "/service/y"});
    const struct {
        const char* channel;
        bool allowed;
    } cases[] = {
        {"/news",           true },
        {"/news/x",         false},
        {"/stock/a",        true },
        {"/stock/a/b",      false},
        {"/stock",          false},
        {"/deep/a/b",       true },
        {"/meta/x",         false},
        {"/service/y",      false},
        {"/stock/*",        false},
        {"/deep/**",        false},
        {"news",            false},
        {"/stock/\xc3\xa4", false},
        {"",                false},
    };
    for (const auto& c : cases)
        BOOST_TEST(rules.allows(c.channel) == c.allowed, c.channel);
    BOOST_TEST(!MayPublish({}).allows("/news"));
}

BOOST_AUTO_TEST_CASE(all_channels_do_not_include_those_of_the_protocol)
{
    const MayPublish rules({"/**"});
    BOOST_TEST(rules.allows("/a"));
    BOOST_TEST(!rules.allows("/meta/connect"));
    BOOST_TEST(!rules.allows("/service/x"));
}

BOOST_AUTO_TEST_CASE(what_is_no_pattern)
{
    for (const auto text : {"", "news", "/a//b", "/a|b"})
        BOOST_CHECK_THROW(MayPublish({text}), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services::rpc
