#include "services/framing/length_framer.hpp"

#include <boost/endian/conversion.hpp>

namespace halley::services {
namespace {

constexpr std::size_t header_bytes = 4;

}  // namespace

std::optional<std::string> LengthFramer::next_text()
{
    while (bytes().size() >= header_bytes) {
        unsigned char header[header_bytes];
        bytes().copy(reinterpret_cast<char*>(header), header_bytes);
        const std::size_t size = boost::endian::load_big_u32(header);
        if (size > frame_bytes()) {
            fail(Errc::service_frame_too_long);
            return std::nullopt;
        }
        if (bytes().size() - header_bytes < size) return std::nullopt;
        skip(header_bytes);
        if (size > 0) return take(size);
    }
    return std::nullopt;
}

void LengthFramer::wrap(std::string& text) const
{
    unsigned char header[header_bytes];
    boost::endian::store_big_u32(header, static_cast<std::uint32_t>(text.size()));
    text.insert(0, reinterpret_cast<const char*>(header), header_bytes);
}

}  // namespace halley::services
