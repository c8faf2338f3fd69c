#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/time.hpp"

namespace halley::protocol {

/// What a client tells of its clock in `ext.timesync` (TSY-01), in milliseconds.
struct Timesync {
    long long client_time = 0;     ///< `tc`
    std::optional<long long> lag;  ///< `l`; absent in the old style (TSY-04).
    long long offset = 0;          ///< `o`
    TimePoint received;

    bool operator==(const Timesync&) const = default;
};

/// Nothing when `ext` has no `timesync` that makes sense (TSY-06).
std::optional<Timesync> read_timesync(std::string_view ext, TimePoint received);

/// The value of `ext.timesync` in the reply: the server's time of receipt, how long
/// it took, and how accurate the client already is (TSY-02). Empty when that is
/// near enough (TSY-03).
std::string timesync_reply(const Timesync& request, const WallClock& wall_clock, TimePoint now);

}  // namespace halley::protocol
