// What is agreed on when a connection with TLS begins, and what is refused.

#include <chrono>

#include <boost/test/unit_test.hpp>

#include "support/http_client.hpp"
#include "support/live_server.hpp"
#include "support/tls_place.hpp"

using namespace halley;
using namespace halley::test;

namespace {

constexpr unsigned char http_1_1[] = "\x08http/1.1";
constexpr unsigned char h2_and_http_1_1[] = "\x02h2\x08http/1.1";
constexpr unsigned char h2[] = "\x02h2";

template <std::size_t Size> void offer(SSL_CTX* context, const unsigned char (&names)[Size])
{
    SSL_CTX_set_alpn_protos(context, names, Size - 1);
}

std::string chosen(const TcpClient& client)
{
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(client.tls(), &name, &size);
    return {reinterpret_cast<const char*>(name), size};
}

// The reason when it fails, or nothing.
std::string refusal(std::uint16_t port, const ContextPtr& context)
{
    try {
        TcpClient client{port};
        client.start_tls(context.get());
        // With TLS 1.3 a client hears of it with the first answer only.
        client.send(http_request("GET", "/cometd"));
        return read_response(client).body == "PING" ? "" : "no answer";
    } catch (const std::exception& error) {
        return error.what();
    }
}

bool contains(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tls_handshakes)

BOOST_AUTO_TEST_CASE(versions)
{
    const TlsPlace place;
    LiveServer usual{1, place.config()};
    auto strict_tls = place.tls();
    strict_tls.min_version = TlsVersion::tls_1_3;
    LiveServer strict{1, place.config(strict_tls)};
    const struct {
        int version;
        const char* name;
        bool usual;
        bool strict;
    } cases[] = {
        {TLS1_VERSION,   "TLSv1",   false, false},
        {TLS1_1_VERSION, "TLSv1.1", false, false},
        {TLS1_2_VERSION, "TLSv1.2", true,  false},
        {TLS1_3_VERSION, "TLSv1.3", true,  true },
    };
    for (const auto& c : cases) {
        const auto context = place.context();
        SSL_CTX_set_min_proto_version(context.get(), c.version);
        SSL_CTX_set_max_proto_version(context.get(), c.version);
        for (const auto& [server, accepted] : {
                 std::pair{&usual,  c.usual },
                 std::pair{&strict, c.strict}
        }) {
            const auto reason = refusal(server->port, context);
            BOOST_TEST_CONTEXT(c.name)
            BOOST_TEST((accepted ? reason.empty() : contains(reason, "alert protocol version")),
                       reason);
        }
    }
}

BOOST_AUTO_TEST_CASE(ciphers_without_forward_secrecy_are_refused)
{
    const TlsPlace place;
    LiveServer server{1, place.config()};
    const auto context = place.context();
    SSL_CTX_set_max_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(context.get(), "ECDHE-ECDSA-AES128-SHA");
    BOOST_TEST(contains(refusal(server.port, context), "handshake failure"));
    SSL_CTX_set_cipher_list(context.get(), "ECDHE-ECDSA-AES128-GCM-SHA256");
    BOOST_TEST(refusal(server.port, context) == "");
}

BOOST_AUTO_TEST_CASE(alpn)
{
    const TlsPlace place;
    LiveServer server{1, place.config()};
    const auto context = place.context();
    const auto agreed = [&] {
        TcpClient client{server.port};
        client.start_tls(context.get());
        return chosen(client);
    };
    BOOST_TEST(agreed() == "");
    offer(context.get(), http_1_1);
    BOOST_TEST(agreed() == "http/1.1");
    offer(context.get(), h2_and_http_1_1);
    BOOST_TEST(agreed() == "http/1.1");
    offer(context.get(), h2);
    BOOST_TEST(contains(refusal(server.port, context), "no application protocol"));
}

// Each shard listens on its own; a ticket of one is good for all.
BOOST_AUTO_TEST_CASE(sessions_are_resumed_by_tickets)
{
    const TlsPlace place;
    LiveServer server{4, place.config()};
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const auto context = place.context();
        SSL_CTX_set_max_proto_version(context.get(), version);
        HttpClient first{TcpClient{server.port}};
        first.connection.start_tls(context.get());
        BOOST_TEST(!SSL_session_reused(first.connection.tls()));
        first.get("/cometd");
        auto* const session = SSL_get1_session(first.connection.tls());
        for (unsigned times = 0; times < 8; ++times) {
            TcpClient again{server.port};
            again.start_tls(context.get(), session);
            BOOST_TEST(SSL_session_reused(again.tls()));
            again.finish();  // Or OpenSSL would not use the session again.
        }
        SSL_SESSION_free(session);
    }
}

BOOST_AUTO_TEST_CASE(http_in_plain_text_is_told_so)
{
    const TlsPlace place;
    LiveServer server{1, place.config()};
    for (const auto* const method : {"GET", "POST"}) {
        TcpClient client{server.port};
        client.send(http_request(method, "/cometd"));
        const auto response = read_response(client);
        BOOST_TEST(response.status == 400U);
        BOOST_TEST(response.body == "use https here");
        BOOST_TEST(client.ends());
    }
}

BOOST_AUTO_TEST_CASE(garbage_ends_the_connection)
{
    const TlsPlace place;
    LiveServer server{1, place.config()};
    const std::string texts[] = {
        std::string(3, '\0'),
        std::string(70'000, '\xff'),
        "\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00",
        "\x80\x2e\x01\x03\x01 SSL 2",
    };
    for (const auto& text : texts) {
        TcpClient client{server.port};
        try {
            client.send(text);
            client.finish();
        } catch (const std::exception&) {
            // It may have had enough before the end.
        }
        client.read_to_end();
    }
    BOOST_TEST(refusal(server.port, place.context()) == "");
}

BOOST_AUTO_TEST_CASE(a_handshake_has_to_be_done_in_time)
{
    const TlsPlace place;
    auto config = place.config();
    config.limits.request_timeout = std::chrono::milliseconds{300};
    LiveServer server{1, config};
    TcpClient silent{server.port};
    TcpClient half{server.port};
    half.send({"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", 9});
    BOOST_TEST(silent.ends());
    BOOST_TEST(half.ends());
    // And so has the first request.
    auto idle = place.connect(server.port);
    BOOST_TEST(idle.ends());
}

BOOST_AUTO_TEST_CASE(clients_that_shake_hands_do_not_keep_the_server_from_stopping)
{
    const TlsPlace place;
    LiveServer server{2, place.config()};
    TcpClient half{server.port};
    half.send({"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", 9});
    HttpClient other{place.connect(server.port)};
    BOOST_TEST(other.get("/cometd").body == "PING");
    server.stop();
    BOOST_TEST(half.ends());
}

BOOST_AUTO_TEST_CASE(connections_that_are_cut_anywhere_leave_nothing_behind)
{
    const TlsPlace place;
    auto config = place.config();
    config.limits.connections = 50;
    LiveServer server{1, config};
    for (unsigned times = 0; times < 200; ++times) {
        TcpClient client{server.port};
        if (times % 2 == 0) client.start_tls(place.context().get());
        if (times % 4 == 0) client.send(http_request("GET", "/cometd"));
        if (times % 3 == 0) client.reset();
    }
    BOOST_TEST(refusal(server.port, place.context()) == "");
}

BOOST_AUTO_TEST_SUITE_END()
