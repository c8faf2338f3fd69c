#pragma once

#include <string>

#include <zlib.h>

#include "src/runtime/pieces.hpp"

namespace halley::websocket {

/// Compresses messages by permessage-deflate (RFC 7692, 7.2.1).
class Deflater {
public:
    /// @param window_bits of our window, 9 to 15.
    /// @param forgets whether each message is compressed on its own.
    /// @throws std::bad_alloc
    Deflater(int window_bits, bool forgets);
    Deflater(const Deflater&) = delete;
    Deflater& operator=(const Deflater&) = delete;
    ~Deflater() { deflateEnd(&stream_); }

    /// The payload of a frame with that message.
    std::string deflate(const runtime::BufferSpan& message);

private:
    void run(int flush, std::string& payload);

    z_stream stream_{};
    bool forgets_;
};

}  // namespace halley::websocket
