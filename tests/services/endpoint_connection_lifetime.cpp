#include <boost/test/unit_test.hpp>

#include "tests/services/test_backend.hpp"

namespace halley::services {
namespace {

void do_nothing(TestBackend&, ServiceConnection&) {}

void begin_to_open(TestBackend& backend, ServiceConnection& connection)
{
    connection.write("x");
    backend.context->poll_one();
}

void let_it_read(TestBackend& backend, ServiceConnection&)
{
    backend.accept();
    backend.run_until_reports(1);
}

void let_it_write(TestBackend& backend, ServiceConnection& connection)
{
    let_it_read(backend, connection);
    connection.write(std::string(16'000'000, 'x'));
    connection.write("more");
    backend.settle();
}

void let_it_write_and_abort(TestBackend& backend, ServiceConnection& connection)
{
    let_it_write(backend, connection);
    connection.abort();
}

BOOST_AUTO_TEST_SUITE(endpoint_connection)

BOOST_AUTO_TEST_CASE(abort_before_it_is_open)
{
    for (const auto domain : {"127.0.0.1", "localhost"}) {
        TestBackend backend;
        const auto connection = backend.open(*backend.service({.domain = domain}));
        BOOST_TEST(connection->write("x"));
        connection->abort();
        BOOST_TEST(!connection->write("x"));
        connection->finish();
        connection->abort();
        while (backend.context->run_one_for(std::chrono::milliseconds(20)) != 0) {
        }
        BOOST_TEST(backend.reports.empty());
    }
}

BOOST_AUTO_TEST_CASE(abort_with_data_on_its_way)
{
    TestBackend backend;
    const auto connection = backend.open_and_accept({.pending_bytes = 32'000'000});
    BOOST_TEST(connection->write(std::string(16'000'000, 'x')));
    backend.settle();
    backend.write("[1]");
    connection->abort();
    backend.read_to_end();
    backend.settle();
    check_reports(backend, {"opened"});
}

BOOST_AUTO_TEST_CASE(abort_from_within_a_report)
{
    for (const std::string at : {"opened", "json [1]"}) {
        TestBackend backend;
        std::shared_ptr<ServiceConnection> connection;
        backend.on_report = [&](const std::string& report) {
            if (report == at) {
                connection->abort();
                connection = nullptr;
            }
        };
        connection = backend.open(*backend.service());
        BOOST_TEST(connection->write("x"));
        backend.accept();
        backend.write("[1][2]");
        backend.read_to_end();
        backend.settle();
        BOOST_TEST(backend.reports.back() == at);
    }
}

BOOST_AUTO_TEST_CASE(finish_from_within_a_report)
{
    TestBackend backend;
    std::shared_ptr<ServiceConnection> connection;
    backend.on_report = [&](const std::string& report) {
        if (report == "opened") {
            BOOST_TEST(connection->write("bye"));
            connection->finish();
        }
    };
    connection = backend.open(*backend.service());
    backend.accept();
    BOOST_TEST(backend.read_to_end() == "bye");
    backend.close();
    backend.run_until_reports(2);
    check_reports(backend, {"opened", "closed"});
    BOOST_TEST(!backend.reported_inside_call);
}

// The sink may own what must not outlive the connection.
BOOST_AUTO_TEST_CASE(the_sink_is_released)
{
    const struct {
        const char* name;
        std::function<void(TestBackend&, ServiceConnection&)> end;
    } cases[] = {
        {"at once by abort",        [](TestBackend&,   ServiceConnection& c) { c.abort(); }},
        {"when the backend closes", [](TestBackend& b, ServiceConnection&) { b.close(); }  },
        {"when it breaks",          [](TestBackend& b, ServiceConnection&) { b.reset(); }  },
    };
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.name)
        {
            TestBackend backend;
            bool opened = false;
            auto owned = std::make_shared<int>();
            const auto connection = backend.service()->open(
                {}, backend.caller, [owned, &opened](const auto&) { return opened = true; });
            backend.accept();
            backend.run_until([&] { return opened; });
            c.end(backend, *connection);
            if (&c != &cases[0]) {
                backend.run_until([&] { return owned.use_count() == 1; });
            }
            BOOST_TEST(owned.use_count() == 1);
        }
    }
}

BOOST_AUTO_TEST_CASE(nobody_holds_the_connection)
{
    TestBackend backend;
    backend.open(*backend.service())->write("x");
    backend.accept();
    BOOST_TEST(backend.read(1) == "x");
    backend.write("[1]");
    backend.close();
    backend.run_until_reports(3);
    check_reports(backend, {"opened", "json [1]", "closed"});
}

// ASan tells whether anything is used after it is gone, or left behind.
BOOST_AUTO_TEST_CASE(the_context_goes_first)
{
    const struct {
        const char* name;
        std::string domain;
        void (*before)(TestBackend&, ServiceConnection&);
    } cases[] = {
        {"before it ran",                "127.0.0.1", do_nothing            },
        {"before it ran, with a lookup", "localhost", do_nothing            },
        {"while it is opened",           "127.0.0.1", begin_to_open         },
        {"while it looks a name up",     "localhost", begin_to_open         },
        {"while it reads",               "127.0.0.1", let_it_read           },
        {"while it writes",              "127.0.0.1", let_it_write          },
        {"after it was aborted",         "127.0.0.1", let_it_write_and_abort},
    };
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.name)
        {
            TestBackend backend;
            const auto service =
                backend.service({.domain = c.domain}, {.pending_bytes = 32'000'000});
            const auto connection = backend.open(*service);
            c.before(backend, *connection);
            backend.context = nullptr;
            BOOST_TEST(!connection->write("late"));
            connection->finish();
            connection->abort();
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services
