// The certificates of both sides, and how the server's is exchanged.

#include <filesystem>
#include <fstream>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "support/http_client.hpp"
#include "support/live_server.hpp"
#include "support/tls_place.hpp"
#include "support/ws_client.hpp"

using namespace halley;
using namespace halley::test;

namespace {

bool is_shown(const TlsPlace& place, std::uint16_t port, const services::Certificate& expected)
{
    const auto client = place.connect(port);
    return X509_cmp(SSL_get0_peer_certificate(client.tls()), expected.x509()) == 0;
}

std::string last_entry(const LiveServer& server)
{
    return server.logger.entries().back();
}

template <class Condition> void wait_until(Condition condition)
{
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!condition() && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    BOOST_TEST(condition());
}

bool is_let_in(TcpClient client)
{
    try {
        client.send(http_request("GET", "/cometd"));
        return read_response(client).body == "PING";
    } catch (const std::exception&) {
        return false;
    }
}

bool is_let_in(std::uint16_t port, const ContextPtr& context)
{
    try {
        TcpClient client{port};
        client.start_tls(context.get());
        return is_let_in(std::move(client));
    } catch (const std::exception&) {
        return false;
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tls_certificates)

BOOST_AUTO_TEST_CASE(clients_are_asked_for_theirs)
{
    const TlsPlace place;
    const auto known = place.issue();
    const auto foreign = TlsPlace{}.issue();
    const struct {
        ClientCertificates wanted;
        bool anonymous;
        bool known;
        bool foreign;
    } cases[] = {
        {ClientCertificates::none,     true,  true, true },
        {ClientCertificates::optional, true,  true, false},
        {ClientCertificates::required, false, true, false},
    };
    for (const auto& c : cases) {
        auto tls = place.tls();
        tls.client_certificates = c.wanted;
        if (c.wanted != ClientCertificates::none) tls.client_ca = place.file("ca.pem");
        LiveServer server{2, place.config(tls)};
        BOOST_TEST(is_let_in(server.port, place.context()) == c.anonymous);
        BOOST_TEST(is_let_in(server.port, place.context(&known)) == c.known);
        BOOST_TEST(is_let_in(server.port, place.context(&foreign)) == c.foreign);
    }
}

BOOST_AUTO_TEST_CASE(whose_it_is_survives_resumption)
{
    const TlsPlace place;
    auto tls = place.tls();
    tls.client_certificates = ClientCertificates::required;
    tls.client_ca = place.file("ca.pem");
    LiveServer server{1, place.config(tls)};
    const auto own = place.issue();
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const auto context = place.context(&own);
        SSL_CTX_set_max_proto_version(context.get(), version);
        HttpClient client{TcpClient{server.port}};
        client.connection.start_tls(context.get());
        BOOST_TEST(client.get("/cometd").body == "PING");
        BOOST_TEST(last_entry(server).starts_with("200 to "));
        auto* const session = SSL_get1_session(client.connection.tls());
        HttpClient again{TcpClient{server.port}};
        again.connection.start_tls(context.get(), session);
        SSL_SESSION_free(session);
        BOOST_TEST(SSL_session_reused(again.connection.tls()));
        BOOST_TEST(again.get("/cometd").body == "PING");
    }
    const auto entries = server.logger.entries();
    const std::string expected = "certificate of 127.0.0.1: CN=of a test";
    BOOST_TEST(std::count(entries.begin(), entries.end(), expected) == 4);
}

WIRE_TEST(reload_exchanges_the_certificate_and_keeps_the_connections)
{
    TlsPlace place;
    LiveServer server{shards, place.config()};
    HttpClient before{place.connect(server.port)};
    WsClient socket{place.connect(server.port)};
    BOOST_TEST(before.get("/cometd").body == "PING");

    const auto& fresh = place.replace_certificate();
    server.reload();
    BOOST_TEST(last_entry(server) == "now using certificate " + place.file("cert.pem"));
    BOOST_TEST(is_shown(place, server.port, fresh));
    BOOST_TEST(before.get("/cometd").body == "PING");
    BOOST_TEST(!socket.handshake().empty());
}

BOOST_AUTO_TEST_CASE(a_change_of_the_files_is_noticed)
{
    TlsPlace place;
    LiveServer server{1, place.config()};
    const auto& fresh = place.replace_certificate();
    wait_until([&] { return is_shown(place, server.port, fresh); });
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_used_changes_nothing)
{
    TlsPlace place;
    LiveServer server{1, place.config()};
    const auto shown = [&] { return is_shown(place, server.port, place.certificate()); };

    std::ofstream{place.file("cert.pem")} << "no certificate";
    server.reload();
    const auto entry = last_entry(server);
    BOOST_TEST(entry.starts_with("cannot use certificate " + place.file("cert.pem") + ": "), entry);
    BOOST_TEST(entry.ends_with("; what was read before stays"), entry);
    BOOST_TEST(shown());

    std::filesystem::remove(place.file("cert.pem"));
    server.reload();
    BOOST_TEST(last_entry(server).find("No such file") != std::string::npos);
    BOOST_TEST(shown());

    // It is not given up.
    place.replace_certificate();
    wait_until(shown);
}

BOOST_AUTO_TEST_CASE(a_server_does_not_start_without)
{
    const TlsPlace place;
    auto tls = place.tls();
    tls.private_key = place.file("nowhere.pem");
    try {
        LiveServer server{1, place.config(tls)};
        BOOST_ERROR("it has started");
    } catch (const std::exception& error) {
        BOOST_TEST(error.what() == "cannot use private_key " + place.file("nowhere.pem") +
                                       ": No such file or directory");
    }
}

BOOST_AUTO_TEST_SUITE_END()
