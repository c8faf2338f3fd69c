#include "support/ws_client.hpp"

#include <stdexcept>
#include <system_error>
#include <utility>

#include "support/messages.hpp"

namespace halley::test {
namespace {

unsigned byte_at(std::string_view text, std::size_t index)
{
    return static_cast<unsigned char>(text[index]);
}

}  // namespace

unsigned Frame::close_code() const
{
    return payload.size() < 2 ? 1005 : byte_at(payload, 0) << 8 | byte_at(payload, 1);
}

Headers upgrade_headers(const Headers& more)
{
    Headers headers{
        {"Upgrade",               "websocket"               },
        {"Connection",            "Upgrade"                 },
        {"Sec-WebSocket-Key",     "dGhlIHNhbXBsZSBub25jZQ=="},
        {"Sec-WebSocket-Version", "13"                      },
    };
    headers.insert(headers.end(), more.begin(), more.end());
    return headers;
}

std::string encode_frame(const Frame& frame)
{
    constexpr std::string_view mask = "\x12\x34\x56\x78";
    std::string text;
    text += static_cast<char>((frame.last ? 0x80 : 0) | (frame.compressed ? 0x40 : 0) |
                              static_cast<int>(frame.opcode));
    const auto size = frame.payload.size();
    const auto append_size = [&](int bytes) {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
            text += static_cast<char>(size >> shift);
    };
    if (size < 126) {
        text += static_cast<char>(0x80 | size);
    } else if (size < 65536) {
        text += static_cast<char>(0x80 | 126);
        append_size(2);
    } else {
        text += static_cast<char>(0x80 | 127);
        append_size(8);
    }
    text += mask;
    for (std::size_t index = 0; index < size; ++index)
        text += static_cast<char>(frame.payload[index] ^ mask[index % 4]);
    return text;
}

WsClient::WsClient(std::uint16_t port, std::string_view path, const Headers& headers)
    : WsClient(TcpClient{port}, path, headers)
{
}

WsClient::WsClient(TcpClient existing, std::string_view path, const Headers& headers)
    : connection(std::move(existing))
{
    connection.send(http_request("GET", path, upgrade_headers(headers)));
    upgrade = read_response(connection);
    if (upgrade.status != 101)
        throw std::runtime_error{"no upgrade, but " + std::to_string(upgrade.status)};
}

Frame WsClient::read()
{
    const auto head = connection.read(2);
    Frame frame;
    frame.last = (byte_at(head, 0) & 0x80) != 0;
    frame.compressed = (byte_at(head, 0) & 0x40) != 0;
    frame.opcode = static_cast<Opcode>(byte_at(head, 0) & 15);
    if ((byte_at(head, 1) & 0x80) != 0) throw std::runtime_error{"the server masks its frames"};
    std::size_t size = byte_at(head, 1);
    if (size > 125) {
        const auto bytes = connection.read(size == 126 ? 2 : 8);
        size = 0;
        for (std::size_t index = 0; index < bytes.size(); ++index)
            size = size << 8 | byte_at(bytes, index);
    }
    frame.payload = connection.read(size);
    return frame;
}

Json WsClient::json()
{
    for (;;) {
        const auto frame = read();
        if (frame.opcode == Opcode::text && frame.last) return Json::parse(frame.payload);
        if (frame.opcode != Opcode::ping)
            throw std::runtime_error{"no text message: " + frame.payload};
        send(Frame{Opcode::pong, true, frame.payload});
    }
}

std::vector<Json> WsClient::messages(std::size_t count)
{
    std::vector<Json> all;
    while (all.size() < count) {
        const auto frame = json();
        if (!frame.is_array()) {
            all.push_back(frame);
            continue;
        }
        for (auto& each : frame.elements())
            all.push_back(std::move(each));
    }
    return all;
}

void WsClient::close()
{
    send(Frame{
        Opcode::close, true, std::string{"\x03\xe8", 2}
    });
    closed();
}

Frame WsClient::closed()
{
    auto frame = read();
    while (frame.opcode != Opcode::close)
        frame = read();
    try {
        send(Frame{Opcode::close, true, frame.payload.substr(0, 2)});
    } catch (const std::system_error&) {
        // It does not wait for an answer when the client has done wrong.
    }
    connection.finish();
    connection.read_to_end();
    return frame;
}

std::string WsClient::handshake()
{
    send(handshake_message());
    return client_id_of(json()[0]);
}

Json WsClient::request(std::string_view batch, std::string_view id)
{
    send(batch);
    for (;;) {
        for (const auto& each : json().elements()) {
            if (each.has("id") && each["id"].string() == id && each.has("successful")) return each;
        }
    }
}

}  // namespace halley::test
