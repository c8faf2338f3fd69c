#include "src/transport/metered_socket.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace halley::transport {

namespace {

constexpr std::size_t most_parts = runtime::Pieces::parts_a_call + 1;  // And the header.

// RFC 6455, 5.2: the last fragment of a text, unmasked.
std::size_t write_header(unsigned char (&header)[10], std::uint64_t payload)
{
    header[0] = 0x81;
    if (payload < 126) {
        header[1] = static_cast<unsigned char>(payload);
        return 2;
    }
    const bool is_short = payload <= 0xffff;
    header[1] = is_short ? 126 : 127;
    const std::size_t size = is_short ? 4 : 10;
    for (auto at = size; at-- > 2; payload >>= 8)
        header[at] = static_cast<unsigned char>(payload & 0xff);
    return size;
}

// How much the kernel took, which may be nothing.
std::size_t
send_some(int socket, const asio::const_buffer* parts, std::size_t count, error_code& error)
{
    std::array<iovec, most_parts> pieces;
    for (std::size_t index = 0; index < count; ++index)
        pieces[index] = {const_cast<void*>(parts[index].data()), parts[index].size()};
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = count;
    const auto sent = ::sendmsg(socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent >= 0) return static_cast<std::size_t>(sent);
    if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
        error = {errno, boost::system::system_category()};
    return 0;
}

}  // namespace

bool MeteredSocket::send_text(const runtime::BufferSpan& payload)
{
    std::array<asio::const_buffer, most_parts> parts;
    const auto count = static_cast<std::size_t>(payload.end() - payload.begin());
    const auto header = write_header(header_, asio::buffer_size(payload));
    const auto all = header + asio::buffer_size(payload);
    parts[0] = {header_, header};
    std::copy(payload.begin(), payload.end(), parts.begin() + 1);
    error_code error;  // Found again by the rest.
    auto sent = send_some(native_handle(), parts.data(), count + 1, error);
    written_ += sent;
    if (sent == all) return true;
    for (std::size_t index = 0; index <= count; ++index) {
        const auto taken = std::min(sent, parts[index].size());
        sent -= taken;
        if (taken < parts[index].size()) rest_.push_back(parts[index] + taken);
    }
    return false;
}

bool MeteredSocket::send_rest(error_code& error)
{
    while (!rest_.empty()) {
        auto sent = send_some(native_handle(), rest_.data(), rest_.size(), error);
        if (sent == 0) return error.failed();
        written_ += sent;
        auto first = rest_.begin();
        for (; first != rest_.end() && first->size() <= sent; ++first)
            sent -= first->size();
        if (first != rest_.end()) *first += sent;
        rest_.erase(rest_.begin(), first);
    }
    return true;
}

}  // namespace halley::transport
