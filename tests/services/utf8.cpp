#include "services/utf8.hpp"

#include <boost/test/unit_test.hpp>

namespace halley::services {
namespace {

BOOST_AUTO_TEST_SUITE(utf8)

BOOST_AUTO_TEST_CASE(what_is_not_utf8_is_replaced)
{
    const struct {
        const char* name;
        std::string_view text, expected;
    } cases[] = {
        {"empty",                          "",                       ""                        },
        {"ASCII",                          "READY",                  "READY"                   },
        {"two to four bytes",              "\u00E9\u20AC\U0001F600", "\u00E9\u20AC\U0001F600"  },
        {"first of each length",           "\u0080\u0800\U00010000", "\u0080\u0800\U00010000"  },
        {"last of each length",            "\u07FF\uFFFF\U0010FFFF", "\u07FF\uFFFF\U0010FFFF"  },
        {"around the surrogates",          "\uD7FF\uE000",           "\uD7FF\uE000"            },
        {"lone continuation",              "a\x80z",                 "a\uFFFDz"                },
        {"cut character",                  "a\xC3",                  "a\uFFFD"                 },
        {"cut character is one part",      "\xE2\x82z",              "\uFFFDz"                 },
        {"cut long character is one part", "\xF0\x9F\x98z",          "\uFFFDz"                 },
        {"overlong slash",                 "\xC0\xAF",               "\uFFFD\uFFFD"            },
        {"overlong in three bytes",        "\xE0\x80\xAF",           "\uFFFD\uFFFD\uFFFD"      },
        {"surrogate",                      "\xED\xA0\x80",           "\uFFFD\uFFFD\uFFFD"      },
        {"beyond the last",                "\xF4\x90\x80\x80",       "\uFFFD\uFFFD\uFFFD\uFFFD"},
        {"never in UTF-8",                 "\xFE\xFF",               "\uFFFD\uFFFD"            },
        {"between good ones",              "\u00E9\xFF\u00E9",       "\u00E9\uFFFD\u00E9"      },
    };
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.name)
        {
            std::string text(c.text);
            BOOST_TEST(replace_invalid_utf8(text) == (c.text != c.expected));
            BOOST_TEST(text == c.expected);
            BOOST_TEST(!replace_invalid_utf8(text));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_beginning_is_told_from_rubbish)
{
    const struct {
        std::string_view text;
        std::size_t incomplete;
    } cases[] = {
        {"",                 0},
        {"a",                0},
        {"\u00E9",           0},
        {"a\xC3",            1},
        {"\xE2",             1},
        {"\xE2\x82",         2},
        {"\u20AC",           0},
        {"a\xF0",            1},
        {"a\xF0\x9F",        2},
        {"a\xF0\x9F\x98",    3},
        {"\U0001F600",       0},
        {"\x80",             0},
        {"\x80\x80\x80\x80", 0},
        {"\xC0",             0}, // begins nothing
        {"\xE0\x80",         0}, // would be overlong
        {"\xED\xA0",         0}, // would be a surrogate
        {"\xFF",             0},
    };
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.text)
        {
            BOOST_TEST(incomplete_utf8(c.text) == c.incomplete);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services
