#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "protocol/time.hpp"
#include "protocol/timer_wheel.hpp"

namespace halley::runtime {

class Connections;

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
