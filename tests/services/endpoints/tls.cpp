#include "services/endpoints/tls.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/services/endpoints/tls_backend.hpp"

namespace halley::services {
namespace {

BOOST_AUTO_TEST_SUITE(tls_endpoint)

BOOST_AUTO_TEST_CASE(speaks_a_stream)
{
    for (const auto version : {TLS1_3_VERSION, TLS1_2_VERSION}) {
        for (const auto& script : stream_scripts()) {
            BOOST_TEST_CONTEXT(script.name << ", version " << version)
            {
                TlsBackend backend;
                backend.speak_at_most(version);
                script.run(backend);
            }
        }
    }
}

// Whoever sits between could have cut it.
BOOST_AUTO_TEST_CASE(a_stream_without_an_end_is_broken)
{
    TlsBackend backend;
    const auto connection = backend.open_and_accept();
    backend.write("[1]READY");
    backend.client.run_until_reports(3);
    backend.truncate();
    backend.client.run_until_reports(4);
    check_reports(backend.client,
                  {"opened", "json [1]", "text READY", failed(Errc::service_closed)});
}

BOOST_AUTO_TEST_CASE(the_backend_is_told_the_end)
{
    const struct {
        const char* name;
        void (*end)(TlsBackend&, ServiceConnection&);
        bool told;
    } cases[] = {
        {"we finish",   [](TlsBackend&,   ServiceConnection& c) { c.finish(); }, true },
        {"it finishes", [](TlsBackend& b, ServiceConnection&) { b.finish(); },   true },
        {"we abort",    [](TlsBackend&,   ServiceConnection& c) { c.abort(); },  false},
    };
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.name)
        {
            TlsBackend backend;
            const auto connection = backend.open_and_accept();
            c.end(backend, *connection);
            BOOST_TEST(backend.read_to_end().empty());
            BOOST_TEST(backend.was_told_the_end() == c.told);
            connection->abort();
        }
    }
}

BOOST_AUTO_TEST_CASE(the_backend_hangs_up_during_the_handshake)
{
    TestBackend backend;
    const auto connection = backend.open(*backend.service({}, {}, make_tls_service));
    backend.accept();
    backend.close();
    backend.run_until_reports(1);
    check_reports(backend, {failed(Errc::service_unreachable)});
}

BOOST_AUTO_TEST_CASE(a_backend_that_speaks_no_tls)
{
    TestBackend backend;
    const auto connection = backend.open(*backend.service({}, {}, make_tls_service));
    backend.accept();
    backend.write("HTTP/1.1 400 Bad Request\r\n\r\n");
    backend.run_until_reports(1);
    check_reports(backend, {failed(Errc::service_unreachable)});
    BOOST_TEST(backend.logger.entries().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_handshake_that_takes_too_long)
{
    TestBackend backend;
    const auto connection = backend.open(
        *backend.service({.connect_timeout = std::chrono::milliseconds(50)}, {}, make_tls_service));
    BOOST_TEST(connection->write("x"));
    backend.accept();
    backend.run_until_reports(1);
    check_reports(backend, {failed(Errc::service_timeout)});
    backend.settle();
    BOOST_TEST(backend.logger.entries().empty());
}

BOOST_AUTO_TEST_CASE(nobody_listens)
{
    boost::asio::io_context context;
    boost::asio::ip::tcp::acceptor bound_only(context, boost::asio::ip::tcp::v4());
    bound_only.bind({boost::asio::ip::address_v4::loopback(), 0});
    TestBackend client;
    const auto connection = client.open(
        *client.service({.port = bound_only.local_endpoint().port()}, {}, make_tls_service));
    client.run_until_reports(1);
    check_reports(client, {failed(Errc::service_refused)});
}

BOOST_AUTO_TEST_CASE(abort_during_the_handshake)
{
    TestBackend backend;
    const auto connection = backend.open(*backend.service({}, {}, make_tls_service));
    backend.accept();
    backend.settle();
    connection->abort();
    backend.read_to_end();
    backend.settle();
    BOOST_TEST(backend.reports.empty());
    BOOST_TEST(backend.logger.entries().empty());
}

BOOST_AUTO_TEST_CASE(the_context_goes_during_the_handshake)
{
    TestBackend backend;
    const auto connection = backend.open(*backend.service({}, {}, make_tls_service));
    backend.accept();
    backend.settle();
    backend.context = nullptr;
    BOOST_TEST(!connection->write("late"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services
