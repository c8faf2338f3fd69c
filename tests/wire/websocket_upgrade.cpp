// Opening a WebSocket: the upgrade, subprotocol, origin, and RFC 6455's manners.

#include <boost/test/unit_test.hpp>

#include "support/live_server.hpp"
#include "support/messages.hpp"
#include "support/ws_client.hpp"

using namespace halley;
using namespace halley::test;

namespace {

HttpResponse
try_upgrade(std::uint16_t port, const Headers& headers, std::string_view path = "/cometd")
{
    TcpClient connection{port};
    connection.send(http_request("GET", path, headers));
    return read_response(connection);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(websocket_upgrade)

WIRE_TEST(WS_01_every_path_and_every_path_below_it)
{
    LiveServer server{shards};
    for (const auto* const path : {"/cometd", "/cometd/foo", "/bayeux", "/faye", "/realtime?x=1"}) {
        BOOST_TEST_CONTEXT(path)
        {
            WsClient socket{server.port, path};
            BOOST_TEST(socket.upgrade.header("sec-websocket-accept") ==
                       "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            BOOST_TEST(!socket.upgrade.has("sec-websocket-protocol"));
            BOOST_TEST(!socket.upgrade.has("sec-websocket-extensions"));
            BOOST_TEST(socket.upgrade.header("server") == "Halley");
            socket.handshake();
        }
    }
    BOOST_TEST(try_upgrade(server.port, upgrade_headers(), "/other").status == 404U);
}

WIRE_TEST(WS_02_the_subprotocol_bayeux_is_echoed)
{
    LiveServer server{shards};
    struct Case {
        const char* offered;
        const char* echoed;
    };
    const Case cases[] = {
        {"bayeux",             "bayeux"},
        {"chat, bayeux, mqtt", "bayeux"},
        {"chat",               ""      },
        {"bayeux2",            ""      },
    };
    for (const auto& each : cases) {
        BOOST_TEST_CONTEXT(each.offered)
        {
            WsClient socket{server.port, "/cometd", {{"Sec-WebSocket-Protocol", each.offered}}};
            BOOST_TEST(socket.upgrade.header("sec-websocket-protocol") == each.echoed);
        }
    }
}

WIRE_TEST(WS_27_no_extension_is_negotiated)
{
    LiveServer server{shards};
    WsClient socket{server.port, "/cometd", {{"Sec-WebSocket-Extensions", "permessage-deflate"}}};
    BOOST_TEST(!socket.upgrade.has("sec-websocket-extensions"));
    socket.handshake();
}

WIRE_TEST(WS_29_foreign_origins_are_refused)
{
    Config config;
    config.security.allowed_origins = {"https://www.example.org", "http://localhost:3000"};
    LiveServer server{shards, config};
    struct Case {
        const char* origin;
        unsigned status;
    };
    const Case cases[] = {
        {"http://halley.test",          101}, // The host's own.
        {"https://halley.test",         101}, // Behind a proxy that speaks TLS.
        {"http://HALLEY.test:80",       101},
        {"http://halley.test:8080",     403},
        {"https://www.example.org",     101},
        {"https://WWW.example.org",     101},
        {"http://www.example.org",      403},
        {"http://localhost:3000",       101},
        {"https://evil.test",           403},
        {"http://halley.test.evil.com", 403},
        {"null",                        403},
        {"",                            403},
    };
    for (const auto& each : cases) {
        BOOST_TEST_CONTEXT(each.origin)
        {
            const auto response = try_upgrade(server.port,
                                              upgrade_headers({
                                                  {"Origin", each.origin}
            }));
            BOOST_TEST(response.status == each.status);
            BOOST_TEST(response.body.find("evil") == std::string::npos);
        }
    }
    BOOST_TEST(try_upgrade(server.port, upgrade_headers()).status == 101U);
}

WIRE_TEST(WS_29_all_origins_allowed)
{
    Config config;
    config.security.allowed_origins = {"*"};
    LiveServer server{shards, config};
    WsClient{server.port, "/cometd", {{"Origin", "https://evil.test"}}}.handshake();
}

WIRE_TEST(upgrades_that_are_none)
{
    LiveServer server{shards};
    auto version = upgrade_headers();
    version.back().second = "8";
    const auto response = try_upgrade(server.port, version);
    BOOST_TEST(response.status == 426U);
    BOOST_TEST(response.header("sec-websocket-version") == "13");

    auto key = upgrade_headers();
    key[2].second = "short";
    BOOST_TEST(try_upgrade(server.port, key).status == 400U);
    auto connection = upgrade_headers();
    connection[1].second = "close";
    BOOST_TEST(try_upgrade(server.port, connection).status == 400U);
    auto upgrade = upgrade_headers();
    upgrade[0].second = "h2c";  // May be ignored (RFC 9110, 7.8).
    BOOST_TEST(try_upgrade(server.port, upgrade).body == "PING");
}

WIRE_TEST(transports_can_be_switched_off)
{
    Config config;
    config.bayeux.transports = {TransportName::websocket};
    LiveServer sockets{shards, config};
    HttpClient poster{sockets.port};
    const auto refused = poster.post(handshake_message());
    BOOST_TEST(refused.status == 405U);
    BOOST_TEST(refused.header("allow") == "GET, OPTIONS");
    WsClient{sockets.port}.handshake();

    config.bayeux.transports = {TransportName::long_polling};
    LiveServer polling{shards, config};
    BOOST_TEST(try_upgrade(polling.port, upgrade_headers()).status == 200U);
    HttpClient{polling.port}.handshake();
}

WIRE_TEST(WS_22_fragments_are_put_together)
{
    LiveServer server{shards};
    WsClient socket{server.port};
    const auto batch = handshake_message();
    socket.send({Opcode::text, false, batch.substr(0, 10)});
    socket.send({Opcode::ping, true, "between"});
    socket.send({Opcode::continuation, false, batch.substr(10, 10)});
    socket.send({Opcode::continuation, true, batch.substr(20)});
    const auto pong = socket.read();
    BOOST_TEST((pong.opcode == Opcode::pong));
    BOOST_TEST(pong.payload == "between");
    BOOST_TEST(socket.json()[0]["successful"].truth());
}

WIRE_TEST(WS_24_ping_and_close)
{
    LiveServer server{shards};
    WsClient socket{server.port};
    socket.send({Opcode::ping, true, "hello"});
    const auto pong = socket.read();
    BOOST_TEST((pong.opcode == Opcode::pong));
    BOOST_TEST(pong.payload == "hello");
    socket.send({
        Opcode::close, true, std::string{"\x03\xe8", 2}
    });
    BOOST_TEST(socket.closed().close_code() == 1000U);
}

WIRE_TEST(frames_one_byte_at_a_time)
{
    LiveServer server{shards};
    WsClient socket{server.port};
    for (const char byte : encode_frame({Opcode::text, true, handshake_message()}))
        socket.connection.send({&byte, 1});
    BOOST_TEST(socket.json()[0]["successful"].truth());
}

WIRE_TEST(violations_of_rfc_6455_close_1002)
{
    LiveServer server{shards};
    // clang-format off
    const std::string frames[] = {
        {"\x81\x02[]", 4},                                         // Not masked.
        encode_frame({Opcode::continuation, true, "[]"}),          // Continues nothing.
        encode_frame({static_cast<Opcode>(3), true, "[]"}),        // Reserved.
        encode_frame({Opcode::ping, true, std::string(200, 'x')}),  // Too long for a control frame.
    };
    // clang-format on
    for (const auto& frame : frames) {
        WsClient socket{server.port};
        socket.connection.send(frame);
        BOOST_TEST(socket.closed().close_code() == 1002U);
    }
}

// More than the kernel takes at once, so that the answer to the ping has to wait for its turn.
WIRE_TEST(WS_24_a_pong_does_not_come_amid_a_large_frame)
{
    Config config;
    config.limits.queue_bytes = 64 * 1024 * 1024;
    LiveServer server{shards, config};
    WsClient subscriber{server.port};
    subscriber.request(subscribe_message(subscriber.handshake(), "1", "/a"), "1");
    WsClient publisher{server.port};
    const auto id = publisher.handshake();
    const std::string large = '"' + std::string(500'000, 'x') + '"';
    constexpr int count = 20;
    for (int number = 0; number < count; ++number) {
        publisher.request(publish_message(id, std::to_string(number), "/a", large),
                          std::to_string(number));
        subscriber.send(Frame{Opcode::ping, true, std::to_string(number)});
    }
    int events = 0;
    int pongs = 0;
    while (events < count || pongs < count) {
        const auto frame = subscriber.read();
        if (frame.opcode == Opcode::pong) {
            BOOST_TEST(frame.payload == std::to_string(pongs++));
        } else {
            BOOST_REQUIRE((frame.opcode == Opcode::text && frame.last));
            BOOST_REQUIRE(frame.payload.ends_with(large + "}]"));
            for (auto at = frame.payload.find(large); at != std::string::npos;
                 at = frame.payload.find(large, at + large.size()))
                ++events;
        }
    }
    BOOST_TEST(events == count);
    BOOST_TEST(pongs == count);
}

BOOST_AUTO_TEST_SUITE_END()
