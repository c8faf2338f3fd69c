#include "src/log/entry_text.hpp"

#include <boost/test/unit_test.hpp>

namespace halley::log {
namespace {

BOOST_AUTO_TEST_SUITE(entry_text)

BOOST_AUTO_TEST_CASE(stays_on_its_line)
{
    const struct {
        const char* name;
        std::string_view entry, expected;
    } cases[] = {
        {"empty",       "",                            ""                                        },
        {"plain",       "a \\n \"b\"",                 "a \\n \"b\""                             },
        {"characters",
         "\u00E9\u00A0\u20AC\u2027\u202A\U0001F600",   "\u00E9\u00A0\u20AC\u2027\u202A\U0001F600"},
        {"line ends",   "a\nb\r\nc\td",                "a\\nb\\r\\nc\\td"                        },
        {"NUL",         std::string_view{"a\0b", 3},   "a\\x00b"                                 },
        {"colours",     "\x1B[31mred",                 "\\x1b[31mred"                            },
        {"DEL",         "\x7F",                        "\\x7f"                                   },
        {"C1 controls", "\u0080\u0085\u009B31m\u009F", "\\x80\\x85\\x9b31m\\x9f"                 },
        {"separators",  "\u2028\u2029",                "\\u2028\\u2029"                          },
        {"not UTF-8",   "a\xFF\xC2",                   "a\uFFFD\uFFFD"                           },
    };
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.name)
        {
            BOOST_TEST(printable(c.entry) == c.expected);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::log
