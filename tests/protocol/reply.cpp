#include "protocol/reply.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(reply)

using namespace halley;
using namespace halley::protocol;

BOOST_AUTO_TEST_CASE(objects_are_separated_by_commas)
{
    std::string out;
    Reply{out};
    Reply{out}.text("channel", "/a").flag("successful", true);
    Reply{out}.raw("data", "[1, 2]").number("n", -5);
    BOOST_TEST(out == R"({},{"channel":"/a","successful":true},{"data":[1, 2],"n":-5})");
}

BOOST_AUTO_TEST_CASE(ids_are_echoed_as_they_are)
{
    struct {
        const char* name;
        const char* id;
        const char* text;
    } const table[] = {
        {"HSK-02 none",     "",             "{}"                 },
        {"HSK-02 a string", R"("a\u0041")", R"({"id":"a\u0041"})"},
        {"HSK-02 a number", "1.50",         R"({"id":1.50})"     },
        {"HSK-02 null",     "null",         R"({"id":null})"     },
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            std::string out;
            Reply{out}.id(row.id);
            BOOST_TEST(out == row.text);
        }
    }
}

BOOST_AUTO_TEST_CASE(text_is_escaped)
{
    std::string out;
    Reply{out}.text("a", "\"\\\n\x01</\xff");
    BOOST_TEST(out.find('\n') == std::string::npos);
    BOOST_TEST(out.find('\x01') == std::string::npos);
    BOOST_TEST(out.find('\xff') == std::string::npos);
    BOOST_TEST(out.starts_with(R"({"a":"\"\\\n)"));
}

BOOST_AUTO_TEST_CASE(failures)
{
    std::string out;
    Reply{out}.failed(Errc::session_unknown);
    Reply{out}.failed(Errc::channel_invalid, "/a//b");
    BOOST_TEST(out == R"({"successful":false,"error":"402::session_unknown"},)"
                      R"({"successful":false,"error":"405:/a//b:channel_invalid"})");
}

BOOST_AUTO_TEST_CASE(ERR_01_03_06_arguments)
{
    const std::string longest(256, 'a');
    struct {
        const char* name;
        std::string argument;
        std::string text;
    } const table[] = {
        {"ERR-01 none",              "",            "404::service_unknown"               },
        {"ERR-01 a channel",         "/a/b",        "404:/a/b:service_unknown"           },
        {"ERR-01 a colon",           "/a:b",        "404::service_unknown"               },
        {"ERR-03 a comma",           "/a,b",        "404::service_unknown"               },
        {"ERR-06 a quote",           "/a\"",        "404::service_unknown"               },
        {"ERR-06 a backslash",       "/a\\",        "404::service_unknown"               },
        {"ERR-06 markup",            "/<b>",        "404::service_unknown"               },
        {"ERR-06 an entity",         "/&amp;",      "404::service_unknown"               },
        {"ERR-06 a space",           "/a b",        "404::service_unknown"               },
        {"ERR-06 a control",         "/a\x7f",      "404::service_unknown"               },
        {"ERR-06 not ASCII",         "/\xc3\xa9",   "404::service_unknown"               },
        {"ERR-06 as long as it may", longest,       "404:" + longest + ":service_unknown"},
        {"ERR-06 longer",            longest + "a", "404::service_unknown"               },
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            BOOST_TEST(error_text(Errc::service_unknown, row.argument) == row.text);
        }
    }
    BOOST_TEST(error_text(Errc::service_unknown, "/a", "Unknown Channel") ==
               "404:/a:Unknown Channel");
}

BOOST_AUTO_TEST_SUITE_END()
