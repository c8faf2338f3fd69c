#include "tools/bayeux-pub/publication.hpp"

#include <boost/test/unit_test.hpp>

using namespace halley::pub;

BOOST_AUTO_TEST_SUITE(publication)

BOOST_AUTO_TEST_CASE(json_passes_through)
{
    const auto publication = publication_of(" {\"n\": 1e999}\r", Format::json, "/a");
    BOOST_TEST(publication.mistake.empty());
    BOOST_TEST(publication.channel == "/a");
    BOOST_TEST(publication.data == "{\"n\": 1e999}");
    BOOST_TEST(!publication_of("hello", Format::json, "/a").mistake.empty());
}

BOOST_AUTO_TEST_CASE(text_becomes_a_string)
{
    BOOST_TEST(publication_of("a \"b\"\t", Format::text, "/a").data == R"("a \"b\"\t")");
    BOOST_TEST(publication_of("", Format::text, "/a").data == "\"\"");
}

BOOST_AUTO_TEST_CASE(messages_have_channels_of_their_own)
{
    const auto publication = publication_of(
        R"({"data":[ 1 ],"id":"x","ext":{"e":1},"channel":"/b"})", Format::message, "/a");
    BOOST_TEST(publication.mistake.empty());
    BOOST_TEST(publication.channel == "/b");
    BOOST_TEST(publication.data == "[ 1 ]");
    BOOST_TEST(publication.ext == R"({"e":1})");
}

BOOST_AUTO_TEST_CASE(messages_with_mistakes)
{
    const std::pair<const char*, const char*> rows[] = {
        {"[]",                                   "not a JSON object"                     },
        {"{\"channel\":\"/a\",",                 "not a JSON object"                     },
        {"{\"data\":1}",                         "it has no channel"                     },
        {"{\"channel\":1,\"data\":1}",           "it has no channel"                     },
        {"{\"channel\":\"/a\"}",                 "it has no data"                        },
        {"{\"channel\":\"a\",\"data\":1}",       "\"a\" is no channel: they begin with /"},
        {"{\"channel\":\"/meta/x\",\"data\":1}", "/meta/x belongs to the protocol itself"},
    };
    for (const auto& [text, expected] : rows)
        BOOST_TEST(publication_of(text, Format::message, "").mistake == expected);
}

BOOST_AUTO_TEST_SUITE_END()
