#pragma once

#include "protocol/time.hpp"

namespace halley::runtime {

/// The only clock of the server; the core is told the time.
inline protocol::TimePoint now()
{
    return std::chrono::steady_clock::now();
}

/// What the calendar says at a point of that clock. Asked anew each time: the
/// system's time may be set while the server runs.
inline std::chrono::milliseconds wall_clock(protocol::TimePoint at)
{
    using namespace std::chrono;
    const auto since_1970 = system_clock::now().time_since_epoch() + (at - now());
    return duration_cast<milliseconds>(since_1970);
}

}  // namespace halley::runtime
