#pragma once

#include <chrono>
#include <functional>

#include "protocol/time.hpp"

namespace halley::services::rpc {

/// A number of at least 0 and less than 1.
using Chance = std::function<double()>;

/** The pauses between attempts to connect: about 100 ms at first, each about
    twice the one before, at most 30 s.

    A pause is cut by up to half, at random, so that shards and servers which
    lost the same backend do not all come back at once.
*/
class Backoff {
public:
    static constexpr std::chrono::milliseconds shortest{100};
    static constexpr std::chrono::milliseconds longest{30'000};

    protocol::Duration next(const Chance& chance);
    void reset() { pause_ = shortest; }

private:
    std::chrono::milliseconds pause_ = shortest;
};

}  // namespace halley::services::rpc
