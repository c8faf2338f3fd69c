#include "tools/bayeux-bench/wire/frames.hpp"

namespace halley::bench {
namespace {

// Masks protect proxies from scripts; there are none of either here.
constexpr unsigned char mask[4] = {0x37, 0xfa, 0x21, 0x3d};

constexpr std::size_t longest_payload = std::size_t{1} << 30;

std::size_t number_in(std::string_view bytes)
{
    std::size_t number = 0;
    for (const char byte : bytes)
        number = number << 8 | static_cast<unsigned char>(byte);
    return number;
}

void append_number(std::string& out, std::size_t number, unsigned bytes)
{
    while (bytes-- > 0)
        out += static_cast<char>(number >> 8 * bytes & 0xFF);
}

}  // namespace

void append_frame(std::string& out, Opcode opcode, std::string_view payload)
{
    constexpr unsigned final_bit = 0x80;
    constexpr unsigned masked_bit = 0x80;
    out += static_cast<char>(final_bit | static_cast<unsigned>(opcode));
    if (payload.size() < 126) {
        append_number(out, masked_bit | payload.size(), 1);
    } else if (payload.size() < 65536) {
        append_number(out, masked_bit | 126, 1);
        append_number(out, payload.size(), 2);
    } else {
        append_number(out, masked_bit | 127, 1);
        append_number(out, payload.size(), 8);
    }
    for (const auto byte : mask)
        out += static_cast<char>(byte);
    const auto begin = out.size();
    out += payload;
    for (std::size_t index = 0; index < payload.size(); ++index)
        out[begin + index] = static_cast<char>(out[begin + index] ^ mask[index % 4]);
}

FrameState read_frame(std::string_view bytes, Frame& frame)
{
    frame.size = 0;
    if (bytes.size() < 2) return FrameState::incomplete;
    const auto first = static_cast<unsigned char>(bytes[0]);
    const auto second = static_cast<unsigned char>(bytes[1]);
    const auto opcode = first & 0x0Fu;
    const bool control = opcode >= 8;
    const bool known = opcode <= 2 || (opcode >= 8 && opcode <= 10);
    if ((first & 0x70u) != 0 || (second & 0x80u) != 0 || !known) return FrameState::broken;

    std::size_t length = second & 0x7Fu;
    const std::size_t more = length == 126 ? 2 : length == 127 ? 8 : 0;
    const bool final = (first & 0x80u) != 0;
    if (control && (more > 0 || !final)) return FrameState::broken;
    const auto head = 2 + more;
    if (bytes.size() < head) return FrameState::incomplete;
    if (more > 0) length = number_in(bytes.substr(2, more));
    if (length > longest_payload) return FrameState::broken;

    frame.size = head + length;
    if (bytes.size() < frame.size) return FrameState::incomplete;
    frame.opcode = static_cast<Opcode>(opcode);
    frame.final = final;
    frame.payload = bytes.substr(head, length);
    return FrameState::complete;
}

}  // namespace halley::bench
