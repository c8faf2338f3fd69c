#include "protocol/client_id.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

#include "support/random.hpp"

namespace halley::protocol {

namespace {

constexpr std::string_view digits = "abcdefghijklmnopqrstuvwxyz234567";

// The same byte again and again.
RandomSource constant(unsigned char byte)
{
    return [byte](std::span<unsigned char> bytes) { std::fill(bytes.begin(), bytes.end(), byte); };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(client_id)

BOOST_AUTO_TEST_CASE(is_alphanumeric)  // HSK-10
{
    const auto random = test::test_random(1);
    for (unsigned home = 0; home < 1024; ++home) {
        const auto id = make_client_id(static_cast<ShardId>(home), random);
        BOOST_TEST(id.size() == 28u);
        BOOST_TEST(id.find_first_not_of(digits) == id.npos);
    }
}

BOOST_AUTO_TEST_CASE(names_its_home)
{
    const auto random = test::test_random(2);
    for (unsigned home = 0; home < 1024; ++home) {
        const auto shard = static_cast<ShardId>(home);
        BOOST_TEST((home_of(make_client_id(shard, random)) == shard));
    }
}

BOOST_AUTO_TEST_CASE(does_not_repeat_or_count)  // HSK-11
{
    const auto random = test::test_random(3);
    std::set<std::string> ids;
    for (int i = 0; i < 10'000; ++i)
        BOOST_TEST(ids.insert(make_client_id(7, random)).second);
}

// HSK-11: every digit carries five random bits, none of them is skewed.
BOOST_AUTO_TEST_CASE(uses_all_random_bits)
{
    for (int byte = 0; byte < 256; ++byte) {
        const auto id = make_client_id(0, constant(static_cast<unsigned char>(byte)));
        BOOST_TEST(id.substr(2) == std::string(26, digits[static_cast<std::size_t>(byte) % 32]));
    }
    std::size_t asked = 0;
    make_client_id(0, [&](std::span<unsigned char> bytes) { asked += bytes.size(); });
    BOOST_TEST(asked == 26u);
}

BOOST_AUTO_TEST_CASE(knows_what_is_no_client_id)
{
    const auto id = make_client_id(5, test::test_random(4));
    BOOST_TEST(home_of(id).has_value());
    BOOST_TEST(!home_of("").has_value());
    BOOST_TEST(!home_of(id.substr(1)).has_value());
    BOOST_TEST(!home_of(id + "a").has_value());
    for (std::size_t at = 0; at < id.size(); ++at) {
        for (const char c : {'A', '0', '1', '8', '-', ' ', '\0', '\xC3', '"'}) {
            auto changed = id;
            changed[at] = c;
            BOOST_TEST(!home_of(changed).has_value());
        }
    }
}

BOOST_AUTO_TEST_CASE(browser_ids_are_as_random)
{
    const auto random = test::test_random(5);
    std::set<std::string> ids;
    for (int i = 0; i < 1000; ++i) {
        const auto id = make_browser_id(5, random);
        BOOST_TEST(id.find_first_not_of(digits) == id.npos);
        BOOST_TEST((home_of(id) == ShardId{5}));
        BOOST_TEST(ids.insert(id).second);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace halley::protocol
