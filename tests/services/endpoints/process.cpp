#include "services/endpoints/process.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "tests/services/endpoints/process_backend.hpp"

namespace halley::services {
namespace {

BOOST_AUTO_TEST_SUITE(process_endpoint)

BOOST_AUTO_TEST_CASE(several_texts)
{
    ProcessBackend backend;
    const auto connection = backend.client.open(*backend.service({"cat"}));
    BOOST_TEST(connection->write("[1]"));
    backend.client.run_until_reports(2);
    BOOST_TEST(connection->write("[2]"));
    BOOST_TEST(connection->write(R"({"a":"$HOME"})"));
    backend.client.run_until_reports(4);
    check_reports(backend.client, {"opened", "json [1]", "json [2]", R"(json {"a":"$HOME"})"});
    connection->abort();
    BOOST_TEST(!connection->write("late"));
}

BOOST_AUTO_TEST_CASE(a_text_byte_by_byte)
{
    ProcessBackend backend;
    const auto connection = backend.open(
        R"(for b in '{' '"' r '"' : '"' '\303' '\251' '"' '}'; do printf $b; done; cat)");
    backend.client.run_until_reports(2);
    check_reports(backend.client, {"opened", "json {\"r\":\"\u00E9\"}"});
    connection->abort();
}

BOOST_AUTO_TEST_CASE(long_texts)
{
    ProcessBackend backend;
    const auto connection = backend.open("cat");
    const auto text = R"({"r":")" + std::string(500'000, 'x') + R"("})";
    BOOST_TEST(connection->write(text));
    backend.client.run_until_reports(2);
    check_reports(backend.client, {"opened", "json " + text});
    connection->abort();
}

BOOST_AUTO_TEST_CASE(each_client_has_its_own)
{
    ProcessBackend backend;
    const auto service = backend.service({"sh", "-c", "echo [$$]; cat"});
    const auto one = backend.client.open(*service);
    const auto two = backend.client.open(*service);
    backend.client.run_until_reports(4);
    const auto& reports = backend.client.reports;
    const auto pids = std::count_if(reports.begin(), reports.end(), [&](const auto& report) {
        return std::count(reports.begin(), reports.end(), report) == 1;
    });
    BOOST_TEST(pids == 2);
    one->abort();
    two->abort();
}

BOOST_AUTO_TEST_CASE(the_client_finishes_first)
{
    ProcessBackend backend;
    const auto connection = backend.open(R"(cat; printf '[2]{"cut')");
    BOOST_TEST(connection->write("[1]"));
    connection->finish();
    connection->finish();
    BOOST_TEST(!connection->write("late"));
    backend.client.run_until_reports(5);
    check_reports(backend.client, {"opened", "json [1]", "json [2]", R"(text {"cut)", "closed"});
    BOOST_TEST(backend.client.logger.entries().empty());
}

BOOST_AUTO_TEST_CASE(finish_waits_for_a_long_write)
{
    ProcessBackend backend;
    const auto connection = backend.open("wc -c", {.pending_bytes = 16'000'000});
    BOOST_TEST(connection->write(std::string(8'000'000, 'x')));
    connection->finish();
    backend.client.run_until_reports(3);
    check_reports(backend.client, {"opened", "text 8000000\n", "closed"});
}

BOOST_AUTO_TEST_CASE(what_it_says_to_its_errors_is_logged)
{
    ProcessBackend backend;
    const auto connection = backend.open("echo one >&2; echo [1]; printf two >&2");
    backend.client.run_until_reports(3);
    check_reports(backend.client, {"opened", "json [1]", "closed"});
    const Reports expected{"service test: one", "service test: two"};
    BOOST_TEST(backend.client.logger.entries() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(errors_that_nobody_reads_do_not_stop_it)
{
    ProcessBackend backend;
    const auto connection = backend.open("yes error | head -n 100000 >&2; echo [1]; cat");
    backend.client.run_until_reports(2);
    check_reports(backend.client, {"opened", "json [1]"});
    BOOST_TEST(backend.client.logger.entries().size() < 100'000u);
    connection->abort();
}

BOOST_AUTO_TEST_CASE(a_backend_that_does_not_read)
{
    ProcessBackend backend;
    const auto connection =
        backend.open_with_pid("kill -STOP $$; cat >/dev/null", {.pending_bytes = 100'000});
    const std::string text(10'000, 'x');
    for (int written = 0; connection->write(text); ++written) {
        backend.client.settle();
        BOOST_REQUIRE(written < 100'000);
    }
    BOOST_TEST(connection->full());
    BOOST_TEST(backend.client.reports.size() == 2u);
    backend.client.run_until([&] {
        ::kill(backend.pid, SIGCONT);  // it may not have stopped yet
        return backend.client.reports.size() == 3;
    });
    BOOST_TEST(backend.client.reports[2] == "ready");
    BOOST_TEST(!connection->full());
    BOOST_TEST(!backend.client.reported_inside_call);
    connection->abort();
}

BOOST_AUTO_TEST_CASE(who_wants_no_more_is_left_alone_until_it_does)
{
    ProcessBackend backend;
    backend.client.accepts_more = false;
    const auto connection = backend.open("printf '[1][2]'; printf '[3]'");
    backend.client.run_until_reports(1);
    connection->resume();
    backend.client.run_until_reports(2);
    backend.client.settle();
    check_reports(backend.client, {"opened", "json [1]"});
    backend.client.accepts_more = true;
    connection->resume();
    backend.client.run_until_reports(5);
    check_reports(backend.client, {"opened", "json [1]", "json [2]", "json [3]", "closed"});
}

BOOST_AUTO_TEST_CASE(a_command_must_be_given)
{
    ProcessBackend backend;
    for (const std::vector<std::string>& command : {std::vector<std::string>{}, {""}}) {
        BOOST_CHECK_EXCEPTION((void)backend.service(command),
                              std::invalid_argument,
                              [](const std::invalid_argument& error) {
                                  return std::string_view(error.what()) ==
                                         "service test: a process needs a command";
                              });
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services
