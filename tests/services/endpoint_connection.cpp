#include "services/endpoints/tcp.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/services/test_backend.hpp"

namespace halley::services {
namespace {

BOOST_AUTO_TEST_SUITE(endpoint_connection)

BOOST_AUTO_TEST_CASE(opened_data_closed)
{
    TestBackend backend;
    const auto connection = backend.open_and_accept();
    backend.write("READY");
    backend.run_until_reports(2);
    BOOST_TEST(connection->write(R"({"method":"start","params":[200]})"));
    BOOST_TEST(backend.read(33) == R"({"method":"start","params":[200]})");
    backend.write(R"({"result":42})");
    backend.run_until_reports(3);
    backend.close();
    backend.run_until_reports(4);
    check_reports(backend, {"opened", "text READY", R"(json {"result":42})", "closed"});
    BOOST_TEST(!connection->write("late"));
}

BOOST_AUTO_TEST_CASE(a_host_name_is_looked_up)
{
    TestBackend backend;
    const auto service = backend.service({.domain = "localhost"});
    const auto connection = backend.open(*service);
    backend.accept();
    backend.run_until_reports(1);
    check_reports(backend, {"opened"});
    connection->abort();
}

BOOST_AUTO_TEST_CASE(several_texts_in_one_write)
{
    TestBackend backend;
    const auto connection = backend.open_and_accept();
    backend.write("READY{\"a\":1}{\"b\":2}\n[3]");
    backend.run_until_reports(5);
    check_reports(backend,
                  {"opened", "text READY", R"(json {"a":1})", R"(json {"b":2})", "json [3]"});
    connection->abort();
}

BOOST_AUTO_TEST_CASE(a_character_in_two_writes)
{
    TestBackend backend;
    const auto connection = backend.open_and_accept();
    const std::string text = "{\"r\":\"\u00E9\"}";
    backend.write(text.substr(0, 7));
    backend.settle();
    backend.write(text.substr(7));
    backend.run_until_reports(2);
    BOOST_TEST(backend.reports[1] == "json " + text);

    backend.write("\xE2\x82");
    backend.settle();
    backend.write("\xAC");
    backend.run_until_reports(3);
    BOOST_TEST(backend.reports[2] == "text \u20AC");
    connection->abort();
}

BOOST_AUTO_TEST_CASE(a_long_text_arrives_whole)
{
    TestBackend backend;
    const auto connection = backend.open_and_accept();
    const auto text = R"({"r":")" + std::string(200'000, 'x') + R"("})";
    backend.write(text);
    backend.run_until_reports(2);
    check_reports(backend, {"opened", "json " + text});

    BOOST_TEST(connection->write(text));
    BOOST_TEST((backend.read(text.size()) == text));
    connection->abort();
}

BOOST_AUTO_TEST_CASE(writes_keep_their_order)
{
    TestBackend backend;
    const auto service = backend.service();
    const auto connection = backend.open(*service);
    std::string expected;
    const auto write = [&](int number) {
        const auto text = std::to_string(number) + std::string(number % 3 == 0 ? 50'000 : 1, '.');
        expected += text;
        BOOST_TEST(connection->write(text));
    };
    // Before it is open, from within the report that it is, and afterwards.
    backend.on_report = [&](const std::string&) { write(3); };
    write(1);
    write(2);
    backend.accept();
    backend.run_until_reports(1);
    for (int number = 4; number < 20; ++number) {
        write(number);
        if (number % 2 == 0) {
            backend.settle();
        }
    }
    BOOST_TEST((backend.read(expected.size()) == expected));
    connection->abort();
}

BOOST_AUTO_TEST_CASE(an_empty_write_is_nothing)
{
    TestBackend backend;
    const auto connection = backend.open_and_accept();
    BOOST_TEST(connection->write(""));
    BOOST_TEST(connection->write("x"));
    BOOST_TEST(backend.read(1) == "x");
    connection->abort();
}

BOOST_AUTO_TEST_CASE(both_sides_finish_the_client_first)
{
    TestBackend backend;
    const auto connection = backend.open_and_accept();
    BOOST_TEST(connection->write("bye"));
    connection->finish();
    BOOST_TEST(!connection->write("too late"));
    BOOST_TEST(backend.read_to_end() == "bye");
    backend.write(R"({"last":1}{"cut)");
    backend.run_until_reports(2);
    backend.finish();
    backend.run_until_reports(4);
    check_reports(backend, {"opened", R"(json {"last":1})", R"(text {"cut)", "closed"});
}

BOOST_AUTO_TEST_CASE(finish_before_it_is_open)
{
    for (const std::string text : {"", "bye"}) {
        TestBackend backend;
        const auto service = backend.service();
        const auto connection = backend.open(*service);
        BOOST_TEST(connection->write(text));
        connection->finish();
        backend.accept();
        BOOST_TEST(backend.read_to_end() == text);
        backend.close();
        backend.run_until_reports(2);
        check_reports(backend, {"opened", "closed"});
    }
}

BOOST_AUTO_TEST_CASE(finish_when_all_is_written)
{
    TestBackend backend;
    const auto connection = backend.open_and_accept();
    connection->finish();
    connection->finish();
    BOOST_TEST(backend.read_to_end().empty());
    backend.close();
    backend.run_until_reports(2);
    check_reports(backend, {"opened", "closed"});
}

BOOST_AUTO_TEST_CASE(finish_waits_for_a_long_write)
{
    TestBackend backend;
    const auto connection = backend.open_and_accept({.pending_bytes = 32'000'000});
    const std::string text(16'000'000, 'x');  // more than the kernel takes
    BOOST_TEST(connection->write(text));
    connection->finish();
    BOOST_TEST((backend.read_to_end() == text));
    backend.close();
    backend.run_until_reports(2);
    check_reports(backend, {"opened", "closed"});
}

BOOST_AUTO_TEST_CASE(many_connections_of_one_service)
{
    TestBackend backend;
    const auto service = backend.service();
    std::vector<std::shared_ptr<ServiceConnection>> connections;
    for (int i = 0; i < 100; ++i) {
        connections.push_back(backend.open(*service));
    }
    backend.run_until_reports(100);
    BOOST_TEST(backend.reports == Reports(100, "opened"), boost::test_tools::per_element());
    for (const auto& connection : connections) {
        connection->abort();
    }
}

BOOST_AUTO_TEST_CASE(who_wants_no_more_is_left_alone_until_it_does)
{
    TestBackend backend;
    const auto connection = backend.open_and_accept();
    backend.accepts_more = false;
    backend.write("[1][2]");
    backend.write("[3]");
    backend.run_until_reports(2);
    backend.finish();
    backend.settle();
    check_reports(backend, {"opened", "json [1]"});

    connection->resume();
    backend.run_until_reports(3);
    backend.settle();
    check_reports(backend, {"opened", "json [1]", "json [2]"});

    backend.accepts_more = true;
    connection->resume();
    connection->resume();
    backend.run_until_reports(5);
    check_reports(backend, {"opened", "json [1]", "json [2]", "json [3]", "closed"});
}

// The kernel's buffers, and nothing of ours, take what nobody wants to hear.
BOOST_AUTO_TEST_CASE(a_backend_that_floods_is_stopped_by_the_kernel)
{
    TestBackend backend;
    const auto connection = backend.open_and_accept();
    backend.accepts_more = false;
    backend.write("[0]");
    backend.run_until_reports(2);
    BOOST_TEST(backend.write_until_it_blocks("[1]") < 64'000'000u);
    check_reports(backend, {"opened", "json [0]"});
    connection->abort();
}

BOOST_AUTO_TEST_CASE(a_text_must_be_json_where_json_is_due)
{
    TestBackend backend;
    const auto connection = backend.open(*backend.service({.data = DataShape::json}));
    backend.accept();
    backend.write("[1]READY");
    backend.run_until_reports(3);
    check_reports(backend, {"opened", "json [1]", failed(Errc::service_not_json)});
}

BOOST_AUTO_TEST_CASE(each_text_is_framed)
{
    TestBackend backend;
    const auto connection = backend.open(*backend.service({.framing = Framing::newline}));
    BOOST_TEST(connection->write("{\n}"));
    backend.accept();
    BOOST_TEST(connection->write("2"));
    BOOST_TEST(backend.read(6) == "{ }\n2\n");
    backend.write("READY\n");
    backend.run_until_reports(2);
    check_reports(backend, {"opened", "text READY"});
    connection->abort();
}

BOOST_AUTO_TEST_CASE(the_backend_is_told_who_calls_before_anything_else)
{
    TestBackend backend;
    backend.caller.identity = "\"ada\"";
    backend.caller.attributes = R"({"admin":true})";
    const auto connection =
        backend.open(*backend.service({.framing = Framing::newline, .hello = true}));
    BOOST_TEST(connection->write("1"));
    backend.accept();
    const std::string expected =
        R"({"jsonrpc":"2.0","method":"hello","params":{"id":"c1","address":"192.0.2.1",)"
        R"("identity":"\"ada\"","attributes":{"admin":true}}})"
        "\n1\n";
    BOOST_TEST(backend.read(expected.size()) == expected);
    connection->abort();
}

BOOST_AUTO_TEST_CASE(silence_ends_a_connection)
{
    TestBackend backend;
    const auto connection =
        backend.open(*backend.service({.idle_timeout = std::chrono::milliseconds(20)}));
    backend.accept();
    backend.run_until_reports(2);
    check_reports(backend, {"opened", failed(Errc::service_idle)});
}

BOOST_AUTO_TEST_CASE(silence_that_we_asked_for_does_not)
{
    TestBackend backend;
    const auto connection =
        backend.open(*backend.service({.idle_timeout = std::chrono::milliseconds(20)}));
    backend.accept();
    backend.run_until_reports(1);
    backend.accepts_more = false;
    backend.write("[1]");
    backend.run_until([&] { return backend.reports.size() > 1; });
    if (backend.reports[1] == "json [1]") {  // else this machine is very busy
        const auto later = std::chrono::steady_clock::now() + std::chrono::milliseconds(60);
        backend.run_until([&] { return std::chrono::steady_clock::now() > later; });
        check_reports(backend, {"opened", "json [1]"});
    }
    connection->abort();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services
