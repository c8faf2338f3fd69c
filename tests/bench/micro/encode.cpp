// What encoding costs: once for each event, and then for each frame it goes out in.

#include <cstddef>
#include <string>
#include <utility>

#include <benchmark/benchmark.h>

#include "src/transport/frame_queue.hpp"

namespace {

using namespace halley;

const std::string data = "{\"text\":\"" + std::string(89, 'x') + "\"}";

void encode_event(benchmark::State& state)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(protocol::Event::make("/stock/a", data));
}
BENCHMARK(encode_event);

/// A frame of so many events, written at once.
void encode_frame(benchmark::State& state)
{
    const auto events = static_cast<std::size_t>(state.range(0));
    const auto event = protocol::Event::make("/stock/a", data);
    transport::FrameQueue queue;
    for (auto _ : state) {
        protocol::Delivery delivery;
        delivery.events.assign(events, event);
        queue.push(std::move(delivery));
        benchmark::DoNotOptimize(queue.next_frame());
        queue.on_written([](protocol::SessionRef) {});
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(encode_frame)->Arg(1)->Arg(10)->Arg(100);

}  // namespace

BENCHMARK_MAIN();
