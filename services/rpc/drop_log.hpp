#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "halley/logger.hpp"
#include "protocol/time.hpp"

namespace halley::services::rpc {

/// Tells of what is dropped, however often that happens, at a bounded rate.
class DropLog {
public:
    static constexpr std::chrono::seconds pause{10};

    DropLog(Logger& logger, LogLevel level) : logger_(logger), level_(level) {}

    /// Writes `entry`, with how many went unsaid before it, unless one was written
    /// within the pause.
    void note(std::string_view entry, protocol::TimePoint now)
    {
        if (!logger_.enabled(level_)) return;
        if (last_ && now - *last_ < pause) {
            ++unsaid_;
            return;
        }
        std::string text{entry};
        if (unsaid_ > 0) text += ", and " + std::to_string(unsaid_) + " such before";
        logger_.write(level_, text);
        last_ = now;
        unsaid_ = 0;
    }

private:
    Logger& logger_;
    LogLevel level_;
    std::optional<protocol::TimePoint> last_;
    std::uint64_t unsaid_ = 0;
};

}  // namespace halley::services::rpc
