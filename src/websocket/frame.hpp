#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace halley::websocket {

/// RFC 6455, 5.2.
enum class Opcode : unsigned char {
    continuation = 0,
    text = 1,
    binary = 2,
    close = 8,
    ping = 9,
    pong = 10,
};

/// Codes of close frames (RFC 6455, 7.4.1).
inline constexpr unsigned protocol_error = 1002;
inline constexpr unsigned invalid_payload = 1007;
inline constexpr unsigned message_too_big = 1009;

inline constexpr std::size_t longest_control = 125;

/// What stands in front of the payload of a frame.
class FrameHeader {
public:
    /// Of a frame of the server's, which is unmasked and the last of its message.
    FrameHeader(Opcode opcode, std::uint64_t payload, bool compressed = false);

    std::string_view bytes() const noexcept { return {bytes_.data(), size_}; }

private:
    std::array<char, 10> bytes_;
    std::size_t size_ = 2;
};

/// A whole control frame. @pre The payload has 125 bytes at most.
std::string control_frame(Opcode opcode, std::string_view payload);

/// A whole close frame. Code 0 says nothing (RFC 6455, 7.1.5).
std::string close_frame(unsigned code, std::string_view reason);

/// Whether a client may say so (RFC 6455, 7.4, and what was registered since).
bool is_close_code(unsigned code);

}  // namespace halley::websocket
