#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace halley::client {

/// A request may be held by the server only where it keeps no other one waiting.
enum class Lane { command, connect };

/// What came instead of an answer.
struct Failure {
    enum class Kind {
        unreachable,  ///< No connection.
        refused,      ///< An answer, but none that a later try would change: HTTP 4xx.
        lost,         ///< A connection that ended, or said nothing for too long.
    };
    Kind kind = Kind::lost;
    std::string text;  ///< A sentence without its full stop.

    bool operator==(const Failure&) const = default;
};

/// A message to the server. Those of one lane keep their order.
struct Send {
    Lane lane = Lane::command;
    std::string message;

    bool operator==(const Send&) const = default;
};

/// Drop every connection; what was sent and not answered is not waited for any more.
struct Reset {
    bool operator==(const Reset&) const = default;
};

/// A message published to a subscribed channel. All but the channel is raw JSON, empty when absent.
struct Event {
    std::string channel;
    std::string data;
    std::string id;
    std::string ext;

    bool operator==(const Event&) const = default;
};

struct Subscribed {
    std::string channel;
    bool again = false;  ///< In a new session, after an earlier one was lost.

    bool operator==(const Subscribed&) const = default;
};

/// The server's word on a publication, one for each.
struct Published {
    std::uint64_t number = 0;  ///< As `Session::publish` returned it.
    std::string error;         ///< Empty when it was taken.

    bool operator==(const Published&) const = default;
};

/// Something to tell a user: a lost connection, a new one.
struct Notice {
    std::string text;

    bool operator==(const Notice&) const = default;
};

/// The last action of all.
struct Ended {
    enum class Reason {
        done,         ///< As `disconnect` asked for.
        refused,      ///< By the server.
        unreachable,  ///< No server, and no more tries.
    };
    Reason reason = Reason::done;
    std::string text;  ///< Why, but for `done`.

    bool operator==(const Ended&) const = default;
};

using Action = std::variant<Send, Reset, Event, Subscribed, Published, Notice, Ended>;

}  // namespace halley::client
