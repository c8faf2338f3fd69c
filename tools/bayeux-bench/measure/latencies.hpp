#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "tools/bayeux-bench/measure/histogram.hpp"

namespace halley::bench {

/// How long things took that were due while it was measured: all together, and over time.
class Latencies {
public:
    static constexpr std::uint64_t slot = 250'000;  ///< Microseconds.

    void begin(std::uint64_t now) { from_ = now; }
    void end(std::uint64_t now) { to_ = now; }
    bool measured(std::uint64_t due) const { return due >= from_ && due < to_; }

    /// Both in microseconds of the run.
    void record(std::uint64_t due, std::uint64_t now)
    {
        if (!measured(due)) return;
        const auto latency = now > due ? now - due : 0;
        all_.add(latency);
        const auto index = (due - from_) / slot;
        if (index >= slots_.size()) slots_.resize(index + 1, Histogram{Histogram::coarse});
        slots_[index].add(latency);
    }

    const Histogram& all() const { return all_; }
    const std::vector<Histogram>& slots() const { return slots_; }

private:
    static constexpr auto never = std::numeric_limits<std::uint64_t>::max();

    std::uint64_t from_ = never;
    std::uint64_t to_ = never;
    Histogram all_;
    std::vector<Histogram> slots_;  ///< By when they were due.
};

}  // namespace halley::bench
