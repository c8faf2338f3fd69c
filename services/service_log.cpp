#include "services/service_log.hpp"

#include <utility>

namespace halley::services {

ServiceLog::ServiceLog(Logger& logger, std::string service, Rate rate)
    : logger_(logger), service_(std::move(service)), rate_(rate)
{
}

void ServiceLog::write(LogLevel level, std::string_view entry, Clock::time_point now)
{
    if (!logger_.enabled(level)) return;
    if (now >= period_ends_) {
        period_ends_ = now + rate_.period;
        written_ = 0;
    }
    if (written_ == rate_.entries) {
        ++left_out_;
        return;
    }
    ++written_;
    auto text = "service " + service_ + ": ";
    text += entry;
    if (const auto missing = std::exchange(left_out_, 0))
        text += " (" + std::to_string(missing) + " entries were left out before)";
    logger_.write(level, text);
}

}  // namespace halley::services
