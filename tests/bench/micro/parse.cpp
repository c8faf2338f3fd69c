// What decoding costs: bodies as clients send them.

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

#include <benchmark/benchmark.h>

#include "protocol/message_reader.hpp"
#include "support/messages.hpp"

namespace {

using namespace halley;

const std::string client = "0abcdefghijklmnopqrstuvwxyz";

std::string publish_batch(std::size_t messages)
{
    const auto data = "{\"text\":\"" + std::string(89, 'x') + "\"}";
    std::string batch = "[";
    for (std::size_t index = 0; index < messages; ++index) {
        if (index > 0) batch += ',';
        const auto one = test::publish_message(client, std::to_string(index), "/stock/a", data);
        batch.append(one, 1, one.size() - 2);  // Without the brackets of its own.
    }
    return batch + "]";
}

void parse(benchmark::State& state, const std::string& body)
{
    protocol::Batch batch;
    for (auto _ : state) {
        if (protocol::read_batch(body, {}, batch)) throw std::logic_error{"refused"};
        benchmark::DoNotOptimize(batch.messages.data());
        batch.clear();
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body.size()));
}

BENCHMARK_CAPTURE(parse, connect, test::connect_message(client, "7"));
BENCHMARK_CAPTURE(parse, publish, publish_batch(1));
BENCHMARK_CAPTURE(parse, ten_publishes, publish_batch(10));

}  // namespace

BENCHMARK_MAIN();
