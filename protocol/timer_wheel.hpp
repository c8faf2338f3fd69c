#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "protocol/time.hpp"

namespace halley::protocol {

/** Deadlines of many things, kept in a wheel of buckets.

    Adding is one append; nothing is ever removed early: whoever postpones a
    deadline just stores the later one beside its object, and adds it again when
    the entry comes due. Entries come due never before their time and at most
    one `resolution` after it.
*/
class TimerWheel {
public:
    struct Key {
        std::uint32_t slot;
        std::uint32_t generation;
        bool operator==(const Key&) const = default;
    };
    static constexpr Duration resolution = std::chrono::milliseconds{16};

    explicit TimerWheel(TimePoint now);

    void add(Key key, TimePoint due);

    /// Moves the wheel to `now` and appends every entry that came due, with the
    /// time it was added for.
    struct Due {
        Key key;
        TimePoint time;
        bool operator==(const Due&) const = default;
    };
    void advance(TimePoint now, std::vector<Due>& due);

    /// When `advance` should be called next; nothing while the wheel is empty.
    std::optional<TimePoint> next() const;

    bool empty() const noexcept { return size_ == 0; }

private:
    static constexpr std::size_t buckets = 4096;  // A round takes 65 s.
    using Tick = std::int64_t;

    static std::size_t bucket_of(Tick tick) noexcept
    {
        return static_cast<std::size_t>(tick) % buckets;
    }
    Tick tick_of(TimePoint time) const noexcept;
    void visit(std::size_t bucket, Tick tick, std::vector<Due>& due);

    const TimePoint start_;
    Tick done_ = 0;  // Every bucket up to this tick has been looked at.
    std::array<std::vector<Due>, buckets> entries_;
    std::array<std::uint64_t, buckets / 64> occupied_{};
    std::size_t size_ = 0;
};

}  // namespace halley::protocol
