#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include <boost/unordered/unordered_flat_set.hpp>

#include "protocol/outlet.hpp"
#include "protocol/time.hpp"
#include "protocol/timer_wheel.hpp"

namespace halley::runtime {

class Connections;

struct SessionHash {
    std::size_t operator()(const protocol::SessionRef& session) const noexcept
    {
        const auto key = (std::uint64_t{session.shard} << 32 | session.slot) * 0x9e3779b97f4a7c15U;
        return key ^ key >> 32 ^ session.generation;
    }
};
using LeftSessions = boost::unordered_flat_set<protocol::SessionRef, SessionHash>;

/// A client's socket, whatever is spoken on it. It registers itself for as long
/// as it lives, and has one deadline at most.
class Connection {
public:
    explicit Connection(Connections& registry);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    virtual ~Connection();

    /// The time set by `expire_at` has come.
    virtual void on_deadline() = 0;

    /// The server stops: close as soon as what was begun is done.
    virtual void stop() = 0;

    /// The clients of these sessions are to go to another server: a connection that one
    /// of them would use again is of no use any more.
    virtual void on_left(const LeftSessions&) {}

protected:
    /// Replaces the deadline. Mostly a store.
    void expire_at(protocol::TimePoint deadline);
    void expire_never() { deadline_ = protocol::TimePoint::max(); }

private:
    friend class Connections;

    Connections& registry_;
    std::uint32_t slot_ = 0;
    protocol::TimePoint deadline_ = protocol::TimePoint::max();
    protocol::TimePoint armed_ = protocol::TimePoint::max();  ///< When the wheel looks at it.
};

/// The connections of one shard's thread, with one wheel for all their deadlines.
class Connections {
public:
    /// `total` counts the connections of all shards; `changed` is called when
    /// `next_deadline` may have moved closer, and when no connection is left.
    Connections(std::atomic<std::size_t>& total,
                std::function<void()> changed,
                protocol::TimePoint now)
        : total_(total), changed_(std::move(changed)), wheel_(now)
    {
    }

    void advance(protocol::TimePoint now);
    std::optional<protocol::TimePoint> next_deadline() const { return wheel_.next(); }

    void stop_all();
    void tell_left(const LeftSessions& sessions);
    std::size_t size() const noexcept { return entries_.size() - free_.size(); }

private:
    friend class Connection;

    struct Entry {
        Connection* connection = nullptr;
        std::uint32_t generation = 0;
    };

    std::atomic<std::size_t>& total_;
    std::function<void()> changed_;
    protocol::TimerWheel wheel_;
    std::vector<Entry> entries_;
    std::vector<std::uint32_t> free_;
    std::vector<protocol::TimerWheel::Due> due_;
};

}  // namespace halley::runtime
