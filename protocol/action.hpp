#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "protocol/event.hpp"
#include "protocol/exchange.hpp"
#include "protocol/outlet.hpp"
#include "protocol/service_event.hpp"

namespace halley::protocol {

/** What goes out in one piece.

    `Envelope::array`: one body or frame `[event,…,replies]`, where `replies` is
    already separated by commas. `Envelope::object`: a frame for each event, then
    one for `replies`; each event's text begins with `prefix` in place of its `{`.
*/
struct Delivery {
    SessionRef owner;  ///< Whom to return `events` to when they could not be written.
    Envelope envelope = Envelope::array;
    std::string prefix;
    std::vector<EventPtr> events;
    std::string replies;
    bool last = false;  ///< Over HTTP: the connection is to be closed after it.

    bool operator==(const Delivery&) const = default;
};

// A delivery with events, in either of the next two, owes its owner's shard a
// `Shard::handle_sent` or a `Shard::handle_returned`.

/// Answers an HTTP exchange: status 200 and this body.
struct Respond {
    Outlet to;
    Delivery delivery;
    std::string set_browser;  ///< When not empty: issue a session cookie with this id (HSK-19).
    bool operator==(const Respond&) const = default;
};

/// Writes to a streaming outlet, after whatever was sent to it before. An empty
/// delivery is the first on a one-way outlet: its session is known.
struct Send {
    Outlet to;
    Delivery delivery;
    bool operator==(const Send&) const = default;
};

enum class CloseReason {
    normal,           ///< After what was sent before.
    slow_consumer,    ///< Likewise, but its client may not be reading.
    replaced,         ///< At once: its session has moved on, what is stuck must come back.
    session_ended,    ///< For a one-way outlet: there is no such session, or no more.
    server_stopping,  ///< After what was sent before. Its clients find another server.
};

/// Closes a streaming outlet.
struct Close {
    Outlet to;
    CloseReason reason = CloseReason::normal;
    bool operator==(const Close&) const = default;
};

/// Gives an event to every other shard whose `Interest` may match its channel.
struct Fan {
    EventPtr event;
    bool operator==(const Fan&) const = default;
};

/// Continues an exchange on another shard, by `Shard::handle_exchange`.
struct Forward {
    ShardId to = 0;
    std::unique_ptr<Exchange> exchange;
    bool operator==(const Forward&) const = default;
};

/// Opens a connection to the configured service `name`.
struct OpenService {
    ServiceRef service;
    std::string name;
    Caller caller;
    bool operator==(const OpenService&) const = default;
};

/// Writes this to it, in one piece.
struct WriteService {
    ServiceRef service;
    ServiceMessage message;
    bool operator==(const WriteService&) const = default;
};

/// Its client has caught up: `handle_service` may be told of it again.
struct ResumeService {
    ServiceRef service;
    bool operator==(const ResumeService&) const = default;
};

/// Half-closes it after what was written.
struct FinishService {
    ServiceRef service;
    bool operator==(const FinishService&) const = default;
};

/// Closes it at once; no event of it is wanted any more.
struct AbortService {
    ServiceRef service;
    bool operator==(const AbortService&) const = default;
};

using Action = std::variant<Respond,
                            Send,
                            Close,
                            Fan,
                            Forward,
                            OpenService,
                            WriteService,
                            ResumeService,
                            FinishService,
                            AbortService>;

}  // namespace halley::protocol
