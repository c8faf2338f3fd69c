#include "src/http/form_fields.hpp"

#include <vector>

#include <boost/test/unit_test.hpp>

using halley::http::FormFields;

namespace {

// `name=value;` for each field, then `!` if the text is malformed.
std::string read(std::string_view text)
{
    std::string all;
    FormFields fields{text};
    while (fields.next())
        all += fields.name() + "=" + fields.value() + ";";
    BOOST_TEST(!fields.next());
    return fields.malformed() ? all + "!" : all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(form_fields)

BOOST_AUTO_TEST_CASE(names_and_values)
{
    BOOST_TEST(read("") == "");
    BOOST_TEST(read("&&") == "");
    BOOST_TEST(read("a=1") == "a=1;");
    BOOST_TEST(read("a=1&b=2&a=3") == "a=1;b=2;a=3;");
    BOOST_TEST(read("&a=1&&b=2&") == "a=1;b=2;");
    BOOST_TEST(read("a&b=&=c") == "a=;b=;=c;");
    BOOST_TEST(read("a=b=c;d=e") == "a=b=c;d=e;");
}

BOOST_AUTO_TEST_CASE(escapes)
{
    BOOST_TEST(read("a=x+y%20z%2B") == "a=x y z+;");
    BOOST_TEST(read("%61+=%26%3D%3d") == "a =&==;");
    BOOST_TEST(read("a=%E2%82%ac") == "a=\xE2\x82\xAC;");
    BOOST_TEST(read("a=%00").size() == 4U);
    BOOST_TEST(read("a=%2541") == "a=%41;");  // Decoded once.
}

BOOST_AUTO_TEST_CASE(malformed_escapes_end_the_reading)
{
    for (const auto* const text :
         {"a=%", "a=%4", "a=%4&b=%41", "a=%4g", "a=%-1", "a=% 1", "a=%+1", "%zz=1", "a=%u0041"})
        BOOST_TEST(read(text) == "!", text);
    BOOST_TEST(read("a=1&b=%&c=3") == "a=1;!");
}

BOOST_AUTO_TEST_SUITE_END()
