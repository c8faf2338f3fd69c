#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/services/endpoints/certificates.hpp"
#include "tests/services/endpoints/websocket_backend.hpp"
#include "tests/support/temporary_folder.hpp"

namespace halley::services {
namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using TlsBackend = WebSocketBackend<ssl::stream<asio::ip::tcp::socket>>;

// An authority in a file, and a server that it has signed for.
struct Trust {
    Trust()
    {
        const auto certificate = authority.issue("IP:127.0.0.1");
        SSL_CTX_use_certificate(context.native_handle(), certificate.x509());
        SSL_CTX_use_PrivateKey(context.native_handle(), certificate.key());
        authority.write_certificate(folder.file("ca.pem"));
        Certificate::authority("another").write_certificate(folder.file("other.pem"));
    }

    test::TemporaryFolder folder;
    Certificate authority = Certificate::authority();
    ssl::context context{ssl::context::tls_server};
};

// Opens a connection to what answers a handshake with `answer`.
void check_not_opened(std::string_view answer, const std::string& entry)
{
    TestBackend backend;
    const auto connection = backend.open(*backend.service({}, {}, make_websocket_service));
    BOOST_TEST(connection->write("kept for later"));
    backend.accept();
    backend.write(answer);
    backend.close();
    backend.run_until_reports(1);
    check_reports(backend, {failed(Errc::service_unreachable)});
    BOOST_TEST(!connection->write("late"));
    const auto entries = backend.logger.entries();
    BOOST_REQUIRE(entries.size() == 1u);
    BOOST_TEST(entries[0].starts_with("service test: WebSocket handshake failed" + entry));
}

BOOST_AUTO_TEST_SUITE(websocket_endpoint)

BOOST_AUTO_TEST_CASE(messages_over_tls)
{
    Trust trust;
    TlsBackend backend(trust.context);
    const auto connection = backend.open({.tls = true, .ca = trust.folder.file("ca.pem")});
    meanwhile(backend.client, [&] {
        backend.accept_tcp();
        backend.stream.next_layer().handshake(ssl::stream_base::server);
        backend.shake_hands();
    });
    const auto text = R"({"r":")" + std::string(500'000, 'x') + R"("})";
    BOOST_TEST(connection->write(text));
    BOOST_TEST((backend.read() == text));
    backend.write(text);
    backend.client.run_until_reports(2);
    connection->finish();
    backend.read_to_end();
    backend.client.run_until_reports(3);
    check_reports(backend.client, {"opened", "json " + text, "closed"});
}

BOOST_AUTO_TEST_CASE(a_certificate_that_nobody_should_trust)
{
    Trust trust;
    TlsBackend backend(trust.context);
    const auto connection = backend.open({.tls = true, .ca = trust.folder.file("other.pem")});
    meanwhile(backend.client, [&] {
        boost::system::error_code refused;
        backend.accept_tcp();
        backend.stream.next_layer().handshake(ssl::stream_base::server, refused);
    });
    backend.client.run_until_reports(1);
    check_reports(backend.client, {failed(Errc::service_unreachable)});
    const Reports expected{
        "service test: TLS handshake failed: unable to get local issuer certificate"};
    BOOST_TEST(backend.client.logger.entries() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(who_is_no_websocket_server)
{
    check_not_opened("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", " with status 404");
    check_not_opened("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                     "Connection: upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n",
                     "");
    check_not_opened("220 mail.example.org ESMTP\r\n", ": ");
    check_not_opened("", ": ");
}

BOOST_AUTO_TEST_CASE(nobody_listens)
{
    asio::io_context context;
    asio::ip::tcp::acceptor bound_only(context, asio::ip::tcp::v4());
    bound_only.bind({asio::ip::address_v4::loopback(), 0});
    TestBackend client;
    const auto connection = client.open(
        *client.service({.port = bound_only.local_endpoint().port()}, {}, make_websocket_service));
    client.run_until_reports(1);
    check_reports(client, {failed(Errc::service_refused)});
}

BOOST_AUTO_TEST_CASE(a_handshake_that_takes_too_long)
{
    for (const bool tls : {false, true}) {
        TestBackend backend;
        const auto connection = backend.open(
            *backend.service({.connect_timeout = std::chrono::milliseconds(50), .tls = tls},
                             {},
                             make_websocket_service));
        backend.accept();
        backend.run_until_reports(1);
        check_reports(backend, {failed(Errc::service_timeout)});
        backend.settle();
        BOOST_TEST(backend.logger.entries().empty());
    }
}

BOOST_AUTO_TEST_CASE(abort_during_the_handshake)
{
    for (const bool tls : {false, true}) {
        for (const bool context_goes : {false, true}) {
            TestBackend backend;
            const auto connection =
                backend.open(*backend.service({.tls = tls}, {}, make_websocket_service));
            backend.accept();
            backend.settle();
            if (context_goes) {
                backend.context = nullptr;
                continue;
            }
            connection->abort();
            backend.read_to_end();
            backend.settle();
            BOOST_TEST(backend.reports.empty());
            BOOST_TEST(backend.logger.entries().empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(paths_that_cannot_be)
{
    for (const std::string path : {"relative", "/a b", "/a\r\nX: y", "/caf\u00E9"}) {
        TestBackend client;
        BOOST_CHECK_EXCEPTION((void)client.service({.path = path}, {}, make_websocket_service),
                              std::invalid_argument,
                              [&](const std::invalid_argument& error) {
                                  return error.what() ==
                                         "service test: not the path of a URL: " + path;
                              });
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services
