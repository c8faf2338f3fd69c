#include "services/framing/buffered_framer.hpp"

#include <utility>

#include "protocol/message_reader.hpp"
#include "services/utf8.hpp"

namespace halley::services {

void BufferedFramer::receive(std::string_view bytes)
{
    if (error_) return;
    buffer_.erase(0, std::exchange(begin_, 0));
    buffer_ += bytes;
}

std::optional<Frame> BufferedFramer::next()
{
    if (!error_) {
        if (auto text = next_text()) return to_frame(std::move(*text));
    }
    if (bytes().empty()) {
        buffer_ = {};
        begin_ = 0;
    }
    return std::nullopt;
}

std::string BufferedFramer::take(std::size_t size)
{
    std::string text{bytes().substr(0, size)};
    begin_ += text.size();
    return text;
}

void BufferedFramer::fail(Errc error)
{
    error_ = error;
    buffer_ = {};
    begin_ = 0;
}

Frame to_frame(std::string text)
{
    const bool json =
        protocol::is_json(text) || (replace_invalid_utf8(text) && protocol::is_json(text));
    return {std::move(text), json};
}

}  // namespace halley::services
