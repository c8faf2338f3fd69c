#include "services/rpc/rpc_message.hpp"

#include <boost/test/unit_test.hpp>

#include "protocol/message_reader.hpp"

namespace halley::services::rpc {
namespace {

BOOST_AUTO_TEST_SUITE(rpc_message)

BOOST_AUTO_TEST_CASE(requests)
{
    const std::string long_id = "\"" + std::string(1100, 'x') + "\"";
    const std::string with_long_id = R"({"method":"a","id":)" + long_id + "}";
    // clang-format off
    const struct {
        std::string text;
        bool request;
        std::string answerable_id;
    } cases[] = {
        {R"({"jsonrpc":"2.0","method":"a","id":7})",     true,  "7"},
        {R"({"method":"a","id":"x\"y"})",                true,  R"("x\"y")"},
        {R"({ "id" : -1.5e3 , "method" : "a" })",        true,  "-1.5e3"},
        {R"({"method":"a","id":null})",                  true,  "null"},
        {R"({"method":"a"})",                            true,  "null"},
        {R"({"\u006dethod":"a","\u0069d":3})",           true,  "3"},
        {R"({"method":"a","params":{"id":1,"ID":2}})",   true,  "null"},
        {R"({"method":1,"id":7})",                       false, "7"},
        {R"({"id":7})",                                  false, "7"},
        {R"({"id":7,"result":1})",                       false, "7"},
        {R"({"method":"a","id":true})",                  false, "null"},
        {R"({"method":"a","id":[1]})",                   false, "null"},
        {R"({"method":"a","id":{}})",                    false, "null"},
        {with_long_id,                                   false, "null"},
        {R"({"method":"a","id":1,"id":2})",              false, "null"},
        {R"({"method":"a","id":1,"\u0069d":2})",         false, "null"},
        {R"({"method":"a","id":1,"ID":2})",              false, "null"},
        {R"({"method":"a","Id":1})",                     false, "null"},
        {R"({"method":"a","\u0049d":1})",                false, "null"},
        {R"({"method":"a","method":"b","id":1})",        false, "null"},
        {R"({"method":"a","Method":"b","id":1})",        false, "null"},
        {R"(["method","id"])",                           false, "null"},
        {R"("method")",                                  false, "null"},
        {"1",                                            false, "null"},
    };
    // clang-format on
    for (const auto& c : cases) {
        const auto message = read_message(c.text);
        BOOST_TEST(message.is_request() == c.request, c.text);
        BOOST_TEST(message.answerable_id() == c.answerable_id, c.text);
    }
}

BOOST_AUTO_TEST_CASE(only_the_id_changes)
{
    const std::string text =
        "{ \"params\" : [ { \"id\" : 9 } ],\t\"id\" : \"nine\" ,\n \"method\":\"a\" }";
    BOOST_TEST(read_message(text).with_id("42") ==
               "{ \"params\" : [ { \"id\" : 9 } ],\t\"id\" : 42 ,\n \"method\":\"a\" }");
}

BOOST_AUTO_TEST_CASE(methods_by_any_spelling)
{
    BOOST_TEST(read_message(R"({"method":"a\u002eb"})").is_method("a.b"));
    BOOST_TEST(!read_message(R"({"method":"a.c"})").is_method("a.b"));
    BOOST_TEST(!read_message(R"({"method":1})").is_method("1"));
}

BOOST_AUTO_TEST_CASE(errors)
{
    BOOST_TEST(error_text(Fault::busy, R"("x")") ==
               R"({"jsonrpc":"2.0","error":{"code":-32000,"message":"busy"},"id":"x"})");
    BOOST_TEST(error_text(Fault::parse_error, "null") ==
               R"({"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"},"id":null})");
    for (const auto fault :
         {Fault::invalid_request, Fault::method_not_found, Fault::timed_out, Fault::unavailable})
        BOOST_TEST(protocol::is_json(error_text(fault, "1")));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services::rpc
