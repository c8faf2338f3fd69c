#include "protocol/channel_rules.hpp"

#include <algorithm>
#include <cstddef>

namespace halley::protocol {

namespace {

// 0 for a name, 1 for one that ends in `*`, 2 for one that ends in `**`.
int breadth(std::string_view pattern)
{
    if (pattern.ends_with("/**")) return 2;
    return pattern.ends_with("/*") ? 1 : 0;
}

bool more_specific(std::string_view one, std::string_view other)
{
    if (breadth(one) != breadth(other)) return breadth(one) < breadth(other);
    return one.size() > other.size();
}

// CHN-09, CHN-10
bool matches(std::string_view pattern, std::string_view channel)
{
    const auto wild = static_cast<std::size_t>(breadth(pattern));
    if (wild == 0) return pattern == channel;
    const auto parent = pattern.substr(0, pattern.size() - wild);  // With its slash.
    if (!channel.starts_with(parent) || channel.size() == parent.size()) return false;
    return wild == 2 || channel.find('/', parent.size()) == std::string_view::npos;
}

}  // namespace

ChannelRules::ChannelRules(const BayeuxConfig& config)
{
    defaults_.broadcast_to_publisher = config.broadcast_to_publisher;
    for (const auto& [pattern, options] : config.channels)
        by_pattern_.emplace_back(pattern, options);
    std::stable_sort(by_pattern_.begin(), by_pattern_.end(), [](const auto& a, const auto& b) {
        return more_specific(a.first, b.first);
    });
}

ChannelOptions ChannelRules::options_of(std::string_view channel) const
{
    auto options = defaults_;
    bool lazy_set = false;
    bool broadcast_set = false;
    for (const auto& [pattern, configured] : by_pattern_) {
        if (!matches(pattern, channel)) continue;
        if (configured.lazy && !std::exchange(lazy_set, true)) options.lazy = *configured.lazy;
        if (configured.broadcast_to_publisher && !std::exchange(broadcast_set, true))
            options.broadcast_to_publisher = *configured.broadcast_to_publisher;
    }
    return options;
}

}  // namespace halley::protocol
