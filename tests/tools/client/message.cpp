#include "tools/client/message.hpp"

#include <boost/test/unit_test.hpp>

using namespace halley::client;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(message)

BOOST_AUTO_TEST_CASE(all_fields)
{
    const auto messages = read_messages(
        R"([{"channel":"/meta/subscribe","id":"7","clientId":"c","subscription":["/a","/b"],
            "successful":false,"error":"403:/a:no","ext":{"x": 1},"data":[ 1 ],
            "advice":{"reconnect":"handshake","interval":500,"timeout":60000}}])");
    const auto& message = messages.value().at(0);
    BOOST_TEST(message.channel == "/meta/subscribe");
    BOOST_TEST(message.is_meta());
    BOOST_TEST(message.id == "7");
    BOOST_TEST(message.raw_id == "\"7\"");
    BOOST_TEST(message.client_id == "c");
    BOOST_TEST(message.subscriptions == (std::vector<std::string>{"/a", "/b"}));
    BOOST_TEST((message.successful == false));
    BOOST_TEST(message.error == "403:/a:no");
    BOOST_TEST(message.data == "[ 1 ]");
    BOOST_TEST(message.ext == R"({"x": 1})");
    BOOST_TEST((message.advice.reconnect == Reconnect::handshake));
    BOOST_TEST((message.advice.interval == 500ms));
    BOOST_TEST((message.advice.timeout == 60s));
}

BOOST_AUTO_TEST_CASE(fields_of_other_types_are_missing)
{
    const auto messages = read_messages(
        R"([{"channel":null,"id":12,"clientId":null,"subscription":5,"successful":1,"error":null,"advice":"retry"}])");
    const auto& message = messages.value().at(0);
    BOOST_TEST(message.channel.empty());
    BOOST_TEST(message.id == "12");
    BOOST_TEST(message.client_id.empty());
    BOOST_TEST(message.subscriptions.empty());
    BOOST_TEST(!message.successful.has_value());
    BOOST_TEST(message.error.empty());
    BOOST_TEST(!message.advice.reconnect.has_value());
}

BOOST_AUTO_TEST_CASE(advice_in_odd_shapes)
{
    const auto advice_of = [](const std::string& text) {
        return read_messages(R"({"channel":"/a","advice":)" + text + "}").value().at(0).advice;
    };
    BOOST_TEST((advice_of(R"({"interval":"250"})").interval == 250ms));
    BOOST_TEST((advice_of(R"({"interval":1.5e3})").interval == 1500ms));
    BOOST_TEST((advice_of(R"({"timeout":1e300})").timeout == 24h));
    BOOST_TEST(!advice_of(R"({"interval":-1})").interval.has_value());
    BOOST_TEST(!advice_of(R"({"interval":null})").interval.has_value());
    BOOST_TEST(!advice_of(R"({"interval":"soon"})").interval.has_value());
    BOOST_TEST(!advice_of(R"({"reconnect":"maybe"})").reconnect.has_value());
    BOOST_TEST((advice_of(R"({"reconnect":"none"})").reconnect == Reconnect::none));
    BOOST_TEST(!advice_of("[]").timeout.has_value());
}

BOOST_AUTO_TEST_CASE(codes_of_errors)
{
    BOOST_TEST(error_code_of("402::session_unknown") == 402);
    BOOST_TEST(error_code_of("401") == 401);
    BOOST_TEST(error_code_of("4030:x") == 403);
    BOOST_TEST(error_code_of("Unknown client") == 0);
    BOOST_TEST(error_code_of("") == 0);
}

BOOST_AUTO_TEST_SUITE_END()
