#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <vector>

#include "halley/config.hpp"
#include "halley/logger.hpp"
#include "protocol/limiter.hpp"
#include "services/bounded_log.hpp"
#include "src/runtime/rate_table.hpp"

namespace halley::runtime {

/// The limits of the server as a whole: rates by address, and what has been refused.
class Limits final : public protocol::Limiter {
public:
    Limits(const LimitsConfig& config, Logger& logger);

    bool
    take(Limit rate, std::string_view address, std::size_t cost, protocol::TimePoint now) override
    {
        return rates_.take(rate, address, cost, now);
    }

    /// Counts it, and logs it at a bounded rate.
    void refused(Limit limit, std::string_view address) override;

    /// How often that limit has refused something.
    std::uint64_t refusals(Limit limit) const noexcept
    {
        return refusals_[static_cast<std::size_t>(limit)];
    }

private:
    RateTable rates_;
    std::array<std::atomic<std::uint64_t>, limits_count> refusals_{};
    std::mutex mutex_;  ///< Of the logs.
    std::vector<services::BoundedLog> logs_;
};

}  // namespace halley::runtime
