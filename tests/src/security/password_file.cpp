#include "src/security/password_file.hpp"

#include <stdexcept>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(password_file)

using halley::security::hash_password;
using halley::security::PasswordFile;

namespace {

// Made by `htpasswd -nbB -C 4 ada "secret: 1"`.
constexpr auto of_htpasswd = "ada:$2y$04$GkD9MQmXFPjbny7uW.9fQOZxsm87tmdmpeMAk5ACry/CBzQtQ92/q\n";

std::string objection_to(const std::string& text)
{
    try {
        PasswordFile::parse(text);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return {};
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_htpasswd_writes)
{
    const auto file = PasswordFile::parse(of_htpasswd);
    BOOST_TEST(file.accepts("ada", "secret: 1"));
    BOOST_TEST(!file.accepts("ada", "secret: 2"));
    BOOST_TEST(!file.accepts("ada", ""));
    BOOST_TEST(!file.accepts("bob", "secret: 1"));
    BOOST_TEST(!file.accepts("ada", std::string{"secret: 1\0", 10}));
}

BOOST_AUTO_TEST_CASE(what_halley_makes)
{
    const auto hash = hash_password("pässword");
    BOOST_TEST(hash != hash_password("pässword"));
    const auto file = PasswordFile::parse("# users\n\nada:" + hash + "\r\n");
    BOOST_TEST(file.accepts("ada", "pässword"));
}

BOOST_AUTO_TEST_CASE(what_is_no_such_file)
{
    BOOST_TEST(objection_to("\nada\n") == "line 2: expected NAME:HASH");
    BOOST_TEST(objection_to("ada:secret").starts_with("line 1: not a hash of bcrypt"));
    BOOST_TEST(objection_to("ada:{SHA}x").starts_with("line 1: not a hash"));
    BOOST_TEST(objection_to("a:$2y$1\na:$2y$2") == "line 2: the name is in the file already");
    BOOST_TEST(!PasswordFile::parse("").accepts("ada", ""));
}

BOOST_AUTO_TEST_SUITE_END()
