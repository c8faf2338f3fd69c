#pragma once

#include <memory>
#include <random>
#include <span>

#include "protocol/client_id.hpp"

namespace halley::test {

/// Random bytes that are the same in every run.
inline protocol::RandomSource test_random(unsigned seed)
{
    auto engine = std::make_shared<std::mt19937>(seed);
    return [engine](std::span<unsigned char> bytes) {
        for (auto& byte : bytes)
            byte = static_cast<unsigned char>((*engine)());
    };
}

}  // namespace halley::test
