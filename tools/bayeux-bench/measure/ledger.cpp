#include "tools/bayeux-bench/measure/ledger.hpp"

#include <algorithm>

namespace halley::bench {
namespace {

std::uint64_t both(std::uint32_t high, std::uint32_t low)
{
    return std::uint64_t{high} << 32 | low;
}

}  // namespace

Ledger::StreamId
Ledger::stream(std::uint32_t publisher, std::uint32_t channel, std::uint32_t subscribers)
{
    const auto [place, is_new] =
        ids_.try_emplace(both(publisher, channel), static_cast<StreamId>(streams_.size()));
    if (is_new) {
        streams_.push_back({publisher, channel, 0, std::vector<std::uint32_t>(subscribers)});
    }
    return place->second;
}

std::uint32_t Ledger::publish(StreamId id)
{
    auto& stream = streams_[id];
    ++published_;
    expected_ += stream.next.size();
    return stream.published++;
}

void Ledger::refuse(std::uint32_t subscribers)
{
    ++refused_;
    expected_ -= std::min<std::uint64_t>(expected_, subscribers);
}

bool Ledger::receive(StreamId id,
                     std::uint32_t number,
                     std::uint32_t channel,
                     std::uint32_t position)
{
    const bool known = id < streams_.size() && number < streams_[id].published &&
                       channel == streams_[id].channel && position < streams_[id].next.size();
    if (!known) {
        ++foreign_;
        return false;
    }
    auto& next = streams_[id].next[position];
    if (number < next) return receive_late(id, number, position);
    if (number > next) {
        auto& missing = missing_[both(id, position)];
        for (auto each = next; each < number; ++each)
            missing.push_back(each);
    }
    next = number + 1;
    ++delivered_;
    return true;
}

bool Ledger::receive_late(StreamId id, std::uint32_t number, std::uint32_t position)
{
    const auto missing = missing_.find(both(id, position));
    if (missing == missing_.end() || std::erase(missing->second, number) == 0) {
        ++doubled_;
        return false;
    }
    ++reordered_;
    ++delivered_;
    return true;
}

Counts Ledger::counts() const
{
    Counts counts;
    counts.published = published_;
    counts.refused = refused_;
    counts.expected = expected_;
    counts.delivered = delivered_;
    counts.lost = expected_ > delivered_ ? expected_ - delivered_ : 0;
    counts.doubled = doubled_;
    counts.reordered = reordered_;
    counts.foreign = foreign_;
    return counts;
}

}  // namespace halley::bench
