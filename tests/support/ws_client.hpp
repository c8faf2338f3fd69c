#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/http_client.hpp"

namespace halley::test {

enum class Opcode : unsigned char {
    continuation = 0,
    text = 1,
    binary = 2,
    close = 8,
    ping = 9,
    pong = 10,
};

struct Frame {
    Opcode opcode = Opcode::text;
    bool last = true;
    std::string payload;
    bool compressed = false;  ///< RSV1, of permessage-deflate.

    unsigned close_code() const;
    std::string close_reason() const { return payload.size() > 2 ? payload.substr(2) : ""; }
};

/// The headers of an upgrade, with the key of RFC 6455, 1.3.
Headers upgrade_headers(const Headers& more = {});

/// A frame as a client sends it.
std::string encode_frame(const Frame& frame);

/// A blocking WebSocket that hides nothing: frames go out and come in one by one.
class WsClient {
public:
    /// Opens it; throws when the server does not switch protocols.
    explicit WsClient(std::uint16_t port,
                      std::string_view path = "/cometd",
                      const Headers& headers = {});

    /// Over a connection that there is already.
    explicit WsClient(TcpClient existing,
                      std::string_view path = "/cometd",
                      const Headers& headers = {});

    void send(std::string_view text)
    {
        connection.send(encode_frame({Opcode::text, true, std::string{text}}));
    }
    void send(const Frame& frame) { connection.send(encode_frame(frame)); }

    Frame read();
    /// The next text message as JSON; throws on anything else but a ping.
    Json json();
    /// Messages from as many frames as it takes to have `count` of them.
    std::vector<Json> messages(std::size_t count);

    /// Closes from this side and waits for the answer.
    void close();
    /// The server's close frame, after any other frames, and the end of the connection.
    Frame closed();

    /// A successful handshake; returns the client id.
    std::string handshake();
    /// Sends a batch and returns the one reply to it; events before it are dropped.
    Json request(std::string_view batch, std::string_view id);

    TcpClient connection;
    HttpResponse upgrade;
};

}  // namespace halley::test
