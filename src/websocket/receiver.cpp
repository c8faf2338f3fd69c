#include "src/websocket/receiver.hpp"

#include <algorithm>
#include <cstring>

#include "protocol/json_text.hpp"

namespace halley::websocket {
namespace {

using Kind = Received::Kind;

constexpr std::size_t mask_size = 4;

// A buffer that grew for one large message is not kept.
constexpr std::size_t usual_message = 4096;

Received violation(unsigned code)
{
    return {Kind::violation, {}, code};
}

bool is_control(Opcode opcode)
{
    return opcode >= Opcode::close;
}

void release(std::string& text)
{
    if (text.capacity() > usual_message) {
        std::string{}.swap(text);
    } else {
        text.clear();
    }
}

}  // namespace

Received Receiver::next(std::span<char>& input)
{
    if (!in_message_) release(message_);
    if (!in_frame_) control_.clear();
    while (true) {
        if (!in_frame_) {
            if (!take_header(input)) return {};
            if (const auto error = begin_frame()) return violation(error);
        }
        const auto size = std::min<std::uint64_t>(remaining_, input.size());
        const auto part = input.first(static_cast<std::size_t>(size));
        input = input.subspan(part.size());
        unmask(part);
        remaining_ -= size;
        in_frame_ = remaining_ > 0;
        const std::string_view text{part.data(), part.size()};
        const auto received = is_control(opcode_) ? take_control(text) : take_data(text);
        if (received.kind != Kind::nothing || in_frame_) return received;
    }
}

// False when there is more to come of it.
bool Receiver::take_header(std::span<char>& input)
{
    while (header_taken_ < header_size()) {
        if (input.empty()) return false;
        const auto size = std::min(header_size() - header_taken_, input.size());
        std::memcpy(header_.data() + header_taken_, input.data(), size);
        header_taken_ = static_cast<std::uint8_t>(header_taken_ + size);
        input = input.subspan(size);
    }
    return true;
}

// As far as is known by now.
std::size_t Receiver::header_size() const
{
    if (header_taken_ < 2) return 2;
    if ((header_[1] & 0x80) == 0) return 2;  // It is refused for that already.
    const auto length = header_[1] & 0x7f;
    return 2 + mask_size + (length == 127 ? 8 : length == 126 ? 2 : 0);
}

// The code of the error that it is, or 0.
unsigned Receiver::begin_frame()
{
    header_taken_ = 0;
    last_fragment_ = (header_[0] & 0x80) != 0;
    opcode_ = static_cast<Opcode>(header_[0] & 0x0f);
    const bool compressed = (header_[0] & 0x40) != 0;
    if ((header_[0] & 0x30) != 0) return protocol_error;
    if ((header_[1] & 0x80) == 0) return protocol_error;  // Unmasked (WS-20).

    const auto length = header_[1] & 0x7f;
    const std::size_t extended = length == 127 ? 8 : length == 126 ? 2 : 0;
    remaining_ = extended == 0 ? static_cast<std::uint64_t>(length) : 0;
    for (std::size_t at = 2; at < 2 + extended; ++at)
        remaining_ = remaining_ << 8 | header_[at];
    // The shortest form is the only one, and the highest bit is not used.
    if (extended == 2 && remaining_ < 126) return protocol_error;
    if (extended == 8 && (remaining_ <= 0xffff || remaining_ >> 63 != 0)) return protocol_error;
    mask_at_ = static_cast<std::uint8_t>(2 + extended);
    in_frame_ = true;

    switch (opcode_) {
    case Opcode::continuation:
        if (!in_message_ || compressed) return protocol_error;
        break;
    case Opcode::text:
    case Opcode::binary:
        if (in_message_ || (compressed && !inflater_)) return protocol_error;
        in_message_ = true;
        compressed_ = compressed;
        message_kind_ = opcode_;
        break;
    case Opcode::close:
    case Opcode::ping:
    case Opcode::pong:
        return compressed || !last_fragment_ || remaining_ > longest_control ? protocol_error : 0;
    default: return protocol_error;
    }
    const bool fits = remaining_ <= largest_ && message_.size() <= largest_ - remaining_;
    return compressed_ || fits ? 0 : message_too_big;
}

void Receiver::unmask(std::span<char> part)
{
    auto* const mask = header_.data() + mask_at_;
    std::uint64_t wide;
    std::memcpy(&wide, mask, mask_size);
    std::memcpy(reinterpret_cast<char*>(&wide) + mask_size, mask, mask_size);
    std::size_t at = 0;
    for (; at + sizeof wide <= part.size(); at += sizeof wide) {
        std::uint64_t bytes;
        std::memcpy(&bytes, part.data() + at, sizeof bytes);
        bytes ^= wide;
        std::memcpy(part.data() + at, &bytes, sizeof bytes);
    }
    for (auto in_mask = std::size_t{0}; at < part.size(); ++at, ++in_mask)
        part[at] = static_cast<char>(part[at] ^ static_cast<char>(mask[in_mask % mask_size]));
    // The rest of the frame begins elsewhere in it.
    std::rotate(mask, mask + part.size() % mask_size, mask + mask_size);
}

Received Receiver::take_data(std::string_view part)
{
    const bool complete = !in_frame_ && last_fragment_;
    if (complete && message_.empty() && !compressed_) return message(part);
    if (const auto error = keep(part)) return violation(error);
    if (!complete) return {};
    if (compressed_ && !inflater_->finish(message_, largest_))
        return violation(message_.size() > largest_ ? message_too_big : invalid_payload);
    return message(message_);
}

unsigned Receiver::keep(std::string_view part)
{
    if (!compressed_) {
        message_ += part;
        return 0;
    }
    if (inflater_->inflate(part, message_, largest_)) return 0;
    return message_.size() > largest_ ? message_too_big : invalid_payload;
}

Received Receiver::message(std::string_view payload)
{
    in_message_ = false;
    return {message_kind_ == Opcode::text ? Kind::text : Kind::binary, payload};
}

Received Receiver::take_control(std::string_view part)
{
    if (in_frame_ || !control_.empty()) {
        control_ += part;
        if (in_frame_) return {};
        part = control_;
    }
    switch (opcode_) {
    case Opcode::ping: return {Kind::ping, part};
    case Opcode::pong: return {Kind::pong, part};
    default: return closed(part);
    }
}

Received Receiver::closed(std::string_view payload) const
{
    if (payload.empty()) return {Kind::close, {}, 0};
    if (payload.size() < 2) return violation(protocol_error);
    const auto byte = [payload](std::size_t at) { return static_cast<unsigned char>(payload[at]); };
    const unsigned code = static_cast<unsigned>(byte(0) << 8 | byte(1));
    if (!is_close_code(code)) return violation(protocol_error);
    const auto reason = payload.substr(2);
    if (!protocol::is_utf8(reason)) return violation(invalid_payload);
    return {Kind::close, reason, code};
}

}  // namespace halley::websocket
