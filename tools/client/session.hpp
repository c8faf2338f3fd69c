#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/client/action.hpp"
#include "tools/client/message.hpp"

namespace halley::client {

using TimePoint = std::chrono::steady_clock::time_point;
using Duration = std::chrono::steady_clock::duration;

struct SessionOptions {
    std::string connection_type = "long-polling";
    std::string handshake_ext;  ///< Raw JSON, empty for none.
    std::string subscribe_ext;  ///< Raw JSON, empty for none.
    bool reconnect = true;
    Duration first_pause = std::chrono::milliseconds{100};  ///< Doubled by each failure in a row,
    Duration longest_pause = std::chrono::seconds{10};      ///< up to this.
    Duration patience = std::chrono::seconds{30};           ///< For any answer that is not held.
};

/** One client's side of Bayeux: handshake, connect loop, subscriptions, publications.

    Rules of this file:
    - No I/O and no clock. Inputs are the commands and `handle_*`; after each of them,
      `poll_action` until it is empty, and wake it at `next_timeout`.
    - It takes any dialect: ids of any type or none, replies before or after events, advice or not.
    - A session that was once there is wanted back. After a failure the same client id is tried
      first, so that what the server has kept arrives; if it is unknown by then, a handshake and
      the subscriptions follow.
    - A publication without an answer is sent again after a failure: at least once, in order.
*/
class Session {
public:
    explicit Session(SessionOptions options) : options_(std::move(options)) {}

    void start(TimePoint now);
    void subscribe(std::string channel, TimePoint now);
    /// `data` and `ext` are raw JSON; no `ext` when it is empty. Returns its number, from 1.
    std::uint64_t publish(std::string channel, std::string data, std::string ext, TimePoint now);
    /// Says goodbye when there is anybody to say it to. Publications without an answer are given
    /// up.
    void disconnect(TimePoint now);

    /// A body or frame from the server.
    void handle_text(std::string_view text, TimePoint now);
    void handle_failure(const Failure& failure, TimePoint now);
    void handle_timeout(TimePoint now);

    std::optional<Action> poll_action();
    TimePoint next_timeout() const;

    bool connected() const { return phase_ == Phase::connected; }

private:
    enum class Phase {
        idle,
        handshaking,
        rejoining,  ///< A connect with the old client id, to see whether it is known.
        connected,  ///< There is a client id, and commands may be sent.
        pausing,    ///< Before `handshaking` or `rejoining`.
        leaving,
        ended,
    };

    /// A subscription or publication on its way.
    struct Request {
        std::uint64_t number = 0;  ///< Of the publication; a subscription has none.
        std::string channel;       ///< For a subscription what is subscribed.
        std::string data;
        std::string ext;
        unsigned attempts = 0;
        unsigned unknown = 0;                   ///< Answers that said the session was.
        TimePoint deadline = TimePoint::max();  ///< Until it is sent there is none.

        bool is_subscription() const { return number == 0; }
    };
    using Requests = std::map<std::uint64_t, Request>;

    struct Wanted {
        std::string channel;
        bool once_subscribed = false;
        unsigned unknown = 0;  ///< As of a request, but across sessions.
    };

    void handle_message(const Message& message, TimePoint now);
    void on_handshake_reply(const Message& reply, TimePoint now);
    void on_connect_reply(const Message& reply, TimePoint now);
    void on_disconnect_message(const Message& message, TimePoint now);
    void on_reply(const Message& reply, TimePoint now);
    void on_subscription_reply(const Request& request, const Message& reply, TimePoint now);
    void on_event(const Message& message);
    void on_overdue_requests(TimePoint now);
    Requests::iterator request_of(const Message& reply);
    unsigned& unknown_answers(Request& request);
    Wanted* wanted(const std::string& channel);

    void handshake(TimePoint now);
    void rejoin(TimePoint now);
    void connect(TimePoint now);
    void connect_later(TimePoint now);
    std::uint64_t request_subscription(const std::string& channel);
    void send(std::uint64_t id, Request& request, TimePoint now);
    void resend_requests(TimePoint now);

    void lose_session(const Message& reply, TimePoint now);
    void pause(TimePoint now);
    void leave(Ended farewell, TimePoint now);
    void end(Ended ended);

    void command(Lane lane, std::string message);
    std::string begin_message(std::string_view channel, std::uint64_t id) const;
    std::string connect_message(std::string_view more);
    void follow(const Advice& advice);
    Duration pause_length() const;

    SessionOptions options_;
    Phase phase_ = Phase::idle;
    std::string client_id_;
    bool ever_connected_ = false;  ///< A handshake has succeeded,
    bool ever_joined_ = false;     ///< and a connect after one.
    unsigned failures_ = 0;        ///< Since the last sign that things go well.
    std::uint64_t last_id_ = 0;
    std::uint64_t last_number_ = 0;
    Duration interval_{};
    Duration timeout_ = std::chrono::seconds{60};

    /// When the handshake, rejoining or goodbye is overdue, or the pause over.
    TimePoint phase_deadline_ = TimePoint::max();
    bool connect_held_ = false;
    TimePoint connect_deadline_ = TimePoint::max();  ///< When it is overdue, or the next one due.

    std::vector<Wanted> wanted_;
    Requests requests_;  ///< By id, which is the order in which they are sent.
    Ended farewell_;     ///< How it ends when the server has heard our goodbye.
    std::deque<Action> actions_;
};

}  // namespace halley::client
