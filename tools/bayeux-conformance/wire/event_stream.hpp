#pragma once

#include <string>
#include <string_view>

#include "tools/bayeux-conformance/wire/http.hpp"

namespace halley::conformance {

/** The events of a stream as EventSource reads it (WHATWG HTML, 9.2), one by one. */
class EventStream {
public:
    /// Asks for the stream; `response` tells how that went, and `receive` works only
    /// when there is one.
    EventStream(HttpConnection connection, const HttpRequest& request, Clock::time_point until);

    /// The data of the next event that has any, comments and other fields passed over.
    /// Throws `TimedOut`, or `Disconnected` at the end.
    std::string receive(Clock::time_point until);

    /// Whether `response` is that of a stream.
    bool open() const;
    HttpConnection& connection() { return connection_; }

    HttpResponse response;

private:
    std::string line(Clock::time_point until);
    void read(Clock::time_point until);

    HttpConnection connection_;
    Conversation& conversation_;
    bool chunked_ = false;
    std::string raw_;   ///< As it came, when it comes in chunks.
    std::string text_;  ///< Not read yet.
};

}  // namespace halley::conformance
