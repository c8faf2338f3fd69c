#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "src/websocket/frame.hpp"
#include "src/websocket/inflater.hpp"

namespace halley::websocket {

/// One thing that a client has said.
struct Received {
    enum class Kind {
        nothing,  ///< The input is at its end.
        text,
        binary,
        ping,
        pong,
        close,      ///< With `code`, or 0 where none was given, and the reason.
        violation,  ///< To be answered with `code`; nothing can be read after it.
    };
    Kind kind = Kind::nothing;
    std::string_view payload;
    unsigned code = 0;
};

/** Reads what a client sends over its WebSocket (RFC 6455, 5 and 6.2).

    It owns no socket and no buffer: whoever reads from the socket hands the bytes in
    as they come. A message that lies in them as a whole is unmasked where it is;
    only one that comes in parts is kept, for as long as it is not complete.

    Text is not checked for UTF-8: whoever reads the message does that.
*/
class Receiver {
public:
    /// @param largest Bytes of a message, after decompression.
    explicit Receiver(std::size_t largest) : largest_(largest) {}

    /// Compressed messages are allowed from now on.
    void inflate_with(std::unique_ptr<Inflater> inflater) { inflater_ = std::move(inflater); }

    /// Takes one thing off the front of `input`. The payload is valid until the next call,
    /// and as long as the input is.
    Received next(std::span<char>& input);

    /// Whether a message has begun, and how much of it is kept.
    bool in_message() const noexcept { return in_message_; }
    std::size_t kept() const noexcept { return message_.size(); }

private:
    bool take_header(std::span<char>& input);
    std::size_t header_size() const;
    unsigned begin_frame();
    void unmask(std::span<char> part);
    unsigned keep(std::string_view part);
    Received take_data(std::string_view part);
    Received take_control(std::string_view part);
    Received closed(std::string_view payload) const;
    Received message(std::string_view payload);

    std::size_t largest_;
    std::unique_ptr<Inflater> inflater_;
    std::string message_;  ///< What is kept of the message, as it is after decompression.
    std::string control_;  ///< Of a control frame that comes in parts.
    std::uint64_t remaining_ = 0;
    std::array<unsigned char, 14> header_{};
    std::uint8_t header_taken_ = 0;
    std::uint8_t mask_at_ = 0;
    Opcode opcode_ = Opcode::text;  ///< Of the frame.
    Opcode message_kind_ = Opcode::text;
    bool last_fragment_ = false;
    bool in_frame_ = false;
    bool in_message_ = false;
    bool compressed_ = false;  ///< The message is.
};

}  // namespace halley::websocket
