#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/bayeux-conformance/wire/conversation.hpp"
#include "tools/bayeux-conformance/wire/stream.hpp"

namespace halley::conformance {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpResponse {
    unsigned status = 0;
    Headers headers;
    std::string body;
    bool closes = false;  ///< The connection ends with it.

    /// The first value of that name, in any case; nothing when there is none.
    std::optional<std::string> header(std::string_view name) const;
    std::vector<std::string> all(std::string_view name) const;
};

struct HttpRequest {
    std::string method = "POST";
    std::string target;
    Headers headers;  ///< Besides `Host` and, with a body, `Content-Length`.
    std::string body;
};

/** One HTTP/1.1 connection, one request after the other, with bytes at will in between.

    Every exchange is written down in the conversation.
*/
class HttpConnection {
public:
    HttpConnection(const Endpoint& endpoint, Conversation& conversation, std::string peer);

    void send(const HttpRequest& request);
    /// Bytes as they are; nothing is added.
    void send_raw(std::string_view bytes);

    /// The response to the request that was sent first of those without. An interim
    /// response (1xx) is an answer of its own. Throws `TimedOut`, `Disconnected`, or
    /// `std::runtime_error` when it is no HTTP.
    HttpResponse receive(Clock::time_point until);
    HttpResponse exchange(const HttpRequest& request, Clock::time_point until);

    /// Whether the server has ended the connection already, with nothing left to be read.
    bool ended() { return buffer_.empty() && stream_.ended(); }
    /// Whether the server ends the connection until then, whatever it sends before.
    bool ends(Clock::time_point until);

    Stream& stream() { return stream_; }
    const std::string& peer() const { return peer_; }
    Conversation& conversation() { return conversation_; }
    /// For a protocol that takes the connection over: bytes behind the last response.
    std::string take_buffer() { return std::exchange(buffer_, {}); }

private:
    std::string take_until(std::string_view mark, Clock::time_point until);
    std::string take(std::size_t size, Clock::time_point until);
    std::string take_chunks(Clock::time_point until);

    std::string host_;
    Stream stream_;
    Conversation& conversation_;
    std::string peer_;
    std::string buffer_;
    bool head_only_ = false;
};

}  // namespace halley::conformance
