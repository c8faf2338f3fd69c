#pragma once

#include <algorithm>
#include <cstddef>

#include "halley/config.hpp"
#include "protocol/time.hpp"

namespace halley::protocol {

/** Grants so many a second, and a burst of them at once after a pause.

    It keeps one number: when it will be full again. What is granted may cost more
    than there is, so that one large message gets through; the debt has to be paid
    off first.
*/
class TokenBucket {
public:
    /// False when nothing is left. `rate.per_second` is not 0.
    bool take(const RateConfig& rate, std::size_t cost, TimePoint now)
    {
        const Duration each = std::chrono::nanoseconds{std::chrono::seconds{1}} / rate.per_second;
        const auto burst = rate.burst > 0 ? rate.burst : rate.per_second;
        const auto from = std::max(full_at_, now);
        if (from - now > each * (burst - 1)) return false;
        full_at_ = from + each * cost;
        return true;
    }

    /// Whether it is as good as new.
    bool is_full(TimePoint now) const noexcept { return full_at_ <= now; }

private:
    TimePoint full_at_{};
};

}  // namespace halley::protocol
