#pragma once

#include <chrono>
#include <functional>

namespace halley::protocol {

/// Points in time as the caller of the core tells them; the core never asks a clock.
using TimePoint = std::chrono::steady_clock::time_point;
using Duration = std::chrono::steady_clock::duration;

/// That long after `now`, or never, where it is longer than can be counted.
inline TimePoint after(TimePoint now, std::chrono::milliseconds time)
{
    const auto longest = std::chrono::floor<std::chrono::milliseconds>(TimePoint::max() - now);
    return time < longest ? now + time : TimePoint::max();
}

/// What the calendar says at such a point: milliseconds since 1970 in UTC.
using WallClock = std::function<std::chrono::milliseconds(TimePoint)>;

}  // namespace halley::protocol
