#include "tools/client/json.hpp"

#include <random>
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include "support/json_oracle.hpp"

using namespace halley::client;
using halley::test::JsonOracle;

BOOST_AUTO_TEST_SUITE(json)

BOOST_AUTO_TEST_CASE(values)
{
    for (const auto* const text : {"0",
                                   "-0.5e+10",
                                   "1e999",
                                   "123456789012345678901234567890",
                                   "\"\"",
                                   "\"\\ud800\"",
                                   "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"",
                                   "true",
                                   "false",
                                   "null",
                                   "[]",
                                   "{}",
                                   "[1, [2], {\"a\" : [ ] }]",
                                   "{\"a\":1,\"a\":2}",
                                   "\"\x7f\xc3\xa9\""}) {
        BOOST_TEST(json_value(text).value_or("nothing") == text);
        BOOST_TEST(json_value(" \t\r\n" + std::string{text} + " \n").value_or("nothing") == text);
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_value)
{
    for (const auto* const text : {"",
                                   " ",
                                   "01",
                                   "1.",
                                   ".5",
                                   "+1",
                                   "-",
                                   "1e",
                                   "1e+",
                                   "'a'",
                                   "\"a",
                                   "\"\\x\"",
                                   "\"\\u12g4\"",
                                   "\"\\u12\"",
                                   "\"\n\"",
                                   "tru",
                                   "nul",
                                   "NaN",
                                   "[1,]",
                                   "[,1]",
                                   "[1 2]",
                                   "[",
                                   "]",
                                   "{a:1}",
                                   "{\"a\"}",
                                   "{\"a\":}",
                                   "{\"a\":1,}",
                                   "{1:2}",
                                   "1 2",
                                   "[] []",
                                   "\"\xff\"",
                                   "\xef\xbb\xbf{}"})
        BOOST_TEST(!json_value(text), text << " was taken");
    BOOST_TEST(!json_value(std::string_view{"1\0", 2}));
}

BOOST_AUTO_TEST_CASE(depth_is_bounded)
{
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    BOOST_TEST(json_value(nested(500)).has_value());
    BOOST_TEST(!json_value(nested(100'000)));
}

// Random damage to a text that has everything, judged by the grammar.
BOOST_AUTO_TEST_CASE(agrees_with_the_grammar)
{
    const std::string whole =
        R"( {"a":[1,-2.5e+3,{"b":null,"c\u00e9\n":true}],"d":"x\ud83d\ude00","e":{},"f":[],"g":false} )";
    const std::string_view alphabet = "{}[]\",:\\u0123456789eE+-.truefalsn \t\n\x01\xc3\xa9";
    std::mt19937 engine{20};
    const auto below = [&engine](std::size_t limit) { return engine() % limit; };
    unsigned accepted = 0;
    for (int round = 0; round < 20'000; ++round) {
        auto text = whole;
        for (auto damages = below(3); damages > 0; --damages) {
            const auto at = below(text.size());
            const char c = alphabet[below(alphabet.size())];
            switch (below(3)) {
            case 0: text[at] = c; break;
            case 1: text.insert(at, 1, c); break;
            default: text.erase(at, 1);
            }
        }
        const bool expected = JsonOracle::accepts(text, 500);
        accepted += expected;
        BOOST_TEST_REQUIRE(json_value(text).has_value() == expected, text);
    }
    BOOST_TEST(accepted > 1000u);
}

BOOST_AUTO_TEST_CASE(members_keep_their_text)
{
    const auto members =
        json_members(json_value(R"({ "a" : 1e999, "b\u00e9":[ 1, 2 ] , "a":"x" })").value())
            .value();
    BOOST_TEST(members.size() == 3u);
    BOOST_TEST(members[0].first == "a");
    BOOST_TEST(members[0].second == "1e999");
    BOOST_TEST(members[1].first == "b\xc3\xa9");
    BOOST_TEST(members[1].second == "[ 1, 2 ]");
    BOOST_TEST(members[2].second == "\"x\"");
    BOOST_TEST(!json_members("[1]"));
    BOOST_TEST(json_members("{}").value().empty());
}

BOOST_AUTO_TEST_CASE(elements_keep_their_text)
{
    const auto elements = json_elements(R"([ {"a": 1} ,2,"]"])").value();
    BOOST_TEST(elements.size() == 3u);
    BOOST_TEST(elements[0] == R"({"a": 1})");
    BOOST_TEST(elements[2] == "\"]\"");
    BOOST_TEST(!json_elements("{}"));
}

BOOST_AUTO_TEST_CASE(strings)
{
    BOOST_TEST(json_string(R"("a\"\u00e9")").value() == "a\"\xc3\xa9");
    BOOST_TEST(!json_string("1"));
    const std::pair<const char*, const char*> rows[] = {
        {R"("")",                    ""                            },
        {R"("\"\\\/\b\f\n\r\t")",    "\"\\/\b\f\n\r\t"             },
        {R"("x\u0041\u07ff\uffff")", "xA\xdf\xbf\xef\xbf\xbf"      },
        {R"("\ud83d\uDE00!")",       "\xf0\x9f\x98\x80!"           },
        {R"("\ud83d")",              "\xef\xbf\xbd"                },
        {R"("\ud83dx\u0041")",       "\xef\xbf\xbdxA"              },
        {R"("\ud83d\u0041")",
         "\xef\xbf\xbd"
         "A"                                                       },
        {R"("\ude00\ud83d\ude00")",  "\xef\xbf\xbd\xf0\x9f\x98\x80"},
    };
    for (const auto& [raw, text] : rows)
        BOOST_TEST(json_string(json_value(raw).value()).value() == text, raw);
    BOOST_TEST(json_string(R"("a\u0000b")").value() == (std::string{"a\0b", 3}));
}

BOOST_AUTO_TEST_CASE(one_line)
{
    BOOST_TEST(json_line("{\r\n \"a\": \"\\n\"\n}") == "{   \"a\": \"\\n\" }");
}

BOOST_AUTO_TEST_SUITE_END()
