#include "protocol/message_reader.hpp"

#include <string>

#include <boost/test/unit_test.hpp>

#include "support/batch_views.hpp"
#include "support/json_oracle.hpp"

namespace halley::protocol {

namespace {

using namespace std::string_literals;

std::string nested(std::size_t depth)
{
    return std::string(depth, '[') + std::string(depth, ']');
}

const std::string abyss = nested(200'000);
const std::string descent(200'000, '[');

struct BatchCase {
    const char* name;  // FMT-nn: see docs/conformance.md
    std::string body;
    std::size_t messages;
    bool bare;
};

const BatchCase batches[] = {
    {"FMT-01 array",            R"([{"channel":"/a"}])",                1, false},
    {"FMT-01 three",            "[{},{},{}]",                           3, false},
    {"FMT-01 white space",      " \t\r\n[ { } , { } ]\r\n",             2, false},
    {"FMT-02 object",           R"({"channel":"/a"})",                  1, true },
    {"FMT-02 empty object",     " {} ",                                 1, true },
    {"FMT-06 empty array",      "[]",                                   0, false},
    {"FMT-06 with white space", " [ ] ",                                0, false},
    {"FMT-28 unknown fields",   R"([{"foo":1,"bar":[{"channel":2}]}])", 1, false},
};

struct RefusedCase {
    const char* name;
    std::string body;
    Errc error;
};

const RefusedCase refused[] = {
    {"FMT-07 empty",                  "",                              Errc::body_empty   },
    {"FMT-07 white space",            " \t\r\n ",                      Errc::body_empty   },
    {"FMT-07 other white space",      "\v",                            Errc::json_invalid },
    {"FMT-07 NUL",                    "\0"s,                           Errc::json_invalid },
    {"FMT-08 cut off",                R"([{"channel":)",               Errc::json_invalid },
    {"FMT-08 not JSON",               "hello",                         Errc::json_invalid },
    {"FMT-08 single quotes",          "[{'a':1}]",                     Errc::json_invalid },
    {"FMT-08 comma at the end",       "[{},]",                         Errc::json_invalid },
    {"FMT-08 comma in an object",     R"([{"a":1,}])",                 Errc::json_invalid },
    {"FMT-08 comment",                "[{}/**/]",                      Errc::json_invalid },
    {"FMT-08 NaN",                    R"([{"data":NaN}])",             Errc::json_invalid },
    {"FMT-08 Infinity",               R"([{"data":-Infinity}])",       Errc::json_invalid },
    {"FMT-08 leading zero",           R"([{"data":01}])",              Errc::json_invalid },
    {"FMT-08 plus sign",              R"([{"data":+1}])",              Errc::json_invalid },
    {"FMT-08 raw line end",           "[{\"data\":\"a\nb\"}]",         Errc::json_invalid },
    {"FMT-08 unknown escape",         R"([{"data":"\x41"}])",          Errc::json_invalid },
    {"FMT-08 short escape",           R"([{"data":"\u12"}])",          Errc::json_invalid },
    {"FMT-08 key without quotes",     "[{a:1}]",                       Errc::json_invalid },
    {"FMT-10 null",                   "null",                          Errc::not_a_message},
    {"FMT-10 true",                   "true",                          Errc::not_a_message},
    {"FMT-10 number",                 "42",                            Errc::not_a_message},
    {"FMT-10 large number",           "1e400",                         Errc::not_a_message},
    {"FMT-10 string",                 R"("hello")",                    Errc::not_a_message},
    {"FMT-10 scalars",                R"([1,"a"])",                    Errc::not_a_message},
    {"FMT-10 null in the array",      "[null]",                        Errc::not_a_message},
    {"FMT-10 array in the array",     "[[]]",                          Errc::not_a_message},
    {"FMT-10 object in it",           "[[{}]]",                        Errc::not_a_message},
    {"FMT-10 one of several",         "[{},1,{}]",                     Errc::not_a_message},
    {"FMT-11 letters behind",         "[{}]xx",                        Errc::json_invalid },
    {"FMT-11 second value",           "{}{}",                          Errc::json_invalid },
    {"FMT-11 second array",           "[{}] [{}]",                     Errc::json_invalid },
    {"FMT-11 NUL behind",             "[{}]\0"s,                       Errc::json_invalid },
    {"FMT-11 more behind a NUL",      "[{}]\0[]"s,                     Errc::json_invalid },
    {"FMT-11 NUL inside",             "[\0{}]"s,                       Errc::json_invalid },
    {"FMT-11 NUL in a string",        "[{\"data\":\"\0\"}]"s,          Errc::json_invalid },
    {"FMT-14 byte order mark",        "\xEF\xBB\xBF[{}]",              Errc::json_invalid },
    {"FMT-15 in a string",            "[{\"data\":\"\xFF\xFE\"}]",     Errc::utf8_invalid },
    {"FMT-15 in a key",               "[{\"\xC3\":1}]",                Errc::utf8_invalid },
    {"FMT-15 overlong",               "[{\"data\":\"\xC0\xAF\"}]",     Errc::utf8_invalid },
    {"FMT-15 surrogate",              "[{\"data\":\"\xED\xA0\x80\"}]", Errc::utf8_invalid },
    {"FMT-15 outside of strings",     "\xFF\xFE[\0{\0}\0]\0"s,         Errc::utf8_invalid },
    {"FMT-15 beside what is masked",  "[{\"data\":[1e400,\"\xFF\"]}]", Errc::utf8_invalid },
    {"FMT-21 lone surrogate, broken", R"([{"data":"\ud83d"})",         Errc::json_invalid },
    {"FMT-22 200 000 arrays",         R"([{"data":)" + abyss + "}]",   Errc::json_too_deep},
    {"FMT-22 without an end",         descent,                         Errc::not_a_message},
    {"FMT-22 in a bare message",      R"({"data":)" + descent,         Errc::json_too_deep},
};

struct RawCase {
    const char* name;
    std::string text;
};

const RawCase raws[] = {
    {"FMT-12 not ASCII",               "\"\xC3\xA9\xF0\x9F\x98\x80\""   },
    {"FMT-16 2^53",                    "9007199254740991"               },
    {"FMT-17 64 bits",                 "9007199254740993"               },
    {"FMT-18 1e400",                   "1e400"                          },
    {"FMT-18 nested",                  R"({"a":[-1e400,{"b":1E+999}]})" },
    {"FMT-19 beyond 64 bits",          "123456789012345678901234567890" },
    {"FMT-19 400 digits",              "1" + std::string(399,             '0')},
    {"FMT-19 400 and a fraction",                                "-1" + std::string(399,                                       '0') + ".5e-7"},
    {"FMT-20 minus zero",                  "-0"            },
    {"FMT-20 1.0",           "1.0"                               },
    {"FMT-20 1E2",                 "1E2"                  },
    {"FMT-21 lone surrogate",           R"("\ud83d")"                         },
    {"FMT-21 capital letters",         R"("\uD83D!")"                },
    {"FMT-21 lone low surrogate",          R"("\udc00")"                          },
    {"FMT-21 and a large number",          R"(["\ud83d",1e400,"\\ud83d"])"                },
    {"FMT-21 no escape at all",R"("\\ud83d")"        },
    {"FMT-21 NUL",                           R"("\u0000")"                                                   },
    {"PUB-08 null","null"},
    {"PUB-08 false",                                  "false"                                                                                            },
    {"PUB-08 zero","0"},
    {"PUB-08 empty string",                                      R"("")"                                                                                                                                          },
    {"PUB-08 array","[]"},
    {"white space inside",                                         "{ \"a\" :\t[ 1 , 2 ] }"                                                                                                                                                                                               },
    {"members of the same names",R"({"data":1,"id":{"ext":2}})"},
    {"colons and brackets in text",                                   R"("a:[{\"data\":1}]")"                                                                                                                                                                                                                                                                  },
};

}  // namespace

BOOST_AUTO_TEST_SUITE(message_reader)

BOOST_AUTO_TEST_CASE(accepts_batches)
{
    for (const auto& c : batches) {
        BOOST_TEST_CONTEXT(c.name)
        {
            Batch batch;
            BOOST_TEST_REQUIRE(!read_batch(c.body, {}, batch));
            BOOST_TEST(batch.messages.size() == c.messages);
            BOOST_TEST(batch.bare == c.bare);
            BOOST_TEST((batch.body.data() == c.body.data()));
            BOOST_TEST(is_json(c.body));
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_all_else)
{
    for (const auto& c : refused) {
        BOOST_TEST_CONTEXT(c.name)
        {
            Batch batch;
            batch.messages.resize(3);
            BOOST_TEST((read_batch(c.body, {}, batch) == c.error));
            BOOST_TEST(batch.messages.empty());
            BOOST_TEST(batch.body.empty());
            if (c.body.size() < 1000)
                BOOST_TEST(is_json(c.body) == test::JsonOracle::accepts(c.body, 128));
        }
    }
}

// FMT-16 to FMT-21: byte for byte.
BOOST_AUTO_TEST_CASE(keeps_raw_text)
{
    for (const auto& c : raws) {
        for (const auto* space : {"", " \r\n\t"}) {
            BOOST_TEST_CONTEXT(c.name << " with \"" << space << '"')
            {
                const auto value = space + c.text + space;
                const auto body = std::string{R"([{"data")"} + space + ":" + value +
                                  R"(,"channel":"/a","ext":)" + value + "}]";
                Batch batch;
                BOOST_TEST_REQUIRE(!read_batch(body, {}, batch));
                BOOST_TEST(batch.messages[0].data == c.text);
                BOOST_TEST(batch.messages[0].ext == c.text);
                BOOST_TEST(batch.messages[0].channel.text == "/a");
                BOOST_TEST(test::views_hold(batch));
                BOOST_TEST(is_json(c.text));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(keeps_the_order)  // FMT-24
{
    std::string body = "[";
    for (int i = 0; i < 100; ++i)
        body += (i == 0 ? "" : ",") + std::string{R"({"id":)"} + std::to_string(i) + "}";
    body += "]";
    Batch batch;
    BOOST_REQUIRE(!read_batch(body, {}, batch));
    BOOST_REQUIRE(batch.messages.size() == 100u);
    for (std::size_t i = 0; i < 100; ++i)
        BOOST_TEST(batch.messages[i].id == std::to_string(i));
}

BOOST_AUTO_TEST_CASE(limits_the_number_of_messages)
{
    for (const std::size_t most : {1u, 3u, 1000u}) {
        std::string body = "[{}";
        for (std::size_t i = 1; i < most; ++i)
            body += ",{}";
        Batch batch;
        const ReaderLimits limits{.json_depth = 128, .messages_per_batch = most};
        BOOST_TEST(!read_batch(body + "]", limits, batch));
        BOOST_TEST(batch.messages.size() == most);
        BOOST_TEST((read_batch(body + ",{}]", limits, batch) == Errc::batch_too_long));
        BOOST_TEST((read_batch(body + ",{}", limits, batch) == Errc::batch_too_long));
    }
}

BOOST_AUTO_TEST_CASE(limits_the_depth)  // FMT-22
{
    for (const std::size_t most : {3u, 10u, 128u, 100'000u}) {
        BOOST_TEST_CONTEXT("depth " << most)
        {
            const ReaderLimits limits{.json_depth = most, .messages_per_batch = 1};
            Batch batch;
            const auto array = [](std::size_t depth) {
                return R"([{"data":)" + nested(depth - 2) + "}]";
            };
            BOOST_TEST(!read_batch(array(most), limits, batch));
            BOOST_TEST((read_batch(array(most + 1), limits, batch) == Errc::json_too_deep));
            const auto bare = [](std::size_t depth) {
                return R"({"other":)" + nested(depth - 1) + "}";
            };
            BOOST_TEST(!read_batch(bare(most), limits, batch));
            BOOST_TEST((read_batch(bare(most + 1), limits, batch) == Errc::json_too_deep));
            BOOST_TEST(is_json(nested(most), most));
            BOOST_TEST(!is_json(nested(most + 1), most));
        }
    }
}

BOOST_AUTO_TEST_CASE(knows_json)
{
    BOOST_TEST(is_json("1e400"));
    BOOST_TEST(is_json(R"(["\ud83d",1e400])"));
    BOOST_TEST(!is_json("1.2.3"));
    BOOST_TEST(!is_json("[1e400,1.2.3]"));
    BOOST_TEST(!is_json("READY"));
    BOOST_TEST(!is_json(""));
    BOOST_TEST(!is_json(std::string_view{"{}\0", 3}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace halley::protocol
