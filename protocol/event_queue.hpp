#pragma once

#include <cstddef>
#include <vector>

#include "halley/config.hpp"
#include "protocol/event.hpp"

namespace halley::protocol {

/// The bounds of one session's queue and what to do at them (LIM-03).
struct QueueLimits {
    std::size_t messages = 10'000;
    std::size_t bytes = 4 * 1024 * 1024;
    SlowConsumer policy = SlowConsumer::disconnect;
};

/// What a session has besides its queue that counts against the bounds.
struct QueueUsage {
    std::size_t messages = 0;
    std::size_t bytes = 0;
};

/** The events that wait for one session, in order.

    Bounded in number and in bytes; one event always fits, so a low bound slows a
    session down but never cuts it off. Empty, it owns no memory.
*/
class EventQueue {
public:
    /// Whether that event would go beyond the bounds.
    bool full_for(const EventPtr& event, const QueueLimits& limits, QueueUsage beside = {}) const;

    /// False when the queue is full and its session must be disconnected. With
    /// the other policies something is dropped and the answer is true.
    bool push(const EventPtr& event, const QueueLimits& limits, QueueUsage beside = {});

    /// Puts events back in front of everything else. Never drops: they were
    /// within the bounds when they left.
    void put_back(std::vector<EventPtr> events);

    /// All events, oldest first; the queue is empty afterwards.
    std::vector<EventPtr> take();

    bool empty() const noexcept { return head_ == events_.size(); }
    std::size_t size() const noexcept { return events_.size() - head_; }
    std::size_t bytes() const noexcept { return bytes_; }

private:
    void drop_oldest();

    std::vector<EventPtr> events_;
    std::size_t head_ = 0;  // Slots before it are empty: dropping is O(1), compacting rare.
    std::size_t bytes_ = 0;
};

}  // namespace halley::protocol
