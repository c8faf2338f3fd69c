#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "halley/logger.hpp"

namespace halley::services {

/** Log entries about one service, so many in a period: what clients and backends
    bring about must not flood the log.

    What is left out is counted, and told with the next entry.
*/
class ServiceLog {
public:
    using Clock = std::chrono::steady_clock;

    struct Rate {
        unsigned entries;
        std::chrono::seconds period;
    };

    /// `logger` must outlive it.
    ServiceLog(Logger& logger, std::string service, Rate rate);

    void write(LogLevel level, std::string_view entry, Clock::time_point now = Clock::now());

private:
    Logger& logger_;
    std::string service_;
    Rate rate_;
    Clock::time_point period_ends_{};
    unsigned written_ = 0;  ///< In this period.
    unsigned left_out_ = 0;
};

/// For what goes wrong again and again once it does.
constexpr ServiceLog::Rate rate_of_failures{5, std::chrono::seconds{10}};

}  // namespace halley::services
