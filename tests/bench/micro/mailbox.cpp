// What it costs to hand letters from shard to shard.

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "src/runtime/letter.hpp"
#include "src/runtime/mailbox.hpp"

namespace {

using namespace halley;
using runtime::Letter;

constexpr std::size_t letters_a_turn = 10;

std::vector<Letter> letters(const protocol::EventPtr& event)
{
    std::vector<Letter> batch;
    batch.reserve(letters_a_turn);
    for (std::size_t count = 0; count < letters_a_turn; ++count)
        batch.emplace_back(event);
    return batch;
}

/// Every thread sends what it has gathered in a turn; the first owns the mailbox and reads it.
void mailbox_push_drain(benchmark::State& state)
{
    static runtime::Mailbox<Letter> mailbox;
    const auto event = protocol::Event::make("/stock/a", "1");  // Of each thread its own.
    for (auto _ : state) {
        benchmark::DoNotOptimize(mailbox.push(letters(event)));
        if (state.thread_index() == 0)
            mailbox.drain([](Letter& letter) { benchmark::DoNotOptimize(letter); });
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(letters_a_turn));
}
BENCHMARK(mailbox_push_drain)->Threads(1)->Threads(2)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
