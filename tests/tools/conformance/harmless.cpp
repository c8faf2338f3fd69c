#include "tools/bayeux-conformance/report/harmless.hpp"

#include <boost/test/unit_test.hpp>

using namespace halley::conformance;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(harmless_texts)

BOOST_AUTO_TEST_CASE(only_what_steers_or_is_no_character_is_replaced)
{
    const std::pair<std::string, std::string> rows[] = {
        {"plain é€😀\n\ttext", "plain é€😀\n\ttext"},
        {"",                        ""                       },
        {"a\r\nb",                  "a\nb"                   },
        {"a\rb",                    "a\\x0db"                },
        {"\x1b[31mred\x1b[0m",      "\\x1b[31mred\\x1b[0m"   },
        {"\0"s,                     "\\x00"                  },
        {"\x7f",                    "\\x7f"                  },
        {"\u009b31m",               "\\u{009B}31m"           }, // CSI in one character
        {"\u202eevil",              "\\u{202E}evil"          }, // right to left
        {"\u2066a\u2069",           "\\u{2066}a\\u{2069}"    },
        {"\ufffe",                  "\\u{FFFE}"              },
        {"\U0001ffff",              "\\u{1FFFF}"             },
        {"\xff",                    "\\xff"                  },
        {"\xc3",                    "\\xc3"                  }, // cut
        {"\xe2\x82",                "\\xe2\\x82"             },
        {"\xc0\xbc",                "\\xc0\\xbc"             }, // an overlong <
        {"\xe0\x80\xbc",            "\\xe0\\x80\\xbc"        },
        {"\xed\xa0\x80",            "\\xed\\xa0\\x80"        }, // a surrogate
        {"\xf4\x90\x80\x80",        "\\xf4\\x90\\x80\\x80"   }, // behind the last
        {"\xf8\x88\x80\x80",        "\\xf8\\x88\\x80\\x80"   },
    };
    for (const auto& [text, expected] : rows) {
        BOOST_TEST(harmless(text) == expected);
        BOOST_TEST(harmless(harmless(text)) == expected);
    }
}

BOOST_AUTO_TEST_CASE(every_byte_and_pair_becomes_text_that_steers_nothing)
{
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            const std::string text{static_cast<char>(first), static_cast<char>(second)};
            for (const char c : harmless_line(text)) {
                const auto byte = static_cast<unsigned char>(c);
                BOOST_REQUIRE(byte >= 0x20 && byte != 0x7F);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_line_is_one)
{
    BOOST_TEST(harmless_line("a\r\nb\nc\td") == "a b c d");
}

BOOST_AUTO_TEST_CASE(markup_has_no_markup)
{
    BOOST_TEST(markup(R"(<a href="x" id='y'>&amp;</a>)") ==
               "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
}

BOOST_AUTO_TEST_CASE(markdown_stays_in_its_cell)
{
    BOOST_TEST(markdown("a|b\n<b>[x](y) `c` *d* \\") ==
               "a\\|b &lt;b&gt;\\[x\\](y) \\`c\\` \\*d\\* \\\\");
}

BOOST_AUTO_TEST_SUITE_END()
