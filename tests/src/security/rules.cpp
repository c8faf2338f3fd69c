#include "src/security/rules.hpp"

#include <boost/test/unit_test.hpp>

namespace halley::security {
namespace {

BOOST_AUTO_TEST_SUITE(rules)

std::vector<RuleConfig> allow(std::vector<std::string> channels)
{
    return {
        {{Operation::subscribe, Operation::publish, Operation::service},
         {},
         std::move(channels),
         {}}
    };
}

std::vector<RuleConfig> with(std::vector<RuleConfig> rules, RuleConfig further)
{
    rules.push_back(std::move(further));
    return rules;
}

BOOST_AUTO_TEST_CASE(a_pattern_is_allowed_when_a_rule_covers_it)
{
    const struct {
        std::string_view rule, asked;
        bool covered;
    } cases[] = {
        {"/a",             "/a",         true },
        {"/a",             "/b",         false},
        {"/a",             "/a/b",       false},
        {"/a/b",           "/a",         false},
        {"/a/b",           "/a/bc",      false},
        {"/a",             "/*",         false},
        {"/a/*",           "/a/b",       true },
        {"/a/*",           "/a",         false},
        {"/a/*",           "/a/b/c",     false},
        {"/a/*",           "/ab/c",      false},
        {"/a/*",           "/a/*",       true },
        {"/a/*",           "/a/**",      false},
        {"/a/**",          "/a",         false},
        {"/a/**",          "/a/b/c",     true },
        {"/a/**",          "/a/*",       true },
        {"/a/**",          "/a/**",      true },
        {"/a/**",          "/a/b/**",    true },
        {"/a/**",          "/**",        false},
        {"/a/**",          "/*",         false},
        {"/a/b/**",        "/a/**",      false},
        {"/a/b/**",        "/a/*",       false},
        {"/*",             "/a",         true },
        {"/*",             "/*",         true },
        {"/*",             "/**",        false},
        {"/**",            "/**",        true },
        {"/**",            "/a/b/c",     true },
        {"/**",            "/a/*",       true },
        {"/{user}",        "/ada",       true },
        {"/{user}",        "/eve",       false},
        {"/{user}",        "/*",         false},
        {"/{user}/**",     "/ada/x/y",   true },
        {"/{user}/**",     "/ada/**",    true },
        {"/{user}/**",     "/**",        false},
        {"/{user}/**",     "/{user}/x",  false},
        {"/u/{user}/in",   "/u/ada/in",  true },
        {"/u/{user}/in",   "/u/ada/out", false},
        {"/u/{user}/in",   "/u/*",       false},
        {"/g/{groups}/*",  "/g/red/x",   true },
        {"/g/{groups}/*",  "/g/blue/x",  true },
        {"/g/{groups}/*",  "/g/green/x", false},
        {"/n/{number}",    "/n/17",      true },
        {"/n/{tree.leaf}", "/n/oak",     true },
        {"/n/{flat.name}", "/n/itself",  true },
        {"/n/{escaped}",   "/n/a-b",     true },
        {"/n/{absent}",    "/n/absent",  false},
        {"/n/{absent}/**", "/n/x/y",     false},
        {"/n/{nothing}",   "/n/null",    false},
        {"/n/{tree}",      "/n/oak",     false},
        {"/n/{deep}/**",   "/n/a/b/c",   false},
        {"/n/{wild}/x",    "/n/*",       false},
        {"/n/{wild}",      "/n/*",       false},
        {"/n/{star}",      "/n/a*b",     false},
    };
    const Subject ada{
        "ada",
        R"({"groups":["red","blue"],"number":17,"tree":{"leaf":"oak"},"flat.name":"itself",)"
        R"("escaped":"a\u002db","nothing":null,"deep":"a/b","wild":"*","star":"a*b"})"};
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.rule << " for " << c.asked)
        {
            const Rules rules{allow({std::string{c.rule}})};
            BOOST_TEST(rules.decide(Operation::subscribe, c.asked, ada).allowed == c.covered);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_pattern_is_denied_when_a_rule_overlaps_it)
{
    const struct {
        std::string_view rule, asked;
        bool overlaps;
    } cases[] = {
        {"/a",         "/a",      true },
        {"/a",         "/b",      false},
        {"/a",         "/*",      true },
        {"/a",         "/**",     true },
        {"/a/b",       "/*",      false},
        {"/a/b",       "/**",     true },
        {"/a/b",       "/a/*",    true },
        {"/a/b",       "/b/**",   false},
        {"/a/*",       "/a/**",   true },
        {"/a/*",       "/a",      false},
        {"/a/*",       "/a/b/*",  false},
        {"/a/*",       "/*",      false},
        {"/a/**",      "/a/b/**", true },
        {"/a/**",      "/**",     true },
        {"/a/**",      "/*",      false},
        {"/a/b/**",    "/a/*",    false},
        {"/a/b/**",    "/a/**",   true },
        {"/**",        "/a",      true },
        {"/{user}",    "/ada",    true },
        {"/{user}",    "/eve",    false},
        {"/{user}",    "/*",      true },
        {"/{user}/x",  "/**",     true },
        {"/{absent}",  "/*",      false},
        {"/{deep}/**", "/**",     false},
        {"/x/{user}",  "/y/*",    false},
    };
    const Subject ada{"ada", R"({"deep":"a/b"})"};
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.rule << " against " << c.asked)
        {
            const Rules rules{
                with(allow({"/**"}), {{}, {Operation::subscribe}, {std::string{c.rule}}, {}})};
            BOOST_TEST(rules.decide(Operation::subscribe, c.asked, ada).allowed == !c.overlaps);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_rule_concerns_those_whom_it_names)
{
    const Subject nobody{};
    const Subject ada{"ada", R"({"role":["editor","admin"],"level":3,"staff":true})"};
    const Subject eve{"eve", R"({"role":"guest"})"};
    const Subject nameless{"", R"({"role":"admin"})"};
    const struct {
        const char* name;
        WhoConfig who;
        bool nobody, ada, eve, nameless;
    } cases[] = {
        {"everyone",             {},                                        true,  true,  true,  true },
        {"anonymous",            {false, {}, {}},                           true,  false, false, true },
        {"authenticated",        {true, {}, {}},                            false, true,  true,  false},
        {"one user",             {{}, {"ada"}, {}},                         false, true,  false, false},
        {"two users",            {{}, {"eve", "ada"}, {}},                  false, true,  true,  false},
        {"an attribute",         {{}, {}, {{"role", {"admin"}}}},           false, true,  false, true },
        {"one of two values",    {{}, {}, {{"role", {"guest", "editor"}}}}, false, true,  true,  false},
        {"two attributes",
         {{}, {}, {{"role", {"admin"}}, {"level", {"3"}}}},
         false,                                                                    true,
         false,                                                                                  false},
        {"a boolean",            {{}, {}, {{"staff", {"true"}}}},           false, true,  false, false},
        {"user and attribute",   {{}, {"eve"}, {{"role", {"admin"}}}},      false, false, false, false},
        {"authenticated admins", {true, {}, {{"role", {"admin"}}}},         false, true,  false, false},
    };
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.name)
        {
            auto rules = allow({"/x"});
            rules.front().who = c.who;
            const Rules compiled{rules};
            const auto may = [&](const Subject& who) {
                return compiled.decide(Operation::publish, "/x", who).allowed;
            };
            BOOST_TEST(may(nobody) == c.nobody);
            BOOST_TEST(may(ada) == c.ada);
            BOOST_TEST(may(eve) == c.eve);
            BOOST_TEST(may(nameless) == c.nameless);
        }
    }
}

BOOST_AUTO_TEST_CASE(deny_wins_and_the_rule_is_named)
{
    const std::vector<RuleConfig> config{
        {{},                     {Operation::publish}, {"/audit/**"}, {}               },
        {{Operation::publish},   {},                   {"/**"},       {}               },
        {{},                     {Operation::publish}, {"/a"},        {{}, {"eve"}, {}}},
        {{Operation::publish},   {},                   {"/audit/**"}, {{}, {"ada"}, {}}},
        {{Operation::subscribe}, {},                   {"/audit/**"}, {true, {}, {}}   },
    };
    const Rules rules{config};
    const auto decide = [&](Operation operation, std::string_view channel, std::string_view user) {
        return rules.decide(operation, channel, {user, {}});
    };
    BOOST_TEST((decide(Operation::publish, "/a", "ada") == Decision{true, 1}));
    BOOST_TEST((decide(Operation::publish, "/a", "eve") == Decision{false, 2}));
    BOOST_TEST((decide(Operation::publish, "/audit/x", "ada") == Decision{false, 0}));
    BOOST_TEST((decide(Operation::subscribe, "/audit/x", "ada") == Decision{true, 4}));
    BOOST_TEST((decide(Operation::subscribe, "/audit/x", "") == Decision{false, {}}));
    BOOST_TEST((decide(Operation::subscribe, "/a", "ada") == Decision{false, {}}));
    BOOST_TEST((decide(Operation::service, "/service/x", "ada") == Decision{false, {}}));
}

BOOST_AUTO_TEST_CASE(creating_is_decided_once_a_rule_names_it)
{
    const Rules silent{allow({"/a"})};
    BOOST_TEST((silent.decide(Operation::create, "/b", {}) == Decision{true, {}}));

    const Rules rules{
        with(allow({"/a"           }
        ), { {Operation::create}, {}, {"/a"}, {true, {}, {}}}
        )
    };
    BOOST_TEST((rules.decide(Operation::create, "/a", {"ada", {}}) == Decision{true, 1}));
    BOOST_TEST((rules.decide(Operation::create, "/a", {}) == Decision{false, {}}));
    BOOST_TEST((rules.decide(Operation::create, "/b", {"ada", {}}) == Decision{false, {}}));
}

BOOST_AUTO_TEST_CASE(services_have_an_operation_of_their_own)
{
    BOOST_TEST((operation_on("/service/a", Operation::publish) == Operation::service));
    BOOST_TEST((operation_on("/service/**", Operation::subscribe) == Operation::service));
    BOOST_TEST((operation_on("/services", Operation::publish) == Operation::publish));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::security
