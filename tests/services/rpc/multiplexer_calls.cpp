#include <boost/test/unit_test.hpp>

#include "tests/services/rpc/multiplexer_stage.hpp"

namespace halley::services::rpc {
namespace {

std::string fault(std::string_view code_and_message, std::string_view id)
{
    const auto space = code_and_message.find(' ');
    return R"({"jsonrpc":"2.0","error":{"code":)" + std::string{code_and_message.substr(0, space)} +
           R"(,"message":")" + std::string{code_and_message.substr(space + 1)} + R"("},"id":)" +
           std::string{id} + "}";
}

void check(const Strings& found, const Strings& expected)
{
    BOOST_TEST(found == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE(multiplexer)

BOOST_AUTO_TEST_CASE(ids_are_ours_on_the_line_and_theirs_in_the_answer)
{
    Stage stage;
    const auto client = stage.up();
    check(stage.write(client, R"({"jsonrpc":"2.0","method":"add","params":[1],"id":"x"})"),
          {R"(write 0 {"jsonrpc":"2.0","method":"add","params":[1],"id":1})"});
    check(stage.receive(0, R"({"jsonrpc":"2.0","result":1,"id":1})"),
          {R"(tell 1 {"jsonrpc":"2.0","result":1,"id":"x"})"});
    BOOST_TEST(stage.mux.pending() == 0U);
}

BOOST_AUTO_TEST_CASE(answers_of_two_with_the_same_id_in_another_order)
{
    Stage stage;
    const auto first = stage.up();
    const auto second = stage.up();
    stage.write(first, R"({"method":"a","id":7})");
    stage.write(second, R"({"method":"a","id":7})");
    check(stage.receive(0, R"({"result":"second","id":2})"),
          {R"(tell 2 {"result":"second","id":7})"});
    check(stage.receive(0, R"({"result":"first","id":1})"),
          {R"(tell 1 {"result":"first","id":7})"});
}

BOOST_AUTO_TEST_CASE(a_notification_goes_out_as_it_is)
{
    Stage stage;
    const auto client = stage.up();
    check(stage.write(client, R"( {"method":"log" , "params":{"id":5}} )"),
          {R"(write 0  {"method":"log" , "params":{"id":5}} )"});
    BOOST_TEST(stage.mux.pending() == 0U);
}

BOOST_AUTO_TEST_CASE(a_null_id_is_a_calls)
{
    Stage stage;
    const auto client = stage.up();
    check(stage.write(client, R"({"method":"a","id":null})"), {R"(write 0 {"method":"a","id":1})"});
    check(stage.receive(0, R"({"result":0,"id":1})"), {R"(tell 1 {"result":0,"id":null})"});
}

BOOST_AUTO_TEST_CASE(batches)
{
    Stage stage;
    const auto client = stage.up();
    check(
        stage.write(client, R"([ {"method":"a","id":"x"}, {"method":"n"} ,{"method":"b","id":2}])"),
        {R"(write 0 [{"method":"a","id":1},{"method":"n"},{"method":"b","id":2}])"});
    check(stage.receive(0, R"([{"result":2,"id":2},{"result":1,"id":1}])"),
          {R"(tell 1 [{"result":2,"id":2},{"result":1,"id":"x"}])"});
}

BOOST_AUTO_TEST_CASE(an_array_of_answers_to_several_clients)
{
    Stage stage;
    const auto first = stage.up();
    const auto second = stage.up();
    stage.write(first, R"({"method":"a","id":"one"})");
    stage.write(second, R"({"method":"a","id":"two"})");
    stage.write(first, R"({"method":"a","id":"three"})");
    check(stage.receive(0, R"([{"id":3},{"id":2},{"id":9},{"id":1}])"),
          {R"(tell 1 [{"id":"three"},{"id":"one"}])", R"(tell 2 [{"id":"two"}])"});
}

BOOST_AUTO_TEST_CASE(what_is_no_request_is_refused)
{
    const std::string parse = "-32700 Parse error";
    const std::string invalid = "-32600 Invalid Request";
    const struct {
        std::string text;
        Strings done;
    } cases[] = {
        {"READY",                                     {"tell 1 " + fault(parse, "null")}         },
        {"",                                          {"tell 1 " + fault(parse, "null")}         },
        {R"({"method":"a","id":1)",                   {"tell 1 " + fault(parse, "null")}         },
        {"{\"method\":\"\xff\"}",                     {"tell 1 " + fault(parse, "null")}         },
        {"[]",                                        {"tell 1 " + fault(invalid, "null")}       },
        {"5",                                         {"tell 1 " + fault(invalid, "null")}       },
        {R"({"result":1,"id":"x"})",                  {"tell 1 " + fault(invalid, "\"x\"")}      },
        {R"({"method":"a","id":1,"ID":2})",           {"tell 1 " + fault(invalid, "null")}       },
        {"[1,2,{}]",                                  {"tell 1 [" + fault(invalid, "null") + "]"}},
        {R"([1,{"method":"a","id":"x"},{"id":"y"}])",
         {"tell 1 [" + fault(invalid, "null") + "," + fault(invalid, "\"y\"") + "]",
          R"(write 0 [{"method":"a","id":1}])"}                                                  },
    };
    for (const auto& c : cases) {
        Stage stage;
        const auto client = stage.up();
        BOOST_TEST_CONTEXT(c.text)
        {
            check(stage.write(client, c.text), c.done);
        }
    }
}

BOOST_AUTO_TEST_CASE(what_the_backend_says_that_answers_nobody)
{
    Stage stage;
    const auto client = stage.up();
    stage.write(client, R"({"method":"a","id":1})");
    for (const auto text : {R"({"result":1,"id":2})",
                            R"({"result":1,"id":"1"})",
                            R"({"result":1,"id":-1})",
                            R"({"result":1,"id":99999999999999999999})",
                            R"({"error":{},"id":null})",
                            R"({"result":1})",
                            "[]",
                            "[1,[]]",
                            "7"}) {
        BOOST_TEST_CONTEXT(text)
        {
            check(stage.receive(0, text), {});
        }
    }
    check(stage.receive(0, R"({"result":1,"method":null,"id":1.0})"),
          {R"(tell 1 {"result":1,"method":null,"id":1})"});
    check(stage.receive(0, R"({"result":1,"id":1})"), {});
}

BOOST_AUTO_TEST_CASE(what_the_backend_asks_is_refused)
{
    Stage stage;
    stage.up();
    check(stage.receive(0, R"({"method":"who","id":"q"})"),
          {"write 0 " + fault("-32601 Method not found", "\"q\"")});
}

BOOST_AUTO_TEST_CASE(a_call_is_overdue)
{
    Stage stage({.call_timeout = 2s});
    const auto client = stage.up();
    stage.write(client, R"({"method":"a","id":"x"})");
    stage.pass(1s);
    stage.write(client, R"({"method":"a","id":"y"})");
    check(stage.pass(999ms), {});
    check(stage.pass(1ms), {"tell 1 " + fault("-32001 timed out", "\"x\"")});
    check(stage.receive(0, R"({"result":1,"id":1})"), {});
    check(stage.pass(1s), {"tell 1 " + fault("-32001 timed out", "\"y\"")});
    BOOST_TEST(!stage.mux.next_timeout().has_value());
}

BOOST_AUTO_TEST_CASE(a_batch_is_overdue)
{
    Stage stage({.call_timeout = 2s});
    const auto client = stage.up();
    stage.write(client, R"({"method":"a","id":0})");
    stage.write(client, R"([{"method":"a","id":1},{"method":"a","id":2}])");
    stage.write(client, R"([{"method":"a","id":3}])");
    const std::string timed_out = "-32001 timed out";
    check(stage.pass(2s),
          {"tell 1 " + fault(timed_out, "0"),
           "tell 1 [" + fault(timed_out, "1") + "," + fault(timed_out, "2") + "]",
           "tell 1 [" + fault(timed_out, "3") + "]"});
}

BOOST_AUTO_TEST_CASE(as_many_calls_as_may_wait)
{
    Stage stage({.max_pending = 2});
    const auto client = stage.up();
    const std::string busy = "-32000 busy";
    stage.write(client, R"({"method":"a","id":1})");
    check(stage.write(client, R"([{"method":"a","id":2},{"method":"n"},{"method":"a","id":3}])"),
          {"tell 1 [" + fault(busy, "2") + "," + fault(busy, "3") + "]"});
    check(stage.write(client, R"({"method":"a","id":4})"), {R"(write 0 {"method":"a","id":2})"});
    check(stage.write(client, R"({"method":"a","id":5})"), {"tell 1 " + fault(busy, "5")});
    check(stage.write(client, R"({"method":"n"})"), {R"(write 0 {"method":"n"})"});
    stage.receive(0, R"({"id":1})");
    check(stage.write(client, R"({"method":"a","id":6})"), {R"(write 0 {"method":"a","id":3})"});
}

BOOST_AUTO_TEST_CASE(the_calls_of_a_client_that_has_gone)
{
    Stage stage({.max_pending = 1});
    const auto gone = stage.up();
    const auto other = stage.up();
    stage.write(gone, R"({"method":"a","id":1})");
    stage.mux.close(gone);
    BOOST_TEST(!stage.mux.write(gone, R"({"method":"a","id":1})", stage.now));
    check(stage.write(other, R"({"method":"a","id":1})"), {"tell 2 " + fault("-32000 busy", "1")});
    check(stage.receive(0, R"({"result":1,"id":1})"), {});
    check(stage.write(other, R"({"method":"a","id":1})"), {R"(write 0 {"method":"a","id":2})"});
}

BOOST_AUTO_TEST_CASE(a_line_that_takes_no_more)
{
    Stage stage;
    const auto client = stage.up();
    const std::string busy = "-32000 busy";
    stage.full = {0};
    check(stage.write(client, R"({"method":"a","id":1})"), {R"(write 0 {"method":"a","id":1})"});
    check(stage.write(client, R"({"method":"a","id":2})"), {"tell 1 " + fault(busy, "2")});
    check(stage.write(client, R"({"method":"n"})"), {});
    stage.full = {};
    stage.mux.line_ready(0, stage.now);
    check(stage.write(client, R"({"method":"a","id":3})"), {R"(write 0 {"method":"a","id":2})"});

    stage.refusing = {0};
    check(stage.write(client, R"([{"method":"a","id":4},{"method":"a","id":5}])"),
          {R"(write 0 [{"method":"a","id":3},{"method":"a","id":4}])",
           "tell 1 [" + fault(busy, "4") + "," + fault(busy, "5") + "]"});
    stage.refusing = {};
    check(stage.write(client, R"({"method":"a","id":6})"), {R"(write 0 {"method":"a","id":5})"});
    check(stage.receive(0, R"([{"id":1},{"id":2},{"id":3},{"id":4},{"id":5}])"),
          {R"(tell 1 [{"id":1},{"id":3},{"id":6}])"});
}

BOOST_AUTO_TEST_CASE(publishing)
{
    Stage stage({.may_publish = {"/news/*"}});
    stage.up();
    const struct {
        std::string text;
        Strings done;
    } cases[] = {
        {R"({"method":"m","channel":"/news/a","data":{"b":[1]},"params":2})",
         {R"(publish /news/a {"b":[1]})"}                                                                                          },
        {R"({"method":"m","channel":"\/news\/a","params":[1, 2]})",                                      {"publish /news/a [1, 2]"}},
        {R"({"method":"m","channel":"/news/a","data":null,"params":2})",                                 {"publish /news/a null"}  },
        {R"({"method":"m","channel":"/news/a"})",                                                        {"publish /news/a null"}  },
        {R"([{"method":"m","channel":"/news/a","data":1},{"method":"m","channel":"/news/b","data":2}])",
         {"publish /news/a 1", "publish /news/b 2"}                                                                                },
        {R"({"method":"m","channel":"/other","data":1})",                                                {}                        },
        {R"({"method":"m","channel":"/news/*","data":1})",                                               {}                        },
        {R"({"method":"m","channel":7,"data":1})",                                                       {}                        },
        {R"({"method":"m","params":{"channel":"/news/a"}})",                                             {}                        },
        {R"({"channel":"/news/a","data":1})",                                                            {}                        },
    };
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.text)
        {
            check(stage.receive(0, c.text), c.done);
        }
    }
}

BOOST_AUTO_TEST_CASE(what_may_not_be_published_is_told_at_a_bounded_rate)
{
    Stage stage;
    stage.up();
    const auto before = stage.logger.entries().size();
    for (int i = 0; i < 3; ++i)
        stage.receive(0, R"({"method":"m","channel":"/news","data":1})");
    stage.pass(10s);
    stage.receive(0, R"({"method":"m","channel":"/other","data":1})");
    auto entries = stage.logger.entries();
    entries.erase(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(before));
    check(entries,
          {"service calc: the backend may not publish to /news",
           "service calc: the backend may not publish to /other (2 left out before)"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services::rpc
