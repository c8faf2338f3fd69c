// What it costs to queue events for a session and to take them for a delivery.

#include <cstdint>
#include <string>

#include <benchmark/benchmark.h>

#include "protocol/event_queue.hpp"

namespace {

using namespace halley::protocol;

/// So many events wait when they are taken.
void queue_push_take(benchmark::State& state)
{
    const auto event = Event::make("/stock/a", "{\"text\":\"" + std::string(89, 'x') + "\"}");
    const QueueLimits limits;
    EventQueue queue;
    for (auto _ : state) {
        for (std::int64_t count = 0; count < state.range(0); ++count)
            queue.push(event, limits);
        benchmark::DoNotOptimize(queue.take());
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(queue_push_take)->Arg(1)->Arg(10)->Arg(1'000);

/// The queue is full, and every event pushes the oldest out.
void queue_drop_oldest(benchmark::State& state)
{
    const auto event = Event::make("/stock/a", "{\"text\":\"" + std::string(89, 'x') + "\"}");
    const QueueLimits limits{.messages = 1'000, .policy = halley::SlowConsumer::drop_oldest};
    EventQueue queue;
    while (queue.size() < limits.messages)
        queue.push(event, limits);
    for (auto _ : state)
        benchmark::DoNotOptimize(queue.push(event, limits));
}
BENCHMARK(queue_drop_oldest);

}  // namespace

BENCHMARK_MAIN();
