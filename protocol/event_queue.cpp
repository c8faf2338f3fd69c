#include "protocol/event_queue.hpp"

#include <iterator>
#include <utility>

namespace halley::protocol {

bool EventQueue::full_for(const EventPtr& event, const QueueLimits& limits, QueueUsage beside) const
{
    const auto messages = size() + beside.messages;
    return messages > 0 && (messages >= limits.messages ||
                            bytes_ + beside.bytes + event->text().size() > limits.bytes);
}

bool EventQueue::push(const EventPtr& event, const QueueLimits& limits, QueueUsage beside)
{
    if (full_for(event, limits, beside)) {
        if (limits.policy == SlowConsumer::disconnect) return false;
        if (limits.policy == SlowConsumer::drop_oldest) {
            while (!empty() && full_for(event, limits, beside))
                drop_oldest();
        }
        if (full_for(event, limits, beside)) return true;
    }
    bytes_ += event->text().size();
    events_.push_back(event);
    return true;
}

void EventQueue::put_back(std::vector<EventPtr> events)
{
    for (const auto& event : events)
        bytes_ += event->text().size();
    events.insert(events.end(),
                  std::make_move_iterator(events_.begin() + static_cast<std::ptrdiff_t>(head_)),
                  std::make_move_iterator(events_.end()));
    events_ = std::move(events);
    head_ = 0;
}

std::vector<EventPtr> EventQueue::take()
{
    if (head_ != 0)
        events_.erase(events_.begin(), events_.begin() + static_cast<std::ptrdiff_t>(head_));
    head_ = 0;
    bytes_ = 0;
    return std::exchange(events_, {});
}

void EventQueue::drop_oldest()
{
    bytes_ -= events_[head_]->text().size();
    events_[head_].reset();
    ++head_;
    if (head_ > 64 && head_ * 2 > events_.size()) {
        events_.erase(events_.begin(), events_.begin() + static_cast<std::ptrdiff_t>(head_));
        head_ = 0;
    }
}

}  // namespace halley::protocol
