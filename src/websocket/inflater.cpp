#include "src/websocket/inflater.hpp"

#include <algorithm>
#include <new>

namespace halley::websocket {
namespace {

constexpr std::size_t step = 16 * 1024;

// What compressors leave out at the end of a message.
constexpr std::string_view tail{"\x00\x00\xff\xff", 4};

}  // namespace

Inflater::Inflater(int window_bits, bool forgets) : forgets_(forgets)
{
    // Negative: without a header and a checksum.
    if (inflateInit2(&stream_, -window_bits) != Z_OK) throw std::bad_alloc();
}

bool Inflater::inflate(std::string_view part, std::string& message, std::size_t largest)
{
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(part.data()));
    stream_.avail_in = static_cast<uInt>(part.size());
    while (true) {
        const auto size = message.size();
        const auto room = std::min(step, largest + 1 - size);
        message.resize(size + room);
        stream_.next_out = reinterpret_cast<Bytef*>(message.data() + size);
        stream_.avail_out = static_cast<uInt>(room);
        const int result = ::inflate(&stream_, Z_SYNC_FLUSH);
        message.resize(size + (room - stream_.avail_out));
        if (message.size() > largest) return false;
        if (result == Z_STREAM_END) {
            // A last block need not be the end of a message (RFC 7692, 7.2.3.4).
            if (inflateReset(&stream_) != Z_OK) return false;
        } else if (result != Z_OK && result != Z_BUF_ERROR) {
            return false;
        }
        if (stream_.avail_in == 0 && stream_.avail_out > 0) return true;
        if (result == Z_BUF_ERROR && stream_.avail_out > 0) return false;
    }
}

bool Inflater::finish(std::string& message, std::size_t largest)
{
    if (!inflate(tail, message, largest)) return false;
    return !forgets_ || inflateReset(&stream_) == Z_OK;
}

}  // namespace halley::websocket
