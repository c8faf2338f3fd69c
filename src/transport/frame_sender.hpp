#pragma once

#include <string_view>
#include <vector>

#include "src/net.hpp"
#include "src/runtime/pieces.hpp"
#include "src/tls/client_socket.hpp"
#include "src/websocket/frame.hpp"

namespace halley::transport {

/** Sends one frame after the other, each at once as far as the socket takes it.

    What the socket does not take stays where it is: the payload has to live until the
    sender is idle again.
*/
class FrameSender {
public:
    /// Whether the next frame may begin.
    bool idle() const noexcept { return rest_.empty(); }

    void send(tls::ClientSocket& socket,
              const websocket::FrameHeader& header,
              const runtime::BufferSpan& payload);
    void send(tls::ClientSocket& socket, std::string_view bytes);

    /// Goes on, once the socket is ready for what `send` or this has returned.
    /// False when it is broken.
    bool resume(tls::ClientSocket& socket);

    /// What has to be waited for unless it is idle.
    Socket::wait_type wait() const noexcept { return wait_; }

private:
    void begin(tls::ClientSocket& socket, const runtime::BufferSpan& parts);

    websocket::FrameHeader header_{websocket::Opcode::text, 0};
    std::vector<asio::const_buffer> rest_;
    Socket::wait_type wait_ = Socket::wait_write;
};

}  // namespace halley::transport
