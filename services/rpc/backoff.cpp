#include "services/rpc/backoff.hpp"

#include <algorithm>

namespace halley::services::rpc {

protocol::Duration Backoff::next(const Chance& chance)
{
    const auto cut = std::chrono::duration_cast<protocol::Duration>(pause_ / 2.0 * chance());
    const auto pause = pause_ - cut;
    pause_ = std::min(2 * pause_, longest);
    return pause;
}

}  // namespace halley::services::rpc
