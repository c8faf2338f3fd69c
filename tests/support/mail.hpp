#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <random>
#include <utility>

#include "protocol/outlet.hpp"

namespace halley::test {

/// Letters between shards that arrive late, but in order for each sender and receiver.
class Mail {
public:
    using Letter = std::function<void()>;

    explicit Mail(unsigned seed) : random_(seed) {}

    void send(protocol::ShardId from, protocol::ShardId to, Letter letter)
    {
        ways_[{from, to}].push_back(std::move(letter));
    }

    /// Delivers the oldest letter of a way chosen at random; false when there is none.
    bool deliver_one()
    {
        if (ways_.empty()) return false;
        const auto way = std::next(ways_.begin(), static_cast<long>(random_() % ways_.size()));
        const auto letter = std::move(way->second.front());
        way->second.pop_front();
        if (way->second.empty()) ways_.erase(way);
        letter();
        return true;
    }

    /// Whether some letters may go out now, and the others wait.
    bool lucky() { return random_() % 3 != 0; }

private:
    std::map<std::pair<protocol::ShardId, protocol::ShardId>, std::deque<Letter>> ways_;
    std::mt19937 random_;
};

}  // namespace halley::test
