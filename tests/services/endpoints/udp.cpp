#include "services/endpoints/udp.hpp"

#include <boost/asio/ip/udp.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/services/test_backend.hpp"

namespace halley::services {
namespace {

namespace asio = boost::asio;
using asio::ip::udp;

// At the first address that `domain` has: nothing tells the client that nobody is there.
class UdpBackend {
public:
    explicit UdpBackend(std::string domain = "127.0.0.1")
        : domain_(std::move(domain)),
          socket_(context_, udp::resolver(context_).resolve(domain_, "0").begin()->endpoint())
    {
        socket_.non_blocking(true);
    }

    std::shared_ptr<ServiceConnection> open(ServiceConfig config = {}, ServiceLimits limits = {})
    {
        auto connection = begin_to_open(std::move(config), limits);
        client.run_until_reports(1);
        return connection;
    }

    std::shared_ptr<ServiceConnection> begin_to_open(ServiceConfig config = {},
                                                     ServiceLimits limits = {})
    {
        config.domain = domain_;
        config.port = socket_.local_endpoint().port();
        return client.open(*client.service(std::move(config), limits, make_udp_service));
    }

    /// One datagram.
    std::string read()
    {
        std::string datagram(65'536, '\0');
        client.run_until([&] {
            boost::system::error_code error;
            datagram.resize(socket_.receive_from(asio::buffer(datagram), client_at_, 0, error));
            if (error) datagram.resize(65'536);
            return !error;
        });
        return datagram;
    }

    void write(std::string_view datagram) { socket_.send_to(asio::buffer(datagram), client_at_); }

    void close() { socket_.close(); }

    TestBackend client;

private:
    std::string domain_;
    asio::io_context context_;
    udp::socket socket_;
    udp::endpoint client_at_;
};

BOOST_AUTO_TEST_SUITE(udp_endpoint)

BOOST_AUTO_TEST_CASE(a_datagram_is_a_text)
{
    for (const auto domain : {"127.0.0.1", "localhost"}) {
        UdpBackend backend(domain);
        const auto connection = backend.open();
        BOOST_TEST(connection->write("[1]"));
        BOOST_TEST(connection->write("[2]"));
        BOOST_TEST(backend.read() == "[1]");
        BOOST_TEST(backend.read() == "[2]");
        backend.write("[3]");
        backend.write("");
        backend.write("[4][5]");
        backend.write("caf\xC3");
        backend.client.run_until_reports(4);
        check_reports(backend.client, {"opened", "json [3]", "text [4][5]", "text caf\uFFFD"});
        connection->abort();
        BOOST_TEST(!connection->write("late"));
    }
}

BOOST_AUTO_TEST_CASE(the_longest_datagram)
{
    UdpBackend backend;
    const auto connection = backend.open();
    const std::string text(65'507, 'x');
    BOOST_TEST(connection->write(text));
    BOOST_TEST((backend.read() == text));
    backend.write(text);
    backend.client.run_until_reports(2);
    check_reports(backend.client, {"opened", "text " + text});
    connection->abort();
}

BOOST_AUTO_TEST_CASE(a_text_that_no_datagram_can_carry)
{
    UdpBackend backend;
    const auto connection = backend.open();
    BOOST_TEST(connection->write("before"));
    BOOST_TEST(connection->write(std::string(65'508, 'x')));
    backend.client.run_until_reports(2);
    check_reports(backend.client, {"opened", failed(Errc::service_frame_too_long)});
    BOOST_TEST(backend.read() == "before");
    BOOST_TEST(!connection->write("late"));
}

BOOST_AUTO_TEST_CASE(a_datagram_that_is_too_long_for_us)
{
    UdpBackend backend;
    const auto connection = backend.open({}, {.frame_bytes = 10});
    BOOST_TEST(connection->write("x"));
    backend.read();
    backend.write("1234567890");
    backend.write("12345678901");
    backend.client.run_until_reports(3);
    check_reports(backend.client,
                  {"opened", "json 1234567890", failed(Errc::service_frame_too_long)});
}

// There is nobody to wait for.
BOOST_AUTO_TEST_CASE(finish_ends_it)
{
    UdpBackend backend;
    const auto connection = backend.open();
    BOOST_TEST(connection->write("bye"));
    connection->finish();
    BOOST_TEST(!connection->write("late"));
    backend.client.run_until_reports(2);
    check_reports(backend.client, {"opened", "closed"});
    BOOST_TEST(backend.read() == "bye");
}

BOOST_AUTO_TEST_CASE(finish_ends_what_nobody_wants_to_hear)
{
    UdpBackend backend;
    const auto connection = backend.open();
    BOOST_TEST(connection->write("x"));
    backend.read();
    backend.client.accepts_more = false;
    backend.write("[1]");
    backend.client.run_until_reports(2);
    connection->finish();
    backend.client.settle();
    check_reports(backend.client, {"opened", "json [1]"});
    connection->resume();
    backend.client.run_until_reports(3);
    check_reports(backend.client, {"opened", "json [1]", "closed"});
}

BOOST_AUTO_TEST_CASE(nobody_receives)
{
    UdpBackend backend;
    const auto connection = backend.open();
    backend.close();
    BOOST_TEST(connection->write("x"));
    backend.client.run_until_reports(2);
    check_reports(backend.client, {"opened", failed(Errc::service_closed)});
}

BOOST_AUTO_TEST_CASE(an_unknown_host)
{
    TestBackend client;
    const ServiceConfig config{.domain = "nonexistent.invalid", .connect_timeout = patience};
    const auto connection = client.open(*client.service(config, {}, make_udp_service));
    client.run_until_reports(1);
    check_reports(client, {failed(Errc::service_unreachable)});
}

BOOST_AUTO_TEST_CASE(silence_ends_it)
{
    UdpBackend backend;
    const auto connection = backend.open({.idle_timeout = std::chrono::milliseconds(20)});
    backend.client.run_until_reports(2);
    check_reports(backend.client, {"opened", failed(Errc::service_idle)});
}

BOOST_AUTO_TEST_CASE(who_wants_no_more_is_left_alone_until_it_does)
{
    UdpBackend backend;
    const auto connection = backend.open();
    BOOST_TEST(connection->write("x"));
    backend.read();
    backend.client.accepts_more = false;
    backend.write("[1]");
    backend.write("[2]");
    backend.client.run_until_reports(2);
    backend.client.settle();
    check_reports(backend.client, {"opened", "json [1]"});
    backend.client.accepts_more = true;
    connection->resume();
    backend.client.run_until_reports(3);
    check_reports(backend.client, {"opened", "json [1]", "json [2]"});
    connection->abort();
}

BOOST_AUTO_TEST_CASE(abort_at_any_time)
{
    for (const auto domain : {"127.0.0.1", "localhost"}) {
        UdpBackend backend(domain);
        const auto opening = backend.begin_to_open();
        opening->write("x");
        opening->abort();
        while (backend.client.context->run_one_for(std::chrono::milliseconds(20)) != 0) {
        }
        BOOST_TEST(backend.client.reports.empty());

        const auto connection = backend.open();
        BOOST_TEST(connection->write("x"));
        connection->abort();
        backend.client.settle();
        check_reports(backend.client, {"opened"});
    }
}

// ASan tells whether anything is used after it is gone, or left behind.
BOOST_AUTO_TEST_CASE(the_context_goes_first)
{
    for (const auto domain : {"127.0.0.1", "localhost"}) {
        UdpBackend backend(domain);
        const auto connection = backend.open();
        connection->write("x");
        const auto opening = backend.begin_to_open();
        backend.client.context->poll_one();
        backend.client.context = nullptr;
        BOOST_TEST(!connection->write("late"));
        connection->finish();
        opening->abort();
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services
