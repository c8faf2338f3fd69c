// The core as a whole, with clients that say what they like: shard_script.hpp has the
// language of the inputs and what must hold.

#include <cstdint>
#include <exception>
#include <iostream>
#include <string_view>

#include "fuzz/check.hpp"
#include "fuzz/shard_script.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::string_view lines{reinterpret_cast<const char*>(data) + 1, size - 1};
    try {
        halley::fuzz::ShardScript{data[0]}.run(lines);
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        halley::fuzz::check(false);
    }
    return 0;
}
