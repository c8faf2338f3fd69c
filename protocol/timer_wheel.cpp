#include "protocol/timer_wheel.hpp"

#include <algorithm>
#include <bit>

namespace halley::protocol {

TimerWheel::TimerWheel(TimePoint now) : start_(now) {}

// Rounded up: an entry is looked at when its time has come, not before.
TimerWheel::Tick TimerWheel::tick_of(TimePoint time) const noexcept
{
    if (time <= start_) return 0;
    const auto elapsed = time - start_;
    return elapsed / resolution + (elapsed % resolution == Duration::zero() ? 0 : 1);
}

void TimerWheel::add(Key key, TimePoint due)
{
    const auto tick = std::max(tick_of(due), done_ + 1);
    const auto bucket = bucket_of(tick);
    entries_[bucket].push_back({key, due});
    occupied_[bucket / 64] |= std::uint64_t{1} << (bucket % 64);
    ++size_;
}

void TimerWheel::advance(TimePoint now, std::vector<Due>& due)
{
    if (now <= start_) return;
    const Tick until = (now - start_) / resolution;
    if (until <= done_) return;
    // After a long sleep every bucket is looked at once, not once for each round.
    const auto steps = std::min<Tick>(until - done_, buckets);
    const auto first = done_ + 1;
    done_ = until;
    if (size_ == 0) return;
    for (Tick step = 0; step < steps; ++step) {
        const auto bucket = bucket_of(first + step);
        if (occupied_[bucket / 64] >> (bucket % 64) & 1) visit(bucket, until, due);
    }
}

// Takes out what is due by `tick`; the entries of later rounds stay.
void TimerWheel::visit(std::size_t bucket, Tick tick, std::vector<Due>& due)
{
    auto& entries = entries_[bucket];
    const auto later = std::partition(entries.begin(), entries.end(), [&](const Due& entry) {
        return tick_of(entry.time) > tick;
    });
    due.insert(due.end(), later, entries.end());
    size_ -= static_cast<std::size_t>(entries.end() - later);
    entries.erase(later, entries.end());
    if (!entries.empty()) return;
    std::vector<Due>{}.swap(entries);
    occupied_[bucket / 64] &= ~(std::uint64_t{1} << (bucket % 64));
}

std::optional<TimePoint> TimerWheel::next() const
{
    if (size_ == 0) return std::nullopt;
    const auto first = bucket_of(done_ + 1);
    for (std::size_t step = 0; step < buckets;) {
        const auto bucket = (first + step) % buckets;
        const auto word = occupied_[bucket / 64] >> (bucket % 64);
        if (word != 0) {
            step += static_cast<std::size_t>(std::countr_zero(word));
            return start_ + resolution * (done_ + 1 + static_cast<Tick>(step));
        }
        step += 64 - bucket % 64;
    }
    return std::nullopt;
}

}  // namespace halley::protocol
