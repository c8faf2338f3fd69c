#include "tools/bayeux-bench/measure/stamp.hpp"

#include <boost/test/unit_test.hpp>

#include "tools/client/json.hpp"

using namespace halley::bench;

namespace {

constexpr Stamp some{12, 345, 6'789'012'345};

}  // namespace

BOOST_AUTO_TEST_SUITE(stamp)

BOOST_AUTO_TEST_CASE(data_has_the_size_that_is_asked_for)
{
    for (const std::size_t size : {40U, 100U, 5000U}) {
        std::string text{"before"};
        append_text(text, some, size);
        BOOST_TEST(text.size() == 6 + size);
        std::string object;
        append_object(object, some, size);
        BOOST_TEST(object.size() == size);
    }
    std::string shortest;
    append_text(shortest, some, 0);
    BOOST_TEST(shortest == "\"12.345.6789012345.\"");
}

BOOST_AUTO_TEST_CASE(it_comes_back_from_each_kind_of_data)
{
    std::string text;
    append_text(text, some, 100);
    std::string object;
    append_object(object, some, 100);
    std::string chat;
    append_chat(chat, some, 99, 1000, 50);
    BOOST_TEST(chat.find(R"("chat":"xxxxx)") != std::string::npos);
    for (const auto& data : {text, object, chat}) {
        BOOST_TEST(halley::client::json_value(data).has_value(), data);
        BOOST_TEST((stamp_in(data) == some), data);
    }
}

BOOST_AUTO_TEST_CASE(it_is_found_however_a_server_writes_it)
{
    for (const auto* const data : {R"({"stamp" : "12.345.6789012345.xx","room":1})",
                                   R"({"chat":"stamp","stamp":"12.345.6789012345.","user":2})",
                                   "{\n  \"room\": 1,\n  \"stamp\": \"12.345.6789012345.\"\n}"})
        BOOST_TEST((stamp_in(data) == some), data);
}

BOOST_AUTO_TEST_CASE(other_data_has_none)
{
    for (const auto* const data : {"",
                                   "\"",
                                   "\"hello\"",
                                   "\"1.2\"",
                                   "\"1.2.3\"",
                                   "\"-1.2.3.\"",
                                   "\"1..3.\"",
                                   "\"99999999999.2.3.\"",
                                   "12",
                                   "{}",
                                   R"({"stamp":12})",
                                   R"({"stamp":)",
                                   R"({"stamp")"})
        BOOST_TEST(!stamp_in(data).has_value(), data);
}

BOOST_AUTO_TEST_SUITE_END()
