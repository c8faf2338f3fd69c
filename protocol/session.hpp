#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "protocol/acknowledgements.hpp"
#include "protocol/event_queue.hpp"
#include "protocol/exchange.hpp"
#include "protocol/outlet.hpp"
#include "protocol/time.hpp"
#include "protocol/timesync.hpp"
#include "protocol/token_bucket.hpp"

namespace halley::protocol {

// Rules of this file:
// - A session is handshaken until its first connect, then connected until it ends.
// - It holds at most one connect; the later request supersedes the earlier (CON-15).
// - It has one deadline: while a connect is held, the end of the hold; otherwise
//   the end of the server's patience (CON-22, CON-23). Lazy events have another.
// - Its events leave on its stream if it has one, otherwise with an answer.
// - With the ack extension they leave with connects only, again and again until
//   the client confirms them.
// - Otherwise events are on their way to one outlet at a time. Only a stream may
//   be given more before the first are written; another outlet has to wait for
//   the outcome, or events that come back would be overtaken.

enum class Phase : unsigned char { handshaken, connected };

/// Which replies a session understands; it is settled at the handshake.
enum class Dialect : unsigned char { bayeux, nodefony };

/// The durations that the server grants its clients.
struct Patience {
    Duration timeout = std::chrono::seconds{30};
    Duration interval{};
    Duration max_interval = std::chrono::seconds{10};
    Duration multi_session_interval = std::chrono::seconds{2};
};

/// A connect that waits for an event or the end of its time.
struct Held {
    Outlet outlet;
    std::string id;        ///< Raw JSON, to be echoed.
    bool advised = false;  ///< The request carried advice, so the reply does (CON-09).
    std::optional<Timesync> timesync{};

    bool operator==(const Held&) const = default;
};

struct ConnectRequest {
    Outlet outlet;
    std::string_view id{};
    bool advised = false;
    std::optional<long long> timeout{};   ///< Milliseconds the client asks to be held.
    std::optional<long long> interval{};  ///< Milliseconds it means to pause afterwards.
    bool alone = true;                    ///< No other message in its batch.
    std::optional<Timesync> timesync{};
    std::optional<long long> confirmed{};  ///< The batch of the ack extension.
    bool crowded = false;                  ///< It may not be held for its browser's sake.
};

/// The connect is to be answered at once.
struct AnswerNow {
    bool operator==(const AnswerNow&) const = default;
};

/// The same, since its browser holds as many connects as it may (LP-12).
struct AnswerCrowded {
    bool operator==(const AnswerCrowded&) const = default;
};

/// The connect is held until then.
struct Hold {
    TimePoint until;
    bool operator==(const Hold&) const = default;
};
using ConnectAction = std::variant<AnswerNow, AnswerCrowded, Hold>;

/// How fast a session may go on.
struct SessionRates {
    TokenBucket publishes;
    TokenBucket subscribes;
};

/// The events of a delivery that was not written.
struct Returned {
    std::uint32_t delivery = 0;
    std::vector<EventPtr> events;
};

/// One client's state. Owned by its shard; the fields that index it elsewhere
/// (subscriptions, services, outlets) are kept by the shard's core.
struct Session {
    std::uint32_t slot = 0;
    std::uint32_t generation = 1;
    bool alive = false;
    Dialect dialect = Dialect::bayeux;
    Phase phase = Phase::handshaken;
    std::string client_id;
    std::string browser;  ///< The browser id it is bound to, or empty (LP-07).
    std::string address;  ///< When there is a limit on addresses, or somebody to tell.
    std::unique_ptr<Identity> identity;   ///< When the policy has given one.
    std::unique_ptr<SessionRates> rates;  ///< When there are any.

    std::optional<Held> held;
    std::optional<Held> superseded;  ///< Set by `on_connect`: to be answered by the caller.
    std::optional<Outlet> stream;
    std::optional<Outlet> in_flight;  ///< Where deliveries with events are on their way to.
    unsigned deliveries = 0;          ///< How many of them.
    std::uint32_t last_delivery = 0;
    std::vector<Returned> returned;  ///< What has come back while others are on their way.
    std::optional<bool> advised_on;  ///< The kind of transport last told the advice (streaming?).
    Duration interval{};             ///< The pause granted to the client (CON-21).

    EventQueue queue;
    std::unique_ptr<Acknowledgements> acks;   ///< For a client of the ack extension.
    bool urgent = false;                      ///< Not everything in the queue is lazy.
    TimePoint lazy_until = TimePoint::max();  ///< When lazy events have waited long enough.
    TimePoint active_at{};                    ///< The last sign of activity.
    bool dirty = false;                       ///< Linked into the core's dirty list.
    bool leaving = false;                     ///< In a drain: it waits to be told to leave.
    std::uint64_t visited = 0;                ///< The last event matched: one copy each (CHN-14).

    TimePoint deadline = TimePoint::max();
    /// When its identity does, or its time in a drain is over, whatever it does.
    TimePoint expires = TimePoint::max();
    TimePoint next_deadline() const noexcept { return std::min({deadline, lazy_until, expires}); }
    TimePoint armed = TimePoint::max();  ///< When the wheel's valid entry comes due.

    std::vector<std::string> patterns;
    std::vector<std::uint32_t> services;  ///< Slots of its service connections.
    bool services_paused = false;         ///< Some of them, since its queue is long.

    /// A connect arrives: hold it or have it answered. Sets `deadline`.
    ConnectAction on_connect(const ConnectRequest& request,
                             const Patience& patience,
                             bool deliver_only,
                             TimePoint now);

    /// The held or answered connect is over: patience begins (CON-22).
    void on_connect_answered(const Patience& patience, TimePoint now);

    /// The stream came, moved or went. A one-way stream is itself a sign of life:
    /// the session lasts at least as long.
    void on_stream_changed(const Patience& patience, TimePoint now);

    /// Any other message arrived: life goes on at least that long (CON-24).
    void on_message(const Patience& patience, TimePoint now);

    /// Whether events may be given to that outlet now.
    bool may_deliver(Outlet to) const noexcept
    {
        return !in_flight || (to.streaming && *in_flight == to);
    }

    /// Whether something waits that must not wait longer than it has to.
    bool has_urgent_events() const noexcept
    {
        return (urgent && !queue.empty()) || (acks && acks->resends());
    }

    /// Whether something waits to be delivered.
    bool has_events() const noexcept { return !queue.empty() || (acks && acks->resends()); }

    /// All that waits, to leave at once.
    std::vector<EventPtr> take_events();

    /// Events leave; answers with the number of their delivery.
    std::uint32_t on_delivery(Outlet to) noexcept;

    /// A delivery was written.
    void on_delivered();

    /// A delivery has come back. Its events are in the queue as soon as nothing
    /// more is on its way: an older delivery may come back later than a newer one
    /// that was still between the shards when the connection broke.
    void on_returned(std::uint32_t delivery, std::vector<EventPtr> events);

    /// Whether events go out on a stream of their own, not with connects (WS-08).
    bool streams(bool deliver_only) const noexcept { return stream && !deliver_only && !acks; }
};

}  // namespace halley::protocol
