#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <zlib.h>

namespace halley::websocket {

/// Undoes what a client does to its messages by permessage-deflate (RFC 7692, 7.2.2).
class Inflater {
public:
    /// @param window_bits of the client's window, 8 to 15.
    /// @param forgets whether each message is compressed on its own.
    /// @throws std::bad_alloc
    Inflater(int window_bits, bool forgets);
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    ~Inflater() { inflateEnd(&stream_); }

    /// Appends what a part of a message holds. False when that is no deflated data, or when
    /// `message` would become larger than `largest`; then it is by one byte.
    bool inflate(std::string_view part, std::string& message, std::size_t largest);

    /// The message is complete. Fails as `inflate` does.
    bool finish(std::string& message, std::size_t largest);

private:
    z_stream stream_{};
    bool forgets_;
};

}  // namespace halley::websocket
