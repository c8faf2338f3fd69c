#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "halley/logger.hpp"

namespace halley::services {

/** Log entries about one thing, so many in a period: what clients and backends
    bring about must not flood the log.

    What is left out is counted, and told with the next entry.
*/
class BoundedLog {
public:
    using Clock = std::chrono::steady_clock;

    struct Rate {
        unsigned entries;
        std::chrono::seconds period;
    };

    /// @param about stands before each entry, as in `service random: gone`.
    /// @param logger must outlive it.
    BoundedLog(Logger& logger, std::string about, Rate rate);

    void write(LogLevel level, std::string_view entry, Clock::time_point now = Clock::now());

private:
    Logger& logger_;
    std::string about_;
    Rate rate_;
    Clock::time_point period_ends_{};
    unsigned written_ = 0;  ///< In this period.
    unsigned left_out_ = 0;
};

/// For what goes wrong again and again once it does.
constexpr BoundedLog::Rate rate_of_failures{5, std::chrono::seconds{10}};

/// For what can go wrong with every message.
constexpr BoundedLog::Rate rate_of_refusals{1, std::chrono::seconds{10}};

}  // namespace halley::services
