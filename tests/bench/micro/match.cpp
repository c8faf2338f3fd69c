// What it costs to find the subscribers of a channel. The argument is the number of
// subscriptions that do not match: the time must not grow with it.

#include <cstdint>
#include <stdexcept>
#include <string>

#include <benchmark/benchmark.h>

#include "protocol/subscription_tree.hpp"

namespace {

using halley::protocol::SubscriptionTree;

constexpr SubscriptionTree::Slot subscriber = 1'000'000;

/// Others subscribe to names and patterns beside those that match.
void match(benchmark::State& state, const std::string& pattern)
{
    SubscriptionTree tree;
    for (std::int64_t other = 0; other < state.range(0); ++other) {
        const auto room = "/chat/room" + std::to_string(other);
        const char* const endings[] = {"", "/*", "/**", "/users"};
        tree.subscribe(room + endings[other % 4], static_cast<SubscriptionTree::Slot>(other));
    }
    tree.subscribe(pattern, subscriber);

    for (auto _ : state) {
        SubscriptionTree::Slot found = 0;
        tree.match("/chat/lobby/events", [&](SubscriptionTree::Slot slot) { found += slot; });
        if (found != subscriber) throw std::logic_error{"others matched, or none did"};
    }
}

void numbers_of_others(benchmark::internal::Benchmark* benchmark)
{
    benchmark->Arg(10)->Arg(1'000)->Arg(100'000);
}

BENCHMARK_CAPTURE(match, exact, "/chat/lobby/events")->Apply(numbers_of_others);
BENCHMARK_CAPTURE(match, one_more, "/chat/lobby/*")->Apply(numbers_of_others);
BENCHMARK_CAPTURE(match, any_more, "/chat/**")->Apply(numbers_of_others);

/// All of so many sessions have subscribed.
void match_all(benchmark::State& state)
{
    SubscriptionTree tree;
    for (std::int64_t session = 0; session < state.range(0); ++session)
        tree.subscribe("/chat/lobby", static_cast<SubscriptionTree::Slot>(session));
    for (auto _ : state) {
        std::uint64_t sum = 0;
        tree.match("/chat/lobby", [&](SubscriptionTree::Slot slot) { sum += slot; });
        benchmark::DoNotOptimize(sum);
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(match_all)->Arg(10)->Arg(1'000)->Arg(100'000);

}  // namespace

BENCHMARK_MAIN();
