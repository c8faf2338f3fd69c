#include <boost/test/unit_test.hpp>

#include "tests/src/config/loading.hpp"

namespace halley::config {
namespace {

BOOST_AUTO_TEST_SUITE(security)

std::string first_error(std::string_view yaml)
{
    const auto result = load(yaml);
    const auto* const errors = std::get_if<LoadErrors>(&result);
    return errors ? to_string(errors->front()) : "none";
}

BOOST_AUTO_TEST_CASE(one_way_or_several)
{
    const auto one = std::get<Loaded>(
        load("security:\n  authentication: {type: basic, file: users, cache: none}\n"));
    BOOST_TEST_REQUIRE(one.config.security.authentication.size() == 1u);
    const auto& basic = one.config.security.authentication[0];
    BOOST_TEST((basic.type == AuthenticationType::basic));
    BOOST_TEST(basic.file == "users");
    BOOST_TEST((basic.cache == std::chrono::milliseconds{0}));

    const auto several = std::get<Loaded>(load(R"(
security:
  anonymous: true
  every_request: true
  authentication:
    - {type: JWT, keys: jwks.json, issuer: "https://a.example", identity: user.id}
    - {type: http, url: "http://127.0.0.1:3000/who", headers: [X-Api-Key]}
    - {type: express, secret: secrets, redis: "127.0.0.1:6379", cache: 5s}
    - {type: digest, file: users.htdigest, realm: halley.example}
)"));
    BOOST_TEST(several.config.security.authentication.size() == 4u);
    const auto printed = print_config(several.config);
    const auto again = std::get<Loaded>(load(printed));
    BOOST_TEST((again.config == several.config), printed);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_them)
{
    // clang-format off
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"security:\n  authentication:\n    - {type: basic}\n",
         "f:3:7: security.authentication[0]: type basic needs file"},
        {"security: {authentication: {type: magic}}",
         "f:1:35: security.authentication.type: \"magic\" is unknown"},
        {"security: {authentication: {type: jwt}}",
         "f:1:12: security.authentication: type jwt needs either keys or secret"},
        {"security: {authentication: {type: jwt, keys: a, secret: b}}",
         "f:1:12: security.authentication: type jwt needs either keys or secret"},
        {"security: {authentication: {type: express, redis: \"a:1\"}}",
         "f:1:12: security.authentication: type express needs secret"},
        {"security: {authentication: {type: basic, file: a, url: \"http://a/\"}}",
         "f:1:12: security.authentication: type basic has no use for url"},
        {"security: {authentication: {type: http, url: \"ftp://a/\"}}",
         "f:1:46: security.authentication.url: \"ftp://a/\" is no URL of http or https"},
        {"security: {authentication: {type: http, url: \"http://me:pw@a/\"}}",
         "f:1:46: security.authentication.url: \"http://me:pw@a/\" must not hold"},
        {"security: {authentication: {type: express, secret: s, redis: somewhere}}",
         "f:1:62: security.authentication.redis: \"somewhere\" is no HOST:PORT"},
        {"security: {authentication: {type: basic, file: a, realm: 'a\"b'}}",
         "f:1:58: security.authentication.realm: "},
        {"security: {authentication: {type: jwt, keys: a, identity: .a}}",
         "f:1:59: security.authentication.identity: \".a\" is no member"},
        {"security: {anonymous: true}", "f:1:1: security: anonymous and every_request are for"},
        {"security: {authentication: {tpye: jwt}}",
         "f:1:29: unknown key \"tpye\" in security.authentication; did you mean \"type\"?"},
    };
    // clang-format on
    for (const auto& [yaml, message] : cases) {
        const auto found = first_error(yaml);
        BOOST_TEST(found.starts_with(message), found << " for " << yaml);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::config
