// WebSockets with permessage-deflate (RFC 7692).

#include <boost/test/unit_test.hpp>

#include "support/deflate.hpp"
#include "support/live_server.hpp"
#include "support/messages.hpp"
#include "support/ws_client.hpp"

using namespace halley;
using namespace halley::test;

namespace {

Config compressing(Compression mode)
{
    Config config;
    config.bayeux.websocket.compression = mode;
    return config;
}

const Headers offer{
    {"Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"}
};

struct Client {
    explicit Client(std::uint16_t port, const Headers& headers = offer)
        : socket(port, "/cometd", headers)
    {
        id = client_id_of(ask(handshake_message())[0]);
    }

    void send(std::string_view text)
    {
        socket.send(Frame{Opcode::text, true, Deflater{}(text), true});
    }
    Json read()
    {
        // Beast cuts what it compresses.
        auto frame = socket.read();
        last_size = frame.payload.size();
        compressed = frame.compressed;
        auto payload = std::move(frame.payload);
        while (!frame.last) {
            frame = socket.read();
            last_size += frame.payload.size();
            payload += frame.payload;
        }
        return Json::parse(compressed ? inflate(payload) : payload);
    }
    Json ask(std::string_view text)
    {
        send(text);
        return read();
    }

    WsClient socket;
    Inflater inflate;
    std::string id;
    std::size_t last_size = 0;
    bool compressed = false;
};

std::string repetitive(std::size_t size)
{
    std::string text = "\"";
    while (text.size() < size)
        text += "all the same again and again ";
    return text + '"';
}

}  // namespace

BOOST_AUTO_TEST_SUITE(compression)

WIRE_TEST(WS_27_each_message_on_its_own)
{
    LiveServer server{shards, compressing(Compression::message)};
    Client client{server.port};
    const auto extensions = client.socket.upgrade.header("sec-websocket-extensions");
    BOOST_TEST(extensions.starts_with("permessage-deflate;"));
    BOOST_TEST(extensions.find("server_no_context_takeover") != std::string::npos);
    BOOST_TEST(extensions.find("client_no_context_takeover") != std::string::npos);

    client.ask(subscribe_message(client.id, "s", "/a"));
    BOOST_TEST(!client.compressed);  // It is short.
    const auto data = repetitive(5'000);
    for (int turn = 0; turn < 5; ++turn) {
        client.send(publish_message(client.id, "p", "/a", data));
        client.inflate = {};
        BOOST_TEST((client.read()[0]["data"].text() == data));
        BOOST_TEST(client.compressed);
        BOOST_TEST(client.last_size < 500U);
    }
}

WIRE_TEST(WS_27_with_what_was_said_before)
{
    LiveServer server{shards, compressing(Compression::connection)};
    Client client{server.port};
    BOOST_TEST(client.socket.upgrade.header("sec-websocket-extensions").find("takeover") ==
               std::string::npos);
    client.ask(subscribe_message(client.id, "s", "/a"));
    const std::string data = "\"3.1415926535897932384626433832795028841971693993751058209749445923"
                             "07816406286208998628034825342117067982148086513282306647093844609550"
                             "58223172535940812848111745028410270193852110555964462294895493038196"
                             "4428810975665933446128475648233786783165271201909145648566923460\"";
    client.send(publish_message(client.id, "p", "/a", data));
    BOOST_TEST(client.read()[0]["data"].text() == data);
    const auto first = client.last_size;
    client.send(publish_message(client.id, "p", "/a", data));
    BOOST_TEST(client.read()[0]["data"].text() == data);
    BOOST_TEST(client.last_size < first / 2);
}

// Firefox does not say that it could use a smaller window.
WIRE_TEST(WS_27_a_plain_offer)
{
    LiveServer server{shards, compressing(Compression::message)};
    Client client{server.port, {{"Sec-WebSocket-Extensions", "permessage-deflate"}}};
    const auto extensions = client.socket.upgrade.header("sec-websocket-extensions");
    BOOST_TEST(extensions.starts_with("permessage-deflate;"));
    BOOST_TEST(extensions.find("client_max_window_bits") == std::string::npos);
    client.ask(subscribe_message(client.id, "s", "/a"));
    const auto data = repetitive(100'000);
    client.send(publish_message(client.id, "p", "/a", data));
    client.inflate = {};
    BOOST_TEST((client.read()[0]["data"].text() == data));
}

WIRE_TEST(WS_22_compressed_messages_in_fragments)
{
    LiveServer server{shards, compressing(Compression::message)};
    Client client{server.port};
    client.ask(subscribe_message(client.id, "s", "/a"));
    const auto data = repetitive(50'000);
    const auto payload = Deflater{}(publish_message(client.id, "p", "/a", data));
    for (const std::size_t size : {1UL, 7UL, 100UL}) {
        for (std::size_t at = 0; at < payload.size(); at += size) {
            const bool last = at + size >= payload.size();
            client.socket.send(Frame{at == 0 ? Opcode::text : Opcode::continuation,
                                     last,
                                     payload.substr(at, size),
                                     at == 0});
        }
        client.inflate = {};
        BOOST_TEST((client.read()[0]["data"].text() == data));
    }
}

WIRE_TEST(WS_27_nobody_has_to)
{
    LiveServer server{shards, compressing(Compression::message)};
    WsClient plain{server.port};
    BOOST_TEST(!plain.upgrade.has("sec-websocket-extensions"));
    const auto id = plain.handshake();
    plain.request(subscribe_message(id, "s", "/a"), "s");

    // Who may compress need not.
    Client client{server.port};
    const auto data = repetitive(5'000);
    client.socket.send(publish_message(client.id, "p", "/a", data));
    BOOST_TEST((plain.json()[0]["data"].text() == data));
}

// The limit counts for what comes out, not for what goes in.
WIRE_TEST(WS_25_a_bomb_is_closed_1009)
{
    auto config = compressing(Compression::message);
    config.limits.message_bytes = 10'000;
    LiveServer server{shards, config};
    Client client{server.port};
    const auto fits = publish_message(client.id, "p", "/a", repetitive(9'000));
    BOOST_TEST(client.ask(fits)[0]["successful"].truth());

    const auto bomb = Deflater{}(publish_message(client.id, "p", "/a", repetitive(8'000'000)));
    Client whole{server.port};
    whole.socket.send(Frame{Opcode::text, true, bomb.substr(0, 9'000), true});
    BOOST_TEST(whole.socket.closed().close_code() == 1009U);
    for (const std::size_t size : {64UL, 1'000UL}) {
        Client parts{server.port};
        std::string frames;
        for (std::size_t at = 0; at < 8'000; at += size)
            frames += encode_frame({at == 0 ? Opcode::text : Opcode::continuation,
                                    false,
                                    bomb.substr(at, size),
                                    at == 0});
        parts.socket.connection.send(frames);
        BOOST_TEST(parts.socket.closed().close_code() == 1009U);
    }
    BOOST_TEST(client.ask(fits)[0]["successful"].truth());
}

WIRE_TEST(WS_27_what_is_not_deflated_ends_that_connection)
{
    LiveServer server{shards, compressing(Compression::message)};
    Client other{server.port};
    for (const auto& payload :
         {std::string(100, '\xff'), std::string{"[]"}, std::string(50, 'x')}) {
        Client client{server.port};
        client.socket.send(Frame{Opcode::text, true, payload, true});
        client.socket.connection.read_to_end();
    }
    // Nor is it allowed where it was not agreed upon.
    WsClient plain{server.port};
    plain.send(Frame{Opcode::text, true, Deflater{}("[]"), true});
    BOOST_TEST(plain.closed().close_code() == 1002U);
    BOOST_TEST(other.ask(publish_message(other.id, "p", "/a", "1"))[0]["successful"].truth());
}

BOOST_AUTO_TEST_SUITE_END()
