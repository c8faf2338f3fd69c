#pragma once

#include <array>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "halley/config.hpp"
#include "halley/limit.hpp"
#include "protocol/token_bucket.hpp"

namespace halley::runtime {

/** A token bucket for each address and rate, the same for all shards.

    Locked in parts. Buckets that are full again are forgotten, so there are only as
    many as addresses that were active within the time a bucket takes to fill.
*/
class RateTable {
public:
    explicit RateTable(const LimitsConfig& limits) : limits_(limits) {}

    /// True when there is no such rate, or when it is not used up.
    bool take(Limit rate, std::string_view address, std::size_t cost, protocol::TimePoint now);

    std::size_t size() const;  ///< Buckets.

private:
    struct Part {
        mutable std::mutex mutex;
        std::unordered_map<std::string, protocol::TokenBucket> buckets;
        std::size_t sweep_at = 1024;
    };

    const RateConfig* config_of(Limit rate) const;
    static void sweep(Part& part, protocol::TimePoint now);

    const LimitsConfig& limits_;
    std::array<Part, 16> parts_;
};

}  // namespace halley::runtime
