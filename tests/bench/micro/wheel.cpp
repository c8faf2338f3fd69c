// What deadlines cost. Those who postpone theirs only store it: the wheel learns of it
// when the entry it has comes due.

#include <chrono>
#include <cstdint>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <vector>

#include <benchmark/benchmark.h>

#include "protocol/timer_wheel.hpp"

namespace {

using namespace halley::protocol;
using namespace std::chrono_literals;

constexpr TimePoint start{1000s};
constexpr auto patience = 30s;

/// So many deadlines, spread evenly over `patience`.
std::unique_ptr<TimerWheel> wheel_of(std::int64_t entries)
{
    auto wheel = std::make_unique<TimerWheel>(start);
    for (std::int64_t entry = 0; entry < entries; ++entry)
        wheel->add({static_cast<std::uint32_t>(entry), 1}, start + entry * (patience / entries));
    return wheel;
}

/// So many deadlines are set, and all of them come due.
void wheel_add(benchmark::State& state)
{
    const auto wheel = std::make_unique<TimerWheel>(start);
    auto now = start;
    std::vector<TimerWheel::Due> due;
    for (auto _ : state) {
        for (std::int64_t entry = 0; entry < state.range(0); ++entry)
            wheel->add({static_cast<std::uint32_t>(entry), 1}, now + entry * 1us);
        now += 1s;
        wheel->advance(now, due);
        if (std::ssize(due) != state.range(0)) throw std::logic_error{"not due"};
        due.clear();
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(wheel_add)->Arg(1)->Arg(1'000);

/// One step of the wheel with so many deadlines. Those that come due have been
/// postponed, so they are added again.
void wheel_postpone(benchmark::State& state)
{
    const auto wheel = wheel_of(state.range(0));
    std::vector<TimerWheel::Due> due;
    auto now = start;
    std::int64_t postponed = 0;
    for (auto _ : state) {
        now += TimerWheel::resolution;
        wheel->advance(now, due);
        for (const auto& entry : due)
            wheel->add(entry.key, entry.time + patience);
        postponed += std::ssize(due);
        due.clear();
    }
    state.counters["postponed"] =
        benchmark::Counter(static_cast<double>(postponed), benchmark::Counter::kAvgIterations);
}
BENCHMARK(wheel_postpone)->Arg(10)->Arg(1'000)->Arg(100'000);

/// When to wake up next, which is asked every turn of the loop.
void wheel_next(benchmark::State& state)
{
    const auto wheel = wheel_of(state.range(0));
    for (auto _ : state)
        benchmark::DoNotOptimize(wheel->next());
}
BENCHMARK(wheel_next)->Arg(10)->Arg(100'000);

}  // namespace

BENCHMARK_MAIN();
