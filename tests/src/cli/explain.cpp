#include "src/cli/explain.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/src/config/loading.hpp"

namespace halley::cli {
namespace {

BOOST_AUTO_TEST_SUITE(explain_decisions)

constexpr std::string_view example = R"(security:
  rules:
    - { allow: [subscribe], channels: [/news/**] }
    - { allow: [publish], channels: [/news/**], who: { attributes: { role: admin } } }
    - { deny: [publish], channels: [/news/old], who: { user: eve } }
    - { allow: [service], channels: ["/service/{team}"] }
)";

BOOST_AUTO_TEST_CASE(with_the_rule_that_made_them)
{
    // clang-format off
    const struct {
        std::vector<std::string> words;
        Exit expected;
    } cases[] = {
        {{"subscribe", "/news/*"}, {0, "allowed: f:3:7: security.rules[0] allows it\n", {}}},
        {{"subscribe", "/**"},
         {1, "refused: no rule allows subscribe of /** to anonymous sessions\n", {}}},
        {{"user=ada", "publish", "/news/new"},
         {1, "refused: no rule allows publish of /news/new to ada\n", {}}},
        {{"user=ada", "role=editor", "publish", "/news/new"},
         {1, "refused: no rule allows publish of /news/new to ada with these attributes\n", {}}},
        {{"user=ada", "role=editor", "role=admin", "publish", "/news/new"},
         {0, "allowed: f:4:7: security.rules[1] allows it\n", {}}},
        {{"role=admin", "user=eve", "publish", "/news/old"},
         {1, "refused: f:5:7: security.rules[2] denies it\n", {}}},
        {{"team=red", "publish", "/service/red"},
         {0, "allowed: f:6:7: security.rules[3] allows it\n", {}}},
        {{"team=red", "service", "/service/blue"},
         {1, "refused: no rule allows service of /service/blue to anonymous sessions with these "
             "attributes\n", {}}},
        {{"create", "/x"}, {0, "allowed: no rule is about creating channels\n", {}}},
    };
    // clang-format on
    const auto loaded = config::load_valid(example);
    for (const auto& c : cases) {
        const auto exit = explain(c.words, loaded, "f");
        BOOST_TEST((exit == c.expected), exit.out << exit.err);
    }
}

BOOST_AUTO_TEST_CASE(without_rules)
{
    BOOST_TEST(
        (explain({"publish", "/a"}, {}, "f") == Exit{0, "allowed: there are no rules\n", {}}));
}

BOOST_AUTO_TEST_CASE(mistakes_have_status_2)
{
    // clang-format off
    const struct {
        std::vector<std::string> words;
        std::string_view error;
    } cases[] = {
        {{"subscribe"}, "needs an operation and a channel"},
        {{"alice", "subscribe", "/a"}, "alice is no claim such as user=alice or role=admin"},
        {{"=x", "subscribe", "/a"}, "=x is no claim"},
        {{"role=", "subscribe", "/a"}, "role= is no claim"},
        {{"read", "/a"}, "read is not create, subscribe, publish or service"},
        {{"subscribe", "a"}, "a is no channel to subscribe or publish to"},
        {{"subscribe", "/meta/x"}, "/meta/x is no channel to subscribe or publish to"},
        {{"publish", "/a/*"}, "/a/* is a pattern: it cannot be published to"},
        {{"create", "/service/x"}, "channels of services are not created"},
        {{"service", "/a"}, "/a is no channel of a service"},
    };
    // clang-format on
    const auto loaded = config::load_valid(example);
    for (const auto& c : cases) {
        const auto exit = explain(c.words, loaded, "f");
        BOOST_TEST(exit.status == 2);
        BOOST_TEST(exit.out.empty());
        BOOST_TEST(exit.err.starts_with("--explain: " + std::string{c.error}), exit.err);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::cli
