#include <deque>

#include <boost/test/unit_test.hpp>

#include "tests/services/test_backend.hpp"

namespace halley::services {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// A listener whose queue is full, so that the kernel ignores who knocks.
class FullListener {
public:
    FullListener() : acceptor_(context_)
    {
        acceptor_.open(tcp::v4());
        acceptor_.bind({asio::ip::address_v4::loopback(), 0});
        acceptor_.listen(0);
        for (int i = 0; i < 4; ++i) {
            waiting_.emplace_back(context_).async_connect(acceptor_.local_endpoint(),
                                                          [](boost::system::error_code) {});
        }
        context_.poll();
    }

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

private:
    asio::io_context context_;
    tcp::acceptor acceptor_;
    std::deque<tcp::socket> waiting_;
};

BOOST_AUTO_TEST_SUITE(endpoint_connection)

BOOST_AUTO_TEST_CASE(nobody_listens)
{
    for (const auto domain : {"127.0.0.1", "localhost"}) {
        TestBackend backend;
        asio::io_context context;
        tcp::acceptor bound_only(context, tcp::v4());
        bound_only.bind({asio::ip::address_v4::loopback(), 0});
        ServiceConfig config{.domain = domain, .port = bound_only.local_endpoint().port()};
        const auto connection = backend.open(*backend.service(config));
        BOOST_TEST(connection->write("kept for later"));
        backend.run_until_reports(1);
        check_reports(backend, {failed(Errc::service_refused)});
        BOOST_TEST(!connection->write("late"));
        connection->finish();
        connection->abort();
        backend.settle();
        check_reports(backend, {failed(Errc::service_refused)});
    }
}

BOOST_AUTO_TEST_CASE(unknown_host)
{
    for (const auto domain : {"nonexistent.invalid", "not a host name"}) {
        TestBackend backend;
        // Without a network the lookup may take its time.
        const ServiceConfig config{.domain = domain, .connect_timeout = patience};
        const auto connection = backend.open(*backend.service(config));
        backend.run_until_reports(1);
        BOOST_TEST_CONTEXT(domain)
        {
            check_reports(backend, {failed(Errc::service_unreachable)});
        }
    }
}

BOOST_AUTO_TEST_CASE(connecting_takes_too_long)
{
    const FullListener listener;
    for (const auto domain : {"127.0.0.1", "localhost"}) {
        TestBackend backend;
        const ServiceConfig config{.domain = domain,
                                   .port = listener.port(),
                                   .connect_timeout = std::chrono::milliseconds(50)};
        const auto connection = backend.open(*backend.service(config));
        backend.run_until_reports(1);
        check_reports(backend, {failed(Errc::service_timeout)});
        BOOST_TEST(!connection->write("late"));
        backend.settle();
        check_reports(backend, {failed(Errc::service_timeout)});
    }
}

BOOST_AUTO_TEST_CASE(no_time_at_all)
{
    TestBackend backend;
    const ServiceConfig config{.domain = "localhost", .connect_timeout = {}};
    const auto connection = backend.open(*backend.service(config));
    backend.run_until_reports(1);
    check_reports(backend, {failed(Errc::service_timeout)});
}

BOOST_AUTO_TEST_CASE(the_deadline_is_for_opening_only)
{
    TestBackend backend;
    const ServiceConfig config{.connect_timeout = std::chrono::milliseconds(20)};
    const auto connection = backend.open(*backend.service(config));
    backend.run_until_reports(1);
    if (backend.reports[0] == "opened") {  // else this machine is very busy
        const auto later = std::chrono::steady_clock::now() + std::chrono::milliseconds(40);
        backend.run_until([&] { return std::chrono::steady_clock::now() > later; });
        check_reports(backend, {"opened"});
    }
    connection->abort();
}

BOOST_AUTO_TEST_CASE(reset_in_the_middle)
{
    TestBackend backend;
    const auto connection = backend.open_and_accept();
    backend.write(R"({"a":1}{"b":)");
    backend.run_until_reports(2);
    backend.reset();
    backend.run_until_reports(3);
    check_reports(backend, {"opened", R"(json {"a":1})", failed(Errc::service_closed)});
    BOOST_TEST(!connection->write("late"));
}

BOOST_AUTO_TEST_CASE(reset_while_writing)
{
    TestBackend backend;
    const auto connection = backend.open_and_accept({.pending_bytes = 32'000'000});
    BOOST_TEST(connection->write(std::string(16'000'000, 'x')));
    backend.settle();
    backend.write("[1]");
    backend.reset();
    BOOST_TEST(connection->write("more"));
    backend.run_until([&] { return backend.reports.back().starts_with("failed"); });
    BOOST_TEST(backend.reports.back() == failed(Errc::service_closed));
    BOOST_TEST(!backend.reported_inside_call);
}

BOOST_AUTO_TEST_CASE(closed_while_writing)
{
    TestBackend backend;
    const auto connection = backend.open_and_accept({.pending_bytes = 32'000'000});
    BOOST_TEST(connection->write(std::string(16'000'000, 'x')));
    backend.settle();
    backend.write("[1]");
    backend.finish();
    backend.run_until_reports(3);
    check_reports(backend, {"opened", "json [1]", "closed"});
}

BOOST_AUTO_TEST_CASE(a_backend_that_never_reads)
{
    TestBackend backend;
    const auto connection = backend.open_and_accept({.pending_bytes = 100'000});
    const std::string text(10'000, 'x');
    std::size_t written = 0;
    while (connection->write(text)) {
        ++written;
        backend.settle();
        BOOST_REQUIRE(written < 100'000);
    }
    BOOST_TEST(!connection->write(text));
    BOOST_TEST(connection->full());
    check_reports(backend, {"opened"});
    BOOST_TEST(backend.read(written * text.size()).size() == written * text.size());
    backend.run_until([&] { return connection->write(text); });
    BOOST_TEST(backend.read(text.size()) == text);
    check_reports(backend, {"opened", "ready"});
    BOOST_TEST(!connection->full());
    connection->abort();
}

BOOST_AUTO_TEST_CASE(what_waits_is_bounded_before_it_is_open)
{
    TestBackend backend;
    const auto service = backend.service({}, {.pending_bytes = 10});
    const auto connection = backend.open(*service);
    BOOST_TEST(!connection->write("12345678901"));
    BOOST_TEST(connection->write("123456"));
    BOOST_TEST(!connection->write("78901"));
    BOOST_TEST(connection->write("7890"));
    BOOST_TEST(!connection->write("1"));
    backend.accept();
    BOOST_TEST(backend.read(10) == "1234567890");
    connection->abort();
}

BOOST_AUTO_TEST_CASE(a_text_that_is_too_long)
{
    TestBackend backend;
    const auto connection = backend.open_and_accept({.frame_bytes = 10});
    backend.write(R"([1]{"a":"1234567890)");
    backend.run_until_reports(3);
    check_reports(backend, {"opened", "json [1]", failed(Errc::service_frame_too_long)});
    BOOST_TEST(backend.read_to_end().empty());
    BOOST_TEST(!connection->write("late"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services
