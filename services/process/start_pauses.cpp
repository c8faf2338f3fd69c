#include "services/process/start_pauses.hpp"

#include <algorithm>

namespace halley::services {
namespace {

constexpr std::chrono::milliseconds shortest{100};
constexpr std::chrono::milliseconds longest{30'000};

}  // namespace

void StartPauses::failed(TimePoint started, TimePoint now) noexcept
{
    if (started < over_at_) return;
    const bool again = pause_.count() > 0 && now - over_at_ < longest;
    pause_ = again ? std::min(2 * pause_, longest) : shortest;
    over_at_ = now + pause_;
}

}  // namespace halley::services
