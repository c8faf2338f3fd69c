#include "services/tcp_service.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/services/test_backend.hpp"

namespace halley::services {
namespace {

BOOST_AUTO_TEST_SUITE(tcp_service)

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

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services
