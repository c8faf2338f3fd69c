// The core as a whole against a model of it: what several clients do is up to the bytes.
// No event is lost, doubled, reordered or given to who did not subscribe, whether clients
// move, are lost, do not read or acknowledge. The first byte chooses the shards and how
// late they hear of each other; the rest decides step by step (tests/support/dice.hpp).

#include <algorithm>
#include <cstdint>
#include <exception>
#include <iostream>
#include <string_view>

#include "fuzz/check.hpp"
#include "support/delivery_model.hpp"

namespace {

using halley::test::DeliveryModel;

DeliveryModel::Options options_of(unsigned char byte)
{
    DeliveryModel::Options options;
    options.shards = static_cast<halley::protocol::ShardId>(1 + byte % 4);
    options.delayed_mail = options.shards > 1 && (byte & 8) != 0;
    options.long_turns = (byte & 16) != 0;
    options.seed = byte;
    options.clients = 4;
    options.steps = 400;
    return options;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::string_view script{reinterpret_cast<const char*>(data) + 1, size - 1};
    try {
        DeliveryModel{options_of(data[0]), script}.run();
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        halley::fuzz::check(false);
    }
    return 0;
}
