#include "services/bounded_log.hpp"

#include <utility>

namespace halley::services {

BoundedLog::BoundedLog(Logger& logger, std::string about, Rate rate)
    : logger_(logger), about_(std::move(about)), rate_(rate)
{
}

void BoundedLog::write(LogLevel level, std::string_view entry, Clock::time_point now)
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
    auto text = about_ + ": ";
    text += entry;
    if (const auto missing = std::exchange(left_out_, 0U))
        text += " (" + std::to_string(missing) + " left out before)";
    logger_.write(level, text);
}

}  // namespace halley::services
