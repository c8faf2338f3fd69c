#include "src/runtime/channel_count.hpp"

namespace halley::runtime {

const ChannelCount::Part& ChannelCount::part_of(std::string_view channel) const
{
    return parts_[Hash{}(channel) % parts_.size()];
}

ChannelCount::Part& ChannelCount::part_of(std::string_view channel)
{
    return parts_[Hash{}(channel) % parts_.size()];
}

void ChannelCount::subscribed(std::string_view channel)
{
    auto& part = part_of(channel);
    const std::lock_guard lock{part.mutex};
    ++part.subscriptions[std::string{channel}];
}

void ChannelCount::unsubscribed(std::string_view channel)
{
    auto& part = part_of(channel);
    const std::lock_guard lock{part.mutex};
    const auto found = part.subscriptions.find(channel);
    if (found != part.subscriptions.end() && --found->second == 0) part.subscriptions.erase(found);
}

bool ChannelCount::contains(std::string_view channel) const
{
    const auto& part = part_of(channel);
    const std::lock_guard lock{part.mutex};
    return part.subscriptions.contains(channel);
}

}  // namespace halley::runtime
