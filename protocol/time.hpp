#pragma once

#include <chrono>

namespace halley::protocol {

/// Points in time as the caller of the core tells them; the core never asks a clock.
using TimePoint = std::chrono::steady_clock::time_point;
using Duration = std::chrono::steady_clock::duration;

}  // namespace halley::protocol
