#pragma once

#include <cstddef>
#include <deque>
#include <string>

namespace halley::client {

/// Messages that wait for their connection, and leave it as JSON arrays.
class MessageQueue {
public:
    /// One that is `alone` shares its array with no other.
    void push(std::string message, bool alone) { waiting_.push_back({std::move(message), alone}); }
    bool empty() const { return waiting_.empty(); }

    /// The next array: as many messages as servers take in one body everywhere.
    std::string take()
    {
        std::string batch = "[";
        std::size_t count = 0;
        bool alone = false;
        do {
            auto& next = waiting_.front();
            if (count++ > 0) batch += ',';
            batch += next.message;
            alone = next.alone;
            waiting_.pop_front();
        } while (!alone && !empty() && !waiting_.front().alone && count < most_messages &&
                 batch.size() + waiting_.front().message.size() < most_bytes);
        return batch += ']';
    }

private:
    static constexpr std::size_t most_messages = 100;
    static constexpr std::size_t most_bytes = 64 * 1024;

    struct Waiting {
        std::string message;
        bool alone;
    };
    std::deque<Waiting> waiting_;
};

}  // namespace halley::client
