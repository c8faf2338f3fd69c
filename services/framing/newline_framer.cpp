#include "services/framing/newline_framer.hpp"

#include <algorithm>

#include "protocol/message_reader.hpp"

namespace halley::services {

std::optional<std::string> NewlineFramer::next_text()
{
    while (!bytes().empty()) {
        const auto end = bytes().find('\n', searched_);
        const bool ended = end != std::string_view::npos;
        const auto size = ended ? end : bytes().size();
        searched_ = ended ? 0 : size;
        if (size > frame_bytes()) {
            fail(Errc::service_frame_too_long);
            return std::nullopt;
        }
        if (!ended && !finished_) return std::nullopt;
        auto line = take(size);
        if (ended) skip(1);
        searched_ = 0;
        if (line.ends_with('\r')) line.pop_back();
        if (line.find_first_not_of(" \t") != std::string::npos) return line;
    }
    return std::nullopt;
}

void NewlineFramer::wrap(std::string& text) const
{
    const auto is_break = [](char c) { return c == '\n' || c == '\r'; };
    if (std::any_of(text.begin(), text.end(), is_break) && protocol::is_json(text))
        std::replace_if(text.begin(), text.end(), is_break, ' ');
    text += '\n';
}

}  // namespace halley::services
