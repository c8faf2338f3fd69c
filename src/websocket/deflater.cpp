#include "src/websocket/deflater.hpp"

#include <cstddef>
#include <new>

namespace halley::websocket {
namespace {

constexpr int level = 6;
constexpr int memory_level = 4;  // 4 KiB of hash table and as much of output.
constexpr std::size_t step = 4 * 1024;
constexpr std::size_t tail = 4;  // What the client puts back.

}  // namespace

Deflater::Deflater(int window_bits, bool forgets) : forgets_(forgets)
{
    // Negative: without a header and a checksum.
    if (deflateInit2(&stream_, level, Z_DEFLATED, -window_bits, memory_level, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        throw std::bad_alloc();
}

std::string Deflater::deflate(const runtime::BufferSpan& message)
{
    std::string payload;
    for (const auto& part : message) {
        stream_.next_in = static_cast<Bytef*>(const_cast<void*>(part.data()));
        stream_.avail_in = static_cast<uInt>(part.size());
        run(Z_NO_FLUSH, payload);
    }
    run(Z_SYNC_FLUSH, payload);
    payload.erase(payload.size() - tail);
    if (forgets_) deflateReset(&stream_);
    return payload;
}

void Deflater::run(int flush, std::string& payload)
{
    do {
        const auto size = payload.size();
        payload.resize(size + step);
        stream_.next_out = reinterpret_cast<Bytef*>(payload.data() + size);
        stream_.avail_out = step;
        ::deflate(&stream_, flush);
        payload.resize(size + (step - stream_.avail_out));
    } while (stream_.avail_out == 0);
}

}  // namespace halley::websocket
