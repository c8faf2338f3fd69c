#include <boost/test/unit_test.hpp>

#include "tests/src/config/loading.hpp"

namespace halley::config {
namespace {

BOOST_AUTO_TEST_SUITE(rules)

constexpr std::string_view example = R"(
security:
  rules:
    - allow: [subscribe, publish]
      channels: [/chat/**]
    - deny: [publish]
      channels: [/audit/**]
      who: { authenticated: true }
    - allow: [service]
      channels: ["/service/{user}", /**]
      who:
        user: alice
        attributes:
          role: [admin, editor]
          level: 3
)";

BOOST_AUTO_TEST_CASE(are_read_and_printed)
{
    const auto loaded = load_valid(example);
    const std::vector<RuleConfig> expected{
        {{Operation::subscribe, Operation::publish}, {},                   {"/chat/**"},  {}            },
        {{},                                         {Operation::publish}, {"/audit/**"}, {true, {}, {}}},
        {{Operation::service},
         {},
         {"/service/{user}", "/**"},
         {{}, {"alice"}, {{"role", {"admin", "editor"}}, {"level", {"3"}}}}                             },
    };
    BOOST_TEST((loaded.config.security.rules == expected));
    const auto printed = print_config(loaded.config);
    BOOST_TEST((load_valid(printed).config == loaded.config), printed);
}

BOOST_AUTO_TEST_CASE(know_where_they_stand)
{
    const std::vector<Position> expected{
        {4, 7},
        {6, 7},
        {9, 7},
    };
    BOOST_TEST((load_valid(example).rules == expected));
    BOOST_TEST(load_valid("{}").rules.empty());
    BOOST_TEST(load_valid("security: {rules: []}").rules.empty());
}

BOOST_AUTO_TEST_CASE(that_make_no_sense_are_errors)
{
    // clang-format off
    const struct {
        std::string_view rule, error;
    } cases[] = {
        {"{allow: [subscribe]}", "1:20: security.rules[0]: needs channels\n"},
        {"{channels: [/a]}", "1:20: security.rules[0]: needs either allow or deny\n"},
        {"{allow: [publish], deny: [publish], channels: [/a]}",
         "1:20: security.rules[0]: needs either allow or deny\n"},
        {"{allow: [], channels: [/a]}", "1:28: security.rules[0].allow: must not be empty\n"},
        {"{allow: [publsh], channels: [/a]}",
         "1:29: security.rules[0].allow[0]: \"publsh\" is unknown; did you mean \"publish\"?\n"},
        {"{allow: [publish], channels: [a]}",
         "1:50: security.rules[0].channels[0]: \"a\" is no channel and no pattern of channels\n"},
        {"{allow: [publish], channels: [/meta/x]}",
         "1:50: security.rules[0].channels[0]: \"/meta/x\" is no channel to subscribe or publish to\n"},
        {"{allow: [publish], channels: ['/u/u{user}']}",
         "1:50: security.rules[0].channels[0]: \"/u/u{user}\" has braces that are no placeholder: "
         "one is a whole segment, such as {user}\n"},
        {"{allow: [publish], channels: ['/u/{}']}",
         "1:50: security.rules[0].channels[0]: \"/u/{}\" has braces that are no placeholder: "
         "one is a whole segment, such as {user}\n"},
        {"{allow: [publish, subscribe], channels: [/a, /service/x]}",
         "1:20: security.rules[0]: \"/service/x\" is the channel of a service: what rules allow or "
         "deny there is service\n"},
        {"{allow: [service], channels: [/service/x, /a]}",
         "1:20: security.rules[0]: \"/a\" is no channel of services\n"},
        {"{allow: [service, publish], channels: [/service/x]}",
         "1:20: security.rules[0]: publish has nothing to do with these channels\n"},
        {"{allow: [publish], channels: [/a], who: {user: []}}",
         "1:67: security.rules[0].who.user: must not be empty\n"},
        {"{allow: [publish], channels: [/a], who: {authenticated: false, user: a}}",
         "1:55: security.rules[0].who: a user is authenticated: this concerns nobody\n"},
        {"{allow: [publish], channels: [/a], who: {attributes: {role: ~}}}",
         "1:74: security.rules[0].who.attributes.role: expected text, not nothing\n"},
        {"{allow: [publish], channels: [/a], who: {role: admin}}",
         "1:61: unknown key \"role\" in security.rules[0].who; there are authenticated, user and "
         "attributes\n"},
        {"{deny: [publish], channels: [/a]}",
         "1:12: security.rules: nothing is allowed; to allow what is not denied, add {allow: "
         "[create, subscribe, publish, service], channels: [/**]}\n"},
        {"{allow: [publish], channels: [/a]}, {allow: [publish], channels: [/a]}",
         "1:56: security.rules[1]: the same rule is already in the list\n"},
    };
    // clang-format on
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.rule)
        {
            BOOST_TEST(errors_in("security: {rules: [" + std::string{c.rule} + "]}") == c.error);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::config
