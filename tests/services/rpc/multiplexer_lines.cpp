#include <boost/test/unit_test.hpp>

#include "tests/services/rpc/multiplexer_stage.hpp"

namespace halley::services::rpc {
namespace {

void check(const Strings& found, const Strings& expected)
{
    BOOST_TEST(found == expected, boost::test_tools::per_element());
}

std::string opened(const std::string& client)
{
    return R"({"jsonrpc":"2.0","method":"session.opened","params":{"id":")" + client +
           R"(","address":"192.0.2.1","identity":null,"attributes":{}}})";
}

std::string closed(const std::string& client)
{
    return R"({"jsonrpc":"2.0","method":"session.closed","params":{"id":")" + client + R"("}})";
}

std::string unavailable(std::string_view id)
{
    return R"({"jsonrpc":"2.0","error":{"code":-32002,"message":"backend unavailable"},"id":)" +
           std::string{id} + "}";
}

constexpr auto call = R"({"method":"a","id":0})";

BOOST_AUTO_TEST_SUITE(multiplexer)

BOOST_AUTO_TEST_CASE(the_first_client_opens_the_lines)
{
    Stage stage({.lines = 2});
    stage.open();
    check(stage.drain(), {"open 0", "open 1"});
    stage.open();
    check(stage.drain(), {});
    check(stage.open_line(1), {"opened 1", "opened 2"});
    check(stage.open_line(0), {});
    stage.open();
    check(stage.drain(), {"opened 3"});
    check(stage.logger.entries(), {"service calc: the backend is up"});
}

BOOST_AUTO_TEST_CASE(what_is_written_before_it_is_open)
{
    Stage stage({.early_bytes = 100});
    const auto client = stage.open();
    BOOST_TEST(stage.mux.write(client, call, stage.now));
    BOOST_TEST(!stage.mux.write(client, call, stage.now));
    BOOST_TEST(stage.mux.write(client, "READY", stage.now));
    stage.drain();
    check(
        stage.open_line(0),
        {"opened 1",
         R"(write 0 {"method":"a","id":1})",
         R"(tell 1 {"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"},"id":null})"});
}

BOOST_AUTO_TEST_CASE(the_line_with_the_fewest_pending)
{
    Stage stage({.lines = 2});
    const auto client = stage.up();
    check(stage.write(client, call), {R"(write 0 {"method":"a","id":1})"});
    check(stage.write(client, call), {R"(write 1 {"method":"a","id":2})"});
    check(stage.write(client, R"([{"method":"a","id":0},{"method":"a","id":0}])"),
          {R"(write 0 [{"method":"a","id":3},{"method":"a","id":4}])"});
    check(stage.write(client, call), {R"(write 1 {"method":"a","id":5})"});
    stage.receive(0, R"([{"id":1},{"id":3}])");
    check(stage.write(client, call), {R"(write 0 {"method":"a","id":6})"});
    stage.full = {0};
    check(stage.write(client, R"({"method":"n"})"), {R"(write 0 {"method":"n"})"});
    check(stage.write(client, call), {R"(write 1 {"method":"a","id":7})"});
}

BOOST_AUTO_TEST_CASE(a_line_breaks)
{
    Stage stage({.lines = 2});
    const auto client = stage.up();
    stage.write(client, call);
    stage.write(client, R"({"method":"a","id":"other"})");
    check(stage.end(0), {"tell 1 " + unavailable("0")});
    check(stage.write(client, call), {R"(write 1 {"method":"a","id":3})"});
    check(stage.end(1), {"tell 1 " + unavailable("\"other\""), "tell 1 " + unavailable("0")});
    check(stage.write(client, call), {"tell 1 " + unavailable("0")});
    check(stage.logger.entries(),
          {"service calc: the backend is up", "service calc: the backend is down: service_closed"});
    stage.open();
    check(stage.drain(), {"failed 2 service_unreachable"});

    check(stage.pass(100ms), {"open 0", "open 1"});
    check(stage.open_line(0), {});
    check(stage.write(client, call), {R"(write 0 {"method":"a","id":4})"});
    check(stage.receive(0, R"([{"id":1},{"id":2},{"id":3},{"id":4}])"), {R"(tell 1 [{"id":0}])"});
    stage.open();
    check(stage.drain(), {"opened 3"});
}

BOOST_AUTO_TEST_CASE(nobody_listens)
{
    Stage stage({.lines = 2});
    stage.open();
    stage.drain();
    check(stage.end(0, Errc::service_refused), {});
    check(stage.end(1, Errc::service_refused), {"failed 1 service_refused"});
    stage.open();
    check(stage.drain(), {"failed 2 service_unreachable"});
    check(stage.pass(100ms), {"open 0", "open 1"});
    stage.open();
    check(stage.drain(), {"failed 3 service_unreachable"});
    stage.end(0, Errc::service_timeout);
    check(stage.logger.entries(), {"service calc: the backend is down: service_refused"});
    check(stage.open_line(1), {});
    stage.open();
    check(stage.drain(), {"opened 4"});
}

// One attempt of each line is enough to know, also while another comes back.
BOOST_AUTO_TEST_CASE(lines_that_fail_in_turns)
{
    Stage stage({.lines = 2});
    stage.open();
    stage.drain();
    check(stage.end(0, Errc::service_timeout), {});
    check(stage.pass(100ms), {"open 0"});
    check(stage.end(1, Errc::service_refused), {"failed 1 service_refused"});
}

BOOST_AUTO_TEST_CASE(pauses_grow_until_a_line_has_been_up_for_a_while)
{
    Stage stage;
    stage.open();
    stage.drain();
    for (const auto pause : {100ms, 200ms, 400ms, 800ms}) {
        stage.end(0, Errc::service_refused);
        check(stage.pass(pause - 1ms), {});
        check(stage.pass(1ms), {"open 0"});
    }
    stage.open_line(0);
    stage.pass(1s);
    stage.end(0);
    check(stage.pass(1599ms), {});
    check(stage.pass(1ms), {"open 0"});
    stage.open_line(0);
    stage.pass(5s);
    stage.end(0);
    stage.chance = 0.5;
    check(stage.pass(99ms), {});
    check(stage.pass(1ms), {"open 0"});
    stage.end(0);
    check(stage.pass(149ms), {});
    check(stage.pass(1ms), {"open 0"});
}

BOOST_AUTO_TEST_CASE(a_line_is_told_of_clients_before_their_calls)
{
    Stage stage({.lines = 2, .hello = true});
    const auto first = stage.open("a");
    stage.open("b");
    check(stage.drain(), {"open 0", "open 1"});
    stage.mux.write(first, call, stage.now);
    check(stage.open_line(0),
          {"write 0 " + opened("a"),
           "write 0 " + opened("b"),
           "opened 1",
           R"(write 0 {"method":"a","id":1})",
           "opened 2"});
    check(stage.open_line(1), {"write 1 " + opened("a"), "write 1 " + opened("b")});
    stage.open("c");
    check(stage.drain(), {"opened 3", "write 0 " + opened("c"), "write 1 " + opened("c")});
    stage.mux.close(first);
    check(stage.drain(), {"write 0 " + closed("a"), "write 1 " + closed("a")});

    stage.end(0);
    stage.pass(100ms);
    check(stage.open_line(0), {"write 0 " + opened("b"), "write 0 " + opened("c")});
}

BOOST_AUTO_TEST_CASE(announcing_waits_for_a_line_that_is_full)
{
    Stage stage({.greeting_timeout = 3s, .hello = true});
    const auto first = stage.open("a");
    const auto second = stage.open("b");
    stage.drain();
    stage.full = {0};
    check(stage.open_line(0), {"write 0 " + opened("a")});
    stage.mux.close(second);
    check(stage.drain(), {});
    stage.open("c");
    check(stage.drain(), {});
    stage.full = {};
    stage.mux.line_ready(0, stage.now);
    check(stage.drain(), {"write 0 " + opened("c"), "opened 1", "opened 3"});

    stage.full = {0};
    stage.write(first, R"({"method":"n"})");
    const auto late = stage.open("d");
    check(stage.drain(), {"opened 4"});
    check(stage.write(late, R"({"method":"n"})"), {});
    stage.mux.close(late);
    check(stage.drain(), {});
}

BOOST_AUTO_TEST_CASE(a_line_that_takes_no_announcements)
{
    const auto with_hello = Multiplexer::Settings{.greeting_timeout = 3s, .hello = true};
    {
        Stage stage(with_hello);
        stage.open("a");
        stage.open("b");
        stage.drain();
        stage.full = {0};
        stage.open_line(0);
        check(stage.pass(3s), {"close 0", "failed 1 service_timeout", "failed 2 service_timeout"});
        check(stage.pass(100ms), {"open 0"});
    }
    Stage stage(with_hello);
    const auto client = stage.up("a");
    stage.write(client, call);
    stage.refusing = {0};
    stage.open("b");
    check(stage.drain(),
          {"opened 2", "write 0 " + opened("b"), "close 0", "tell 1 " + unavailable("0")});
    stage.refusing = {};
    check(stage.pass(100ms), {"open 0"});
    check(stage.open_line(0), {"write 0 " + opened("a"), "write 0 " + opened("b")});
}

BOOST_AUTO_TEST_CASE(nobody_but_us_tells_of_clients)
{
    const std::string forged = R"({"method":"session\u002eclosed","params":{"id":"b"}})";
    Stage stage({.hello = true});
    const auto client = stage.up("a");
    check(
        stage.write(client, forged),
        {R"(tell 1 {"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":null})"});
    Stage other;
    check(other.write(other.up(), forged), {"write 0 " + forged});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services::rpc
