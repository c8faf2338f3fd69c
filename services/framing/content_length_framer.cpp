#include "services/framing/content_length_framer.hpp"

#include <charconv>
#include <utility>

#include <boost/algorithm/string/predicate.hpp>

namespace halley::services {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view header_end = "\r\n\r\n";
constexpr std::size_t most_header_bytes = 4096;

std::string_view trim(std::string_view text)
{
    constexpr std::string_view blank = " \t";
    const auto begin = std::min(text.find_first_not_of(blank), text.size());
    text.remove_prefix(begin);
    return text.substr(0, text.find_last_not_of(blank) + 1);
}

// Nothing when there is none, more than one, or one that is no number.
std::optional<std::size_t> content_length(std::string_view header)
{
    std::optional<std::size_t> length;
    while (!header.empty()) {
        const auto line = header.substr(0, header.find(line_end));
        header.remove_prefix(std::min(line.size() + line_end.size(), header.size()));
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        if (!boost::algorithm::iequals(trim(line.substr(0, colon)), "Content-Length")) continue;
        const auto digits = trim(line.substr(colon + 1));
        std::size_t value = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (length || error != std::errc{} || end != digits.data() + digits.size())
            return std::nullopt;
        length = value;
    }
    return length;
}

}  // namespace

std::optional<std::string> ContentLengthFramer::next_text()
{
    while (true) {
        if (!text_size_) {
            const auto size = bytes().substr(0, most_header_bytes).find(header_end);
            if (size == std::string_view::npos) {
                if (bytes().size() >= most_header_bytes) fail(Errc::service_frame_malformed);
                return std::nullopt;
            }
            text_size_ = content_length(bytes().substr(0, size));
            if (!text_size_) {
                fail(Errc::service_frame_malformed);
                return std::nullopt;
            }
            if (*text_size_ > frame_bytes()) {
                fail(Errc::service_frame_too_long);
                return std::nullopt;
            }
            skip(size + header_end.size());
        }
        if (bytes().size() < *text_size_) return std::nullopt;
        if (const auto size = *std::exchange(text_size_, std::nullopt); size > 0) return take(size);
    }
}

void ContentLengthFramer::wrap(std::string& text) const
{
    text.insert(0, "Content-Length: " + std::to_string(text.size()) + "\r\n\r\n");
}

}  // namespace halley::services
