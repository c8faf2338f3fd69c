#include "src/transport/message_form.hpp"

#include <boost/test/unit_test.hpp>

using namespace halley;
using transport::MessageForm;

namespace {

// The batch, or the status of the refusal.
std::string read(std::string_view text, const LimitsConfig& limits = {})
{
    const auto form = transport::read_message_form(text, limits);
    if (const auto* const answer = std::get_if<http::Answer>(&form))
        return std::to_string(answer->status);
    return std::get<MessageForm>(form).batch;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(message_form)

BOOST_AUTO_TEST_CASE(LP_02_one_message_stays_as_it_is)
{
    BOOST_TEST(read("message=%7b%22a%22:+1%7d") == R"({"a": 1})");
    BOOST_TEST(read("x=1&message=[{}]&y=2") == "[{}]");
    BOOST_TEST(read("message=[") == "[");  // Judged with the batch.
    BOOST_TEST(read("message=") == "");
    BOOST_TEST(read("mess=[]") == "");
}

BOOST_AUTO_TEST_CASE(JSP_04_several_messages_are_one_batch)
{
    BOOST_TEST(read("message={\"a\":1}&message={\"b\":2}") == R"([{"a":1},{"b":2}])");
    BOOST_TEST(read("message=[{\"a\":1},{\"b\":2}]&message={\"c\":3}") ==
               R"([{"a":1},{"b":2},{"c":3}])");
    BOOST_TEST(read("message=+[{\"a\":1}]%0A&message=%0D+{\"b\":2}%09") == R"([{"a":1},{"b":2}])");
    BOOST_TEST(read("message=[]&message=[{\"a\":1}]&message=[+]") == R"([{"a":1}])");
    BOOST_TEST(read("message=[]&message=[]") == "[]");
}

BOOST_AUTO_TEST_CASE(each_has_to_be_valid_alone)
{
    for (const auto* const text : {"message=[{}&message={}]",
                                   "message={}&message=",
                                   "message={}&message={},{}",
                                   "message=1&message={}",
                                   "message={}&message=%FF",
                                   "message={}&x=%"})
        BOOST_TEST(read(text) == "400", text);
}

BOOST_AUTO_TEST_CASE(limits_count_for_all_of_them)
{
    LimitsConfig limits;
    limits.message_bytes = 20;
    BOOST_TEST(read("message=" + std::string(20, ' '), limits).size() == 20U);
    BOOST_TEST(read("message=" + std::string(21, ' '), limits) == "413");
    BOOST_TEST(read("message={\"a\":\"1234\"}&message={\"a\":\"1234\"}", limits) == "413");
    limits = {};
    limits.json_depth = 3;
    BOOST_TEST(read("message={\"a\":[[[]]]}&message={}", limits) == "400");
}

BOOST_AUTO_TEST_CASE(JSP_03_the_callback)
{
    const auto jsonp = [](std::string_view text) {
        return std::get<MessageForm>(transport::read_message_form(text, {})).jsonp;
    };
    BOOST_TEST(!jsonp("message=[]"));
    BOOST_TEST(jsonp("message=[]&jsonp=a%2eb").value() == "a.b");
    BOOST_TEST(jsonp("jsonp").value() == "");
}

BOOST_AUTO_TEST_SUITE_END()
