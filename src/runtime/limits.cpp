#include "src/runtime/limits.hpp"

#include <string>
#include <utility>

namespace halley::runtime {

Limits::Limits(const LimitsConfig& config, Logger& logger) : rates_(config)
{
    for (std::size_t i = 0; i < limits_count; ++i) {
        std::string about{name_of(static_cast<Limit>(i))};
        logs_.emplace_back(logger, std::move(about), services::rate_of_refusals);
    }
}

void Limits::refused(Limit limit, std::string_view address)
{
    const auto index = static_cast<std::size_t>(limit);
    ++refusals_[index];
    const std::lock_guard lock{mutex_};
    logs_[index].write(LogLevel::warning,
                       "refused " + (address.empty() ? "a client" : std::string{address}));
}

}  // namespace halley::runtime
