#include <string>

#include <boost/test/unit_test.hpp>

#include "protocol/message_reader.hpp"

namespace halley::protocol {

namespace {

struct DecodeCase {
    const char* name;
    std::string raw;
    std::string text;
};

const DecodeCase decodes[] = {
    {"empty",                       R"("")",                   ""                            },
    {"plain",                       R"("hello")",              "hello"                       },
    {"FMT-12 not ASCII",            "\"\xC3\xA9\"",            "\xC3\xA9"                    },
    {"all short escapes",           R"("\"\\\/\b\f\n\r\t")",   "\"\\/\b\f\n\r\t"             },
    {"escapes in between",          R"("a\nb\\c")",            "a\nb\\c"                     },
    {"one byte",                    R"("\u0041")",             "A"                           },
    {"FMT-21 NUL",                  R"("a\u0000b")",           {"a\0b", 3}                   },
    {"two bytes",                   R"("\u00e9\u00E9")",       "\xC3\xA9\xC3\xA9"            },
    {"three bytes",                 R"("\u20ac")",             "\xE2\x82\xAC"                },
    {"a pair",                      R"("\ud83d\ude00")",       "\xF0\x9F\x98\x80"            },
    {"the last pair",               R"("\uDBFF\uDFFF")",       "\xF4\x8F\xBF\xBF"            },
    {"FMT-21 lone high",            R"("\ud83d")",             "\xEF\xBF\xBD"                },
    {"FMT-21 lone low",             R"("\ude00")",             "\xEF\xBF\xBD"                },
    {"FMT-21 the wrong way round",  R"("\ude00\ud83d")",       "\xEF\xBF\xBD\xEF\xBF\xBD"    },
    {"FMT-21 high, then a pair",    R"("\ud83d\ud83d\ude00")", "\xEF\xBF\xBD\xF0\x9F\x98\x80"},
    {"FMT-21 high, then a letter",  R"("\ud83dx")",            "\xEF\xBF\xBDx"               },
    {"FMT-21 high, then an escape", R"("\ud83d\n")",           "\xEF\xBF\xBD\n"              },
    {"FMT-21 high, then a BMP",
     R"("\ud83d\u0041")",                                      "\xEF\xBF\xBD"
     "A"                                                            },
    {"no escape",                   R"("\\ud83d")",            R"(\ud83d)"                   },
};

}  // namespace

BOOST_AUTO_TEST_SUITE(json_string)

BOOST_AUTO_TEST_CASE(decodes_strings)
{
    for (const auto& c : decodes) {
        BOOST_TEST_CONTEXT(c.name)
        {
            BOOST_TEST(is_json(c.raw));
            BOOST_TEST(decode_string(c.raw) == c.text);
        }
    }
}

// The reader decodes the strings that it needs itself: no client may find a
// difference.
BOOST_AUTO_TEST_CASE(agrees_with_the_reader)
{
    for (const auto& c : decodes) {
        BOOST_TEST_CONTEXT(c.name)
        {
            Batch batch;
            const auto body = R"({"clientId":)" + c.raw + R"(,"data":)" + c.raw + "}";
            BOOST_REQUIRE(!read_batch(body, {}, batch));
            BOOST_TEST(batch.messages.front().client_id.text == c.text);
            BOOST_TEST(batch.messages.front().data == c.raw);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace halley::protocol
