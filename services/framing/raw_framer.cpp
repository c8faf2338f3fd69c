#include "services/framing/raw_framer.hpp"

#include <utility>

#include "services/framing/buffered_framer.hpp"
#include "services/utf8.hpp"

namespace halley::services {

void RawFramer::receive(std::string_view bytes)
{
    if (error_ || bytes.empty()) return;
    auto text = std::exchange(beginning_, {});
    text += bytes;
    if (text.size() > frame_bytes_) {
        error_ = Errc::service_frame_too_long;
        return;
    }
    if (reads_ == Reads::cut_anywhere) {
        const auto complete = text.size() - incomplete_utf8(text);
        beginning_ = text.substr(complete);
        text.resize(complete);
    }
    ready_ += text;
}

void RawFramer::finish()
{
    ready_ += std::exchange(beginning_, {});
}

std::optional<Frame> RawFramer::next()
{
    if (ready_.empty()) return std::nullopt;
    return to_frame(std::exchange(ready_, {}));
}

}  // namespace halley::services
