#include "src/transport/frame_sender.hpp"

#include <algorithm>
#include <array>

namespace halley::transport {
namespace {

constexpr std::size_t most_parts = runtime::Pieces::parts_a_call + 1;  // And the header.

Socket::wait_type wait_for(services::TlsStep::Outcome outcome)
{
    return outcome == services::TlsStep::Outcome::wait_read ? Socket::wait_read
                                                            : Socket::wait_write;
}

}  // namespace

void FrameSender::send(tls::ClientSocket& socket,
                       const websocket::FrameHeader& header,
                       const runtime::BufferSpan& payload)
{
    std::array<asio::const_buffer, most_parts> parts;
    header_ = header;
    parts[0] = {header_.bytes().data(), header_.bytes().size()};
    auto* const end = std::copy(payload.begin(), payload.end(), parts.data() + 1);
    begin(socket, {parts.data(), end});
}

void FrameSender::send(tls::ClientSocket& socket, std::string_view bytes)
{
    const asio::const_buffer part{bytes.data(), bytes.size()};
    begin(socket, {&part, &part + 1});
}

// A socket that is broken is found out by `resume`.
void FrameSender::begin(tls::ClientSocket& socket, const runtime::BufferSpan& parts)
{
    const auto step = socket.try_write(parts);
    wait_ = wait_for(step.outcome);
    auto sent = step.bytes;
    for (const auto& part : parts) {
        const auto taken = std::min(sent, part.size());
        sent -= taken;
        if (taken < part.size()) rest_.push_back(part + taken);
    }
}

bool FrameSender::resume(tls::ClientSocket& socket)
{
    while (!rest_.empty()) {
        const auto step = socket.try_write({rest_.data(), rest_.data() + rest_.size()});
        if (step.outcome == services::TlsStep::Outcome::failed) return false;
        if (!step.done()) {
            wait_ = wait_for(step.outcome);
            return true;
        }
        auto sent = step.bytes;
        auto first = rest_.begin();
        for (; first != rest_.end() && first->size() <= sent; ++first)
            sent -= first->size();
        if (first != rest_.end()) *first += sent;
        rest_.erase(rest_.begin(), first);
    }
    return true;
}

}  // namespace halley::transport
