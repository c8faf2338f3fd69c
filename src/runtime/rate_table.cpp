#include "src/runtime/rate_table.hpp"

#include <algorithm>
#include <functional>

#include "src/runtime/network_of.hpp"

namespace halley::runtime {

const RateConfig* RateTable::config_of(Limit rate) const
{
    switch (rate) {
    case Limit::handshakes_per_address: return &limits_.handshakes_per_address;
    case Limit::publishes_per_address: return &limits_.publishes_per_address;
    case Limit::subscribes_per_address: return &limits_.subscribes_per_address;
    default: return nullptr;
    }
}

bool RateTable::take(Limit rate,
                     std::string_view address,
                     std::size_t cost,
                     protocol::TimePoint now)
{
    const auto* const config = config_of(rate);
    if (!config || config->per_second == 0) return true;
    auto key = network_of(address);
    key += static_cast<char>('A' + static_cast<int>(rate));
    auto& part = parts_[std::hash<std::string>{}(key) % parts_.size()];
    const std::lock_guard lock{part.mutex};
    if (part.buckets.size() >= part.sweep_at) sweep(part, now);
    return part.buckets[std::move(key)].take(*config, cost, now);
}

// Seldom enough that it costs nothing in the long run.
void RateTable::sweep(Part& part, protocol::TimePoint now)
{
    std::erase_if(part.buckets, [now](const auto& entry) { return entry.second.is_full(now); });
    part.sweep_at = std::max<std::size_t>(1024, 2 * part.buckets.size());
}

std::size_t RateTable::size() const
{
    std::size_t all = 0;
    for (const auto& part : parts_) {
        const std::lock_guard lock{part.mutex};
        all += part.buckets.size();
    }
    return all;
}

}  // namespace halley::runtime
