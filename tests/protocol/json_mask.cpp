#include "protocol/json_mask.hpp"

#include <random>
#include <string>

#include <boost/test/unit_test.hpp>

#include "protocol/message_reader.hpp"
#include "support/json_oracle.hpp"

namespace halley::protocol {

namespace {

struct MaskCase {
    const char* name;
    std::string_view text;
    std::string_view masked;
};

const MaskCase masks[] = {
    {"FMT-18 number",           "[1e400,2]",                 "[    0,0]"                },
    {"FMT-19 long number",      R"({"a": -12.50 })",         R"({"a":      0 })"        },
    {"number in a string",      R"(["1e400","a12"])",        R"(["1e400","a12"])"       },
    {"FMT-21 lone high",        R"(["\ud83d"])",             R"(["\ufffd"])"            },
    {"FMT-21 lone low",         R"(["\uDE00x"])",            R"(["\ufffdx"])"           },
    {"FMT-21 in a key",         R"({"\ud83d":0})",           R"({"\ufffd":0})"          },
    {"a pair",                  R"(["\ud83d\ude00"])",       R"(["\ud83d\ude00"])"      },
    {"high before a pair",      R"(["\ud83d\ud83d\ude00"])", R"(["\ufffd\ud83d\ude00"])"},
    {"escaped backslash",       R"(["\\ud83d"])",            R"(["\\ud83d"])"           },
    {"escaped quote",           R"(["\"1e400","\"",7])",     R"(["\"1e400","\"",0])"    },
    {"two numbers are not one", "[1.2.3]",                   "[1.2.0]"                  },
    {"nor with exponents",      "[1e5e5]",                   "[1e5e0]"                  },
    {"leading zero",            "[012]",                     "[0 0]"                    },
    {"incomplete escape",       R"(["\ud8"])",               R"(["\ud8"])"              },
    {"string without an end",   R"(["\ud83d)",               R"(["\ufffd)"              },
    {"backslash at the end",    "\"\\",                      "\"\\"                     },
};

}  // namespace

BOOST_AUTO_TEST_SUITE(json_mask)

BOOST_AUTO_TEST_CASE(masks_what_is_refused_needlessly)
{
    for (const auto& c : masks) {
        BOOST_TEST_CONTEXT(c.name) BOOST_TEST(mask_unrepresentable(c.text) == c.masked);
    }
}

// What is masked must neither become valid nor invalid by that.
BOOST_AUTO_TEST_CASE(keeps_the_verdict)
{
    constexpr unsigned seed = 18;
    std::mt19937 random{seed};
    constexpr std::string_view pieces[] = {
        "[",  "]",  ",",  " ",       "1e400",   "1", "0",     ".",       "e", "-",
        "+5", "\"", "\\", "\\ud83d", "\\ude00", "u", "\"a\"", "{\"a\":", "}", "null",
    };
    for (int round = 0; round < 50'000; ++round) {
        std::string text = "[1e400,";
        for (auto count = random() % 6; count > 0; --count)
            text += pieces[random() % std::size(pieces)];
        text += random() % 2 == 0 ? "]" : "1]";
        BOOST_TEST_CONTEXT("seed " << seed << ", text " << text)
        {
            BOOST_TEST_REQUIRE(mask_unrepresentable(text).size() == text.size());
            BOOST_TEST_REQUIRE(is_json(text) == test::JsonOracle::accepts(text, 128));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace halley::protocol
