#include "tools/bayeux-conformance/wire/event_stream.hpp"

#include <charconv>

namespace halley::conformance {

namespace {

constexpr std::size_t longest_line = 64 * 1024 * 1024;

}  // namespace

EventStream::EventStream(HttpConnection connection,
                         const HttpRequest& request,
                         Clock::time_point until)
    : connection_(std::move(connection)), conversation_(connection_.conversation())
{
    response = connection_.exchange(request, until);
    chunked_ = response.header("transfer-encoding").has_value();
    (chunked_ ? raw_ : text_) = connection_.take_buffer();
}

bool EventStream::open() const
{
    const auto type = response.header("content-type").value_or("");
    return response.status == 200 && type.starts_with("text/event-stream");
}

std::string EventStream::receive(Clock::time_point until)
{
    std::string data;
    bool any = false;
    for (;;) {
        auto next = line(until);
        if (next.empty()) {
            if (!any) continue;
            conversation_.received(connection_.peer(), "data: " + data);
            return data;
        }
        if (!next.starts_with("data:") && next != "data") continue;
        next.erase(0, next.size() > 5 && next[5] == ' ' ? 6 : 5);
        if (any) data += '\n';
        data += next;
        any = true;
    }
}

// Ends with CR, LF, or both; a CR at the end of what has come waits for the rest.
std::string EventStream::line(Clock::time_point until)
{
    for (;;) {
        const auto end = text_.find_first_of("\r\n");
        if (end != std::string::npos && (text_[end] == '\n' || end + 1 < text_.size())) {
            auto one = text_.substr(0, end);
            text_.erase(0, end + (text_.compare(end, 2, "\r\n") == 0 ? 2 : 1));
            return one;
        }
        if (text_.size() > longest_line) throw std::runtime_error("the stream has a line too long");
        read(until);
    }
}

void EventStream::read(Clock::time_point until)
{
    auto bytes = connection_.stream().receive(until);
    if (!chunked_) {
        text_ += bytes;
        return;
    }
    raw_ += bytes;
    for (;;) {
        const auto mark = raw_.find("\r\n");
        if (mark == std::string::npos) return;
        std::size_t size = 0;
        std::from_chars(raw_.data(), raw_.data() + mark, size, 16);
        if (size == 0) throw Disconnected("the server ends the stream");
        if (size > longest_line) throw std::runtime_error("the stream has a chunk too long");
        if (raw_.size() < mark + 2 + size + 2) return;
        text_ += raw_.substr(mark + 2, size);
        raw_.erase(0, mark + 2 + size + 2);
    }
}

}  // namespace halley::conformance
