#pragma once

#include <chrono>

namespace halley::services {

/** When a program that fails as soon as it is started may be started again: after
    100 ms, and after twice that each time it fails again, up to 30 s.

    What was started before a pause fails with it, and does not make it longer.
    Half a minute without a failure, and it starts from the beginning.
*/
class StartPauses {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    bool may_start(TimePoint now) const noexcept { return now >= over_at_; }

    void failed(TimePoint started, TimePoint now) noexcept;

private:
    std::chrono::milliseconds pause_{};
    TimePoint over_at_{};
};

}  // namespace halley::services
