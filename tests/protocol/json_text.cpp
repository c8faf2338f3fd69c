#include "protocol/json_text.hpp"

#include <limits>
#include <random>
#include <string>

#include <boost/test/unit_test.hpp>

#include "protocol/message_reader.hpp"

namespace halley::protocol {

namespace {

struct StringCase {
    const char* name;
    std::string text;
    std::string json;
};

const StringCase strings[] = {
    {"empty",               "",                 R"("")"                        },
    {"plain",               "hello world",      R"("hello world")"             },
    {"ERR-06 quotes",       R"(a"b")",          R"("a\"b\"")"                  },
    {"ERR-06 backslash",    R"(\n)",            R"("\\n")"                     },
    {"slash stays",         "</script>",        R"("</script>")"               },
    {"named controls",      "\b\f\n\r\t",       R"("\b\f\n\r\t")"              },
    {"other controls",      {"\0\x01\x1F", 3},  R"("\u0000\u0001\u001f")"      },
    {"FMT-12 two bytes",    "\xC3\xA9",         "\"\xC3\xA9\""                 },
    {"FMT-12 three bytes",  "\xE2\x82\xAC",     "\"\xE2\x82\xAC\""             },
    {"FMT-12 four bytes",   "\xF0\x9F\x98\x80", "\"\xF0\x9F\x98\x80\""         },
    {"FMT-15 stray byte",
     "a\xFF"
     "b",                                       "\"a\xEF\xBF\xBD"
     "b\""                                                            },
    {"FMT-15 cut off",      "a\xE2\x82",        "\"a\xEF\xBF\xBD\xEF\xBF\xBD\""},
    {"FMT-15 then a quote", "\xE2\"",           "\"\xEF\xBF\xBD\\\"\""         },
};

struct Utf8Case {
    const char* name;
    std::string_view text;
    bool valid;
};

const Utf8Case sequences[] = {
    {"empty",                  "",                 true },
    {"ASCII",                  "abc\x7F",          true },
    {"first of two bytes",     "\xC2\x80",         true },
    {"last of two bytes",      "\xDF\xBF",         true },
    {"first of three bytes",   "\xE0\xA0\x80",     true },
    {"before the surrogates",  "\xED\x9F\xBF",     true },
    {"after the surrogates",   "\xEE\x80\x80",     true },
    {"last of three bytes",    "\xEF\xBF\xBF",     true },
    {"first of four bytes",    "\xF0\x90\x80\x80", true },
    {"last of all",            "\xF4\x8F\xBF\xBF", true },
    {"FMT-14 byte order mark", "\xEF\xBB\xBF",     true },
    {"FMT-15 FF FE",           "\xFF\xFE",         false},
    {"continuation alone",     "\x80",             false},
    {"cut off after one",      "\xC3",             false},
    {"cut off after two",      "\xE2\x82",         false},
    {"cut off after three",    "\xF0\x9F\x98",     false},
    {"broken by ASCII",
     "\xE2\x82"
     "a",                                          false},
    {"overlong, two bytes",    "\xC0\x80",         false},
    {"overlong, C1",           "\xC1\xBF",         false},
    {"overlong, three bytes",  "\xE0\x9F\xBF",     false},
    {"overlong, four bytes",   "\xF0\x8F\xBF\xBF", false},
    {"high surrogate",         "\xED\xA0\x80",     false},
    {"low surrogate",          "\xED\xBF\xBF",     false},
    {"beyond Unicode",         "\xF4\x90\x80\x80", false},
    {"far beyond",             "\xF5\x80\x80\x80", false},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(json_text)

BOOST_AUTO_TEST_CASE(appends_strings)
{
    for (const auto& c : strings) {
        BOOST_TEST_CONTEXT(c.name)
        {
            std::string out = "before ";
            append_string(out, c.text);
            BOOST_TEST(out == "before " + c.json);
            BOOST_TEST(is_json(c.json));
        }
    }
}

BOOST_AUTO_TEST_CASE(knows_utf8)
{
    for (const auto& c : sequences) {
        BOOST_TEST_CONTEXT(c.name)
        {
            BOOST_TEST(is_utf8(c.text) == c.valid);
            BOOST_TEST(is_utf8("a" + std::string{c.text} + "z") == c.valid);
        }
    }
}

// Whatever a client sends: what is appended is JSON, and valid text comes back.
BOOST_AUTO_TEST_CASE(appends_anything)
{
    constexpr unsigned seed = 4711;
    std::mt19937 random{seed};
    const std::string_view bytes{"ab\"\\\n\0\x7F\x80\xBF\xC3\xA9\xE2\x82\xAC\xED\xF0\x9F\x98\xFF",
                                 19};
    for (int round = 0; round < 20'000; ++round) {
        std::string text(random() % 12, ' ');
        for (auto& c : text)
            c = bytes[random() % bytes.size()];
        std::string json;
        append_string(json, text);
        BOOST_TEST_CONTEXT("seed " << seed << ", round " << round)
        {
            BOOST_TEST_REQUIRE(is_json(json));
            if (is_utf8(text)) BOOST_TEST_REQUIRE((decode_string(json) == text));
        }
    }
}

BOOST_AUTO_TEST_CASE(appends_numbers)
{
    std::string out;
    for (const long long number : {0LL, -1LL, 42LL, std::numeric_limits<long long>::max()}) {
        append_number(out, number);
        out += ' ';
    }
    append_number(out, std::numeric_limits<long long>::min());
    BOOST_TEST(out == "0 -1 42 9223372036854775807 -9223372036854775808");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace halley::protocol
