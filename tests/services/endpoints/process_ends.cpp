#include <filesystem>
#include <fstream>

#include <boost/test/unit_test.hpp>

#include "tests/services/endpoints/process_backend.hpp"
#include "tests/support/temporary_folder.hpp"

namespace halley::services {
namespace {

std::size_t lines_of(const std::string& file)
{
    std::ifstream in(file);
    std::size_t lines = 0;
    for (std::string line; std::getline(in, line);)
        ++lines;
    return lines;
}

// Whoever reaps those without a parent may take their time.
bool is_running(pid_t pid)
{
    std::ifstream status("/proc/" + std::to_string(pid) + "/stat");
    std::string word;
    status >> word >> word >> word;
    return !word.empty() && word != "Z";
}

BOOST_AUTO_TEST_SUITE(process_endpoint)

BOOST_AUTO_TEST_CASE(it_ends_well)
{
    ProcessBackend backend;
    const auto connection = backend.open_with_pid("exit 0");
    backend.client.run_until_reports(3);
    BOOST_TEST(backend.client.reports[2] == "closed");
    BOOST_TEST(backend.is_gone());
    BOOST_TEST(!connection->write("late"));
    BOOST_TEST(backend.client.logger.entries().empty());
}

BOOST_AUTO_TEST_CASE(it_does_not_end_well)
{
    const struct {
        const char* script;
        std::string entry;
    } cases[] = {
        {"printf '{\"a\"'; exit 3",        "service test: the process has ended with status 3"},
        {"printf '{\"a\"'; kill -KILL $$", "service test: the process has ended by signal 9"  },
        {"printf '{\"a\"'; kill -PIPE $$", "service test: the process has ended by signal 13" },
    };
    for (const auto& c : cases) {
        ProcessBackend backend;
        const auto connection = backend.open_with_pid(c.script);
        backend.client.run_until_reports(3);
        BOOST_TEST(backend.client.reports[2] == failed(Errc::service_closed));
        BOOST_TEST(backend.client.reports.size() == 3u);
        BOOST_TEST(backend.is_gone());
        BOOST_TEST(backend.client.logger.entries() == Reports{c.entry});
    }
}

BOOST_AUTO_TEST_CASE(it_cannot_be_started)
{
    for (const std::string program : {"no-such-program-anywhere", "/", "/no/such/file"}) {
        ProcessBackend backend;
        const auto connection = backend.client.open(*backend.service({program}));
        BOOST_TEST(connection->write("kept for later"));
        backend.client.run_until_reports(1);
        check_reports(backend.client, {failed(Errc::service_unreachable)});
        BOOST_TEST(!connection->write("late"));
        const auto entries = backend.client.logger.entries();
        BOOST_REQUIRE(entries.size() == 1u);
        BOOST_TEST(entries[0].starts_with("service test: cannot start " + program + ": "));
    }
}

// Also when a client opens it from within the loop, as the broker does.
BOOST_AUTO_TEST_CASE(nothing_is_reported_from_within_open)
{
    for (const std::string program : {"no-such-program-anywhere", "cat"}) {
        ProcessBackend backend;
        const auto service = backend.service({program});
        std::shared_ptr<ServiceConnection> connection;
        boost::asio::post(*backend.client.context,
                          [&] { connection = backend.client.open(*service); });
        backend.client.run_until_reports(1);
        BOOST_TEST(!backend.client.reported_inside_call);
        connection->abort();
    }
}

BOOST_AUTO_TEST_CASE(it_closes_its_input)
{
    ProcessBackend backend;
    const auto connection = backend.open_with_pid("exec <&-; echo [1]; exec sleep 1000");
    backend.client.run_until_reports(3);
    BOOST_TEST(connection->write("nobody reads this"));
    backend.client.run_until_reports(4);
    BOOST_TEST(backend.client.reports[3] == failed(Errc::service_closed));
    backend.client.run_until([&] { return backend.is_gone(); });
}

BOOST_AUTO_TEST_CASE(it_closes_its_output_and_goes_on)
{
    ProcessBackend backend;
    const auto connection = backend.open_with_pid("exec >&-; exec sleep 1000");
    backend.client.run_until_reports(3);
    BOOST_TEST(backend.client.reports[2] == "closed");
    backend.client.run_until([&] { return backend.is_gone(); });
}

BOOST_AUTO_TEST_CASE(abort_ends_it)
{
    for (const std::string script : {"exec sleep 1000", "sleep 1000; echo", "exec cat"}) {
        ProcessBackend backend;
        const auto connection = backend.open_with_pid(script, {.pending_bytes = 1'000'000});
        BOOST_TEST(connection->write(std::string(500'000, 'x')));
        connection->abort();
        backend.client.run_until([&] { return backend.is_gone(); });
        BOOST_TEST(backend.client.reports.size() == 2u);
        BOOST_TEST(backend.client.logger.entries().empty());
    }
}

BOOST_AUTO_TEST_CASE(abort_ends_what_it_has_started)
{
    ProcessBackend backend;
    const auto connection = backend.open_with_pid("sleep 1000 & echo [$!]; wait");
    backend.client.run_until_reports(3);
    const auto grandchild = backend.client.reports[2].substr(std::string("json [").size());
    BOOST_TEST(is_running(std::stoi(grandchild)));
    connection->abort();
    backend.client.run_until([&] { return !is_running(std::stoi(grandchild)); });
}

BOOST_AUTO_TEST_CASE(who_does_not_want_to_end_is_killed)
{
    ProcessBackend backend;
    const auto connection =
        backend.open_with_pid("trap '' TERM; echo [1]; while :; do sleep 1; done");
    backend.client.run_until_reports(3);
    connection->abort();
    backend.client.run_until([&] { return backend.is_gone(); });
    const Reports expected{"service test: the process did not end when asked to, and was killed"};
    BOOST_TEST(backend.client.logger.entries() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(abort_before_it_is_started)
{
    const test::TemporaryFolder folder;
    ProcessBackend backend;
    const auto connection = backend.open("echo >> " + folder.file("starts"));
    connection->abort();
    backend.client.settle();
    BOOST_TEST(backend.client.reports.empty());
    BOOST_TEST(lines_of(folder.file("starts")) == 0u);
}

// ASan tells whether anything is used after it is gone, or left behind.
BOOST_AUTO_TEST_CASE(the_context_goes_first)
{
    for (const std::string script : {"exec sleep 1000", "exec cat", "trap '' TERM; sleep 1000"}) {
        ProcessBackend backend;
        const auto connection = backend.open_with_pid(script, {.pending_bytes = 1'000'000});
        BOOST_TEST(connection->write(std::string(500'000, 'x')));
        backend.client.settle();
        backend.client.context = nullptr;
        BOOST_TEST(backend.is_gone());
        BOOST_TEST(!connection->write("late"));
        connection->abort();
    }
}

BOOST_AUTO_TEST_CASE(who_was_asked_to_end_gets_its_time)
{
    const test::TemporaryFolder folder;
    ProcessBackend backend;
    const auto connection = backend.open_with_pid("trap 'echo bye > " + folder.file("bye") +
                                                  "; exit' TERM; echo [1]; "
                                                  "while :; do sleep 0.01; done");
    backend.client.run_until_reports(3);
    connection->abort();
    backend.client.context = nullptr;
    BOOST_TEST(backend.is_gone());
    BOOST_TEST(lines_of(folder.file("bye")) == 1u);
}

// Nobody waits for the first, so the pauses grow faster than this can be slow.
BOOST_AUTO_TEST_CASE(what_fails_at_once_is_not_started_again_and_again)
{
    for (const std::string end : {"; exit 1", "; kill -KILL $$", "", "; echo [1]; exit 1"}) {
        const test::TemporaryFolder folder;
        ProcessBackend backend;
        const auto service =
            backend.service({"sh", "-c", "echo >> " + folder.file("starts") + end});
        const auto try_again = [&] {
            const auto before = backend.client.reports.size();
            const auto connection = backend.client.open(*service);
            connection->write("x");
            backend.client.run_until([&] {
                const auto& reports = backend.client.reports;
                return reports.size() > before &&
                       (reports.back() == "closed" || reports.back().starts_with("failed"));
            });
            return backend.client.reports.size() > before + 1;
        };
        for (int i = 0; i < 20; ++i)
            try_again();
        const auto starts = lines_of(folder.file("starts"));
        BOOST_TEST(starts < 20u);
        BOOST_TEST(backend.client.reports.back() == failed(Errc::service_unreachable));
        backend.client.run_until(try_again);
        BOOST_TEST(lines_of(folder.file("starts")) == starts + 1);
    }
}

BOOST_AUTO_TEST_CASE(what_ends_soon_but_well_may_be_started_again)
{
    ProcessBackend backend;
    const auto service = backend.service({"sh", "-c", "read question; echo [1]"});
    for (std::size_t count = 1; count <= 5; ++count) {
        const auto connection = backend.client.open(*service);
        BOOST_TEST(connection->write("question\n"));
        backend.client.run_until_reports(3 * count);
        BOOST_TEST(backend.client.reports.back() == "closed");
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services
