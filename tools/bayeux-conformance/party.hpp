#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/bayeux-conformance/run.hpp"

namespace halley::conformance {

/** One client of a case, on the medium of its run.

    Bodies are what the case says, but for `$ID`, which becomes the client id. Events
    that come with whatever answer are kept for `events`; `request` returns all that
    came, events as well.
*/
class Party {
public:
    Party(Run& run, std::string peer);

    /// Shakes hands; throws `DoesNotHold` when that fails.
    void handshake(std::string_view members = {});

    /// Sends a batch and waits until each of its messages with an id is answered, over
    /// HTTP for the response.
    std::vector<Json> request(std::string_view batch);
    /// The only reply to a message. `members` follow `channel` and `clientId`.
    Json ask(std::string_view channel, std::string_view members = {});

    /// A connect that is to be answered at once.
    Json connect(std::string_view members = R"("advice":{"timeout":0})");
    Json subscribe(std::string_view channel);
    Json unsubscribe(std::string_view channel);
    Json publish(std::string_view channel, std::string_view data);

    /// A connect that is to be held; over HTTP on a connection of its own. Its answer,
    /// when it comes, is that of `held_answer`.
    void hold(std::string_view members = {});
    /// Everything that came as the answer of the held connect; throws `TimedOut`.
    std::vector<Json> held_answer(Clock::time_point until);
    /// Whether the held connect is still unanswered after that time.
    bool still_held(std::chrono::milliseconds time);

    /// Waits until `count` events on that channel have come, and takes all that have.
    std::vector<Json> events(std::string_view channel, std::size_t count);
    /// What has come on that channel of all that `speaker` has published: what it publishes
    /// now comes behind it. Events of other publishers may be still on their way.
    std::vector<Json> events_so_far(std::string_view channel, Party& speaker);

    /// The connection breaks; the session is to go on with a new one.
    void break_off();

    /// Puts the client id in, as it stands between the quotes of a JSON string.
    std::string fill(std::string_view text) const;
    /// The headers of an HTTP request of this client: its cookies, the operator's own.
    Headers headers() const;
    /// The cookies alone, for what adds the operator's headers by itself.
    Headers cookie_header() const;
    /// The HTTP request with that batch as the medium has it: a POST, or the GET of a script.
    HttpRequest http_request(std::string_view batch) const;

    std::string client_id;
    Json handshake_reply;
    std::map<std::string, std::string> cookies;
    Headers response_headers;  ///< Of the latest answer over HTTP.

    /// A new one when the server has ended the one before while nothing was said on it.
    HttpConnection& http();
    WebSocket& websocket();
    Run& run() { return run_; }

private:
    std::vector<Json> exchange(HttpConnection& connection, std::string_view batch);
    std::vector<Json> read_response(HttpConnection& connection, Clock::time_point until);
    std::vector<Json> read_frame(Clock::time_point until);
    std::vector<Json> messages_in(const HttpResponse& response);
    std::string_view connection_type() const;
    std::vector<Json> sort(const std::vector<Json>& messages);
    void remember_cookies(const HttpResponse& response);
    std::string next_id();

    Run& run_;
    std::string peer_;
    std::optional<HttpConnection> http_;
    std::optional<HttpConnection> held_;
    std::optional<WebSocket> websocket_;
    std::string held_id_;
    std::vector<Json> held_messages_;
    std::deque<Json> events_;
    unsigned ids_ = 0;
};

/// The reply with that id (raw JSON) among messages; `missing` when there is none.
Json reply_with(const std::vector<Json>& messages, std::string_view id);

/// Whether a message is an event: it has data, or a broadcast channel and no `successful`.
bool is_event(const Json& message);

}  // namespace halley::conformance
