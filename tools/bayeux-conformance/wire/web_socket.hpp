#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tools/bayeux-conformance/wire/http.hpp"

namespace halley::conformance {

/// RFC 6455, section 5.2.
struct Frame {
    enum Opcode : unsigned {
        continuation = 0,
        text = 1,
        binary = 2,
        close = 8,
        ping = 9,
        pong = 10,
    };

    unsigned opcode = text;
    bool last = true;
    bool masked = true;
    unsigned reserved = 0;  ///< The three bits, RSV1 as 4.
    std::string payload;

    /// The status code of a close frame, 1005 when it has none.
    unsigned close_code() const;
    std::string_view close_reason() const;
};

/** A WebSocket that hides nothing: frames go out and come in one by one. */
class WebSocket {
public:
    /// Upgrades; `response` tells how that went, and nothing else works unless its status is 101.
    /// Whether the server has read the key is for `accepts_the_key` to tell: frames can be
    /// spoken all the same, so that other cases need not fail for that.
    WebSocket(const Endpoint& endpoint,
              Conversation& conversation,
              std::string peer,
              const std::string& target,
              const Headers& headers);

    void send(const Frame& frame);
    void send_text(std::string_view text);
    void send_raw(std::string_view bytes) { connection_.send_raw(bytes); }

    /// The next frame, whatever it is; throws `TimedOut` or `Disconnected`.
    Frame receive(Clock::time_point until);
    /// The next text message. Pings are answered, fragments put together; throws
    /// `Disconnected` with the server's code when it closes.
    std::string receive_text(Clock::time_point until);
    /// The frame with which the server closes, whatever it sends before; nothing when
    /// the connection ends without one. Throws `TimedOut` when it goes on.
    std::optional<Frame> receive_close(Clock::time_point until);

    HttpResponse response;
    /// Whether Sec-WebSocket-Accept is what RFC 6455, 4.2.2 has made of the key.
    bool accepts_the_key() const;
    HttpConnection& connection() { return connection_; }

private:
    std::string take(std::size_t size, Clock::time_point until);

    HttpConnection connection_;
    Conversation& conversation_;
    std::string buffer_;
};

/// A frame as a client sends it.
std::string encode(const Frame& frame);

}  // namespace halley::conformance
