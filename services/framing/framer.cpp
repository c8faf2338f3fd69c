#include "services/framing/framer.hpp"

#include "services/framing/content_length_framer.hpp"
#include "services/framing/json_framer.hpp"
#include "services/framing/length_framer.hpp"
#include "services/framing/newline_framer.hpp"
#include "services/framing/raw_framer.hpp"

namespace halley::services {

void Framer::wrap(std::string&) const {}

std::unique_ptr<Framer> make_framer(Framing framing, std::size_t frame_bytes)
{
    switch (framing) {
    case Framing::json: return std::make_unique<JsonFramer>(frame_bytes);
    case Framing::newline: return std::make_unique<NewlineFramer>(frame_bytes);
    case Framing::length: return std::make_unique<LengthFramer>(frame_bytes);
    case Framing::content_length: return std::make_unique<ContentLengthFramer>(frame_bytes);
    case Framing::raw: break;
    }
    return std::make_unique<RawFramer>(frame_bytes, RawFramer::Reads::cut_anywhere);
}

std::unique_ptr<Framer> make_message_framer(std::size_t frame_bytes)
{
    return std::make_unique<RawFramer>(frame_bytes, RawFramer::Reads::whole);
}

}  // namespace halley::services
