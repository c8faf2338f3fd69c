#include "src/websocket/frame.hpp"

#include <algorithm>

namespace halley::websocket {
namespace {

constexpr unsigned char final_fragment = 0x80;
constexpr unsigned char compressed_message = 0x40;

}  // namespace

FrameHeader::FrameHeader(Opcode opcode, std::uint64_t payload, bool compressed)
{
    bytes_[0] = static_cast<char>(final_fragment | (compressed ? compressed_message : 0) |
                                  static_cast<unsigned char>(opcode));
    if (payload <= longest_control) {
        bytes_[1] = static_cast<char>(payload);
        return;
    }
    const bool is_short = payload <= 0xffff;
    bytes_[1] = static_cast<char>(is_short ? 126 : 127);
    size_ = is_short ? 4 : 10;
    for (auto at = size_; at-- > 2; payload >>= 8)
        bytes_[at] = static_cast<char>(payload & 0xff);
}

std::string control_frame(Opcode opcode, std::string_view payload)
{
    std::string frame{
        FrameHeader{opcode, payload.size()}
        .bytes()
    };
    frame += payload;
    return frame;
}

std::string close_frame(unsigned code, std::string_view reason)
{
    if (code == 0) return control_frame(Opcode::close, {});
    std::string payload{static_cast<char>(code >> 8 & 0xff), static_cast<char>(code & 0xff)};
    payload += reason.substr(0, longest_control - payload.size());
    return control_frame(Opcode::close, payload);
}

bool is_close_code(unsigned code)
{
    if (code >= 3000) return code < 5000;
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
}

}  // namespace halley::websocket
