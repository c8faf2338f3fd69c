#include "tools/bayeux-conformance/wire/web_socket.hpp"

#include <array>

namespace halley::conformance {

namespace {

// Any will do: it is there against proxies that no case goes through.
constexpr std::string_view mask = "\x37\xfa\x21\x3d";
constexpr std::string_view key = "dGhlIHNhbXBsZSBub25jZQ==";
constexpr std::string_view accepted_key = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

void append_number(std::string& out, std::uint64_t number, int bytes)
{
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        out += static_cast<char>((number >> shift) & 0xFF);
}

std::uint64_t number_of(std::string_view bytes)
{
    std::uint64_t number = 0;
    for (const char c : bytes)
        number = number << 8 | static_cast<unsigned char>(c);
    return number;
}

std::string name_of(const Frame& frame)
{
    static constexpr std::array<const char*, 16> names{
        "continuation", "text", "binary", "?", "?", "?", "?", "?", "close", "ping", "pong"};
    const auto* const name = names[frame.opcode];
    return std::string{"["} + (name ? name : "?") + (frame.last ? "] " : ", more follows] ");
}

std::string text_of(const Frame& frame)
{
    if (frame.opcode != Frame::close) return name_of(frame) + frame.payload;
    return name_of(frame) + std::to_string(frame.close_code()) + " " +
           std::string{frame.close_reason()};
}

}  // namespace

unsigned Frame::close_code() const
{
    return payload.size() < 2
               ? 1005
               : static_cast<unsigned>(number_of(std::string_view{payload}.substr(0, 2)));
}

std::string_view Frame::close_reason() const
{
    return payload.size() > 2 ? std::string_view{payload}.substr(2) : std::string_view{};
}

std::string encode(const Frame& frame)
{
    std::string out;
    out += static_cast<char>((frame.last ? 0x80U : 0U) | frame.reserved << 4 | frame.opcode);
    const unsigned masked = frame.masked ? 0x80U : 0U;
    const auto size = frame.payload.size();
    if (size < 126) {
        out += static_cast<char>(masked | size);
    } else if (size < 65536) {
        out += static_cast<char>(masked | 126U);
        append_number(out, size, 2);
    } else {
        out += static_cast<char>(masked | 127U);
        append_number(out, size, 8);
    }
    if (!frame.masked) return out + frame.payload;
    out += mask;
    for (std::size_t i = 0; i < size; ++i)
        out += static_cast<char>(frame.payload[i] ^ mask[i % mask.size()]);
    return out;
}

WebSocket::WebSocket(const Endpoint& endpoint,
                     Conversation& conversation,
                     std::string peer,
                     const std::string& target,
                     const Headers& headers)
    : connection_(endpoint, conversation, std::move(peer)), conversation_(conversation)
{
    HttpRequest upgrade{
        .method = "GET",
        .target = target,
        .headers = {{"Upgrade", "websocket"},
                    {"Connection", "Upgrade"},
                    {"Sec-WebSocket-Version", "13"},
                    {"Sec-WebSocket-Key", std::string{key}}},
        .body = {              }
    };
    upgrade.headers.insert(upgrade.headers.end(), headers.begin(), headers.end());
    response = connection_.exchange(upgrade, Clock::now() + std::chrono::seconds{10});
    if (response.status == 101) buffer_ = connection_.take_buffer();
}

bool WebSocket::accepts_the_key() const
{
    return response.header("Sec-WebSocket-Accept") == accepted_key;
}

void WebSocket::send(const Frame& frame)
{
    conversation_.sent(connection_.peer(), text_of(frame));
    connection_.stream().send(encode(frame));
}

void WebSocket::send_text(std::string_view text)
{
    send({.payload = std::string{text}});
}

Frame WebSocket::receive(Clock::time_point until)
{
    const auto head = take(2, until);
    const auto first = static_cast<unsigned char>(head[0]);
    const auto second = static_cast<unsigned char>(head[1]);
    Frame frame;
    frame.opcode = first & 0x0FU;
    frame.last = (first & 0x80U) != 0;
    frame.reserved = first >> 4 & 7U;
    frame.masked = (second & 0x80U) != 0;
    if (frame.masked) throw std::runtime_error("a masked frame, which only clients may send");
    std::uint64_t size = second & 0x7FU;
    if (size == 126)
        size = number_of(take(2, until));
    else if (size == 127)
        size = number_of(take(8, until));
    if (size > 256U * 1024 * 1024) throw std::runtime_error("a frame longer than it can be");
    frame.payload = take(size, until);
    conversation_.received(connection_.peer(), text_of(frame));
    return frame;
}

std::string WebSocket::receive_text(Clock::time_point until)
{
    std::string message;
    for (;;) {
        const auto frame = receive(until);
        if (frame.opcode == Frame::close)
            throw Disconnected("the server closes the WebSocket with " +
                               std::to_string(frame.close_code()));
        if (frame.opcode == Frame::ping) send({.opcode = Frame::pong, .payload = frame.payload});
        if (frame.opcode >= Frame::close) continue;
        if (frame.opcode == Frame::binary)
            throw std::runtime_error("a binary frame where text is due");
        message += frame.payload;
        if (frame.last) return message;
    }
}

std::optional<Frame> WebSocket::receive_close(Clock::time_point until)
{
    try {
        for (;;) {
            auto frame = receive(until);
            if (frame.opcode == Frame::close) return frame;
        }
    } catch (const Disconnected&) {
        return std::nullopt;
    }
}

std::string WebSocket::take(std::size_t size, Clock::time_point until)
{
    while (buffer_.size() < size)
        buffer_ += connection_.stream().receive(until);
    auto bytes = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return bytes;
}

}  // namespace halley::conformance
