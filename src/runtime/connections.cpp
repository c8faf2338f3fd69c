#include "src/runtime/connections.hpp"

namespace halley::runtime {

Connection::Connection(Connections& registry) : registry_(registry)
{
    if (registry_.free_.empty()) {
        registry_.free_.push_back(static_cast<std::uint32_t>(registry_.entries_.size()));
        registry_.entries_.emplace_back();
    }
    slot_ = registry_.free_.back();
    registry_.free_.pop_back();
    registry_.entries_[slot_].connection = this;
    ++registry_.total_;
}

Connection::~Connection()
{
    auto& entry = registry_.entries_[slot_];
    entry.connection = nullptr;
    ++entry.generation;
    registry_.free_.push_back(slot_);
    --registry_.total_;
    if (registry_.size() == 0) registry_.changed_();
}

void Connection::expire_at(protocol::TimePoint deadline)
{
    deadline_ = deadline;
    if (deadline >= armed_) return;
    armed_ = deadline;
    registry_.wheel_.add({slot_, registry_.entries_[slot_].generation}, deadline);
    registry_.changed_();
}

void Connections::advance(protocol::TimePoint now)
{
    due_.clear();
    wheel_.advance(now, due_);
    for (const auto& due : due_) {
        const auto& entry = entries_[due.key.slot];
        auto* const connection = entry.connection;
        if (!connection || entry.generation != due.key.generation || connection->armed_ != due.time)
            continue;
        connection->armed_ = protocol::TimePoint::max();
        if (connection->deadline_ > now) {
            // Postponed meanwhile; `never` is not a time to look again.
            if (connection->deadline_ != protocol::TimePoint::max())
                connection->expire_at(connection->deadline_);
        } else {
            connection->expire_never();
            connection->on_deadline();
        }
    }
}

void Connections::tell_left(const LeftSessions& sessions)
{
    for (std::size_t slot = 0; slot < entries_.size(); ++slot) {
        if (auto* const connection = entries_[slot].connection) connection->on_left(sessions);
    }
}

void Connections::stop_all()
{
    // By index: a connection may end, and others begin, meanwhile.
    for (std::size_t slot = 0; slot < entries_.size(); ++slot) {
        if (auto* const connection = entries_[slot].connection) connection->stop();
    }
}

}  // namespace halley::runtime
