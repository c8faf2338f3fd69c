#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// The client's side of WebSocket frames (RFC 6455), without compression.
namespace halley::bench {

enum class Opcode : std::uint8_t {
    continuation = 0,
    text = 1,
    binary = 2,
    close = 8,
    ping = 9,
    pong = 10,
};

/// Appends a whole frame, masked as a client's must be.
void append_frame(std::string& out, Opcode opcode, std::string_view payload);

struct Frame {
    Opcode opcode = Opcode::text;
    bool final = true;
    std::string_view payload;
    std::size_t size = 0;  ///< With its head.
};

enum class FrameState {
    complete,
    incomplete,  ///< `Frame::size` says how long it will be, or 0.
    broken,      ///< No server may send that to us.
};

/// Reads the frame at the front of `bytes`.
FrameState read_frame(std::string_view bytes, Frame& frame);

}  // namespace halley::bench
