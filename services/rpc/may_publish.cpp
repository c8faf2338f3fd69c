#include "services/rpc/may_publish.hpp"

#include <stdexcept>

#include "halley/channel_id.hpp"

namespace halley::services::rpc {

MayPublish::MayPublish(const std::vector<std::string>& patterns)
{
    for (const auto& pattern : patterns) {
        if (!ChannelId::parse(pattern))
            throw std::invalid_argument("may_publish: not a channel pattern: " + pattern);
        patterns_.subscribe(pattern, 0);
    }
}

bool MayPublish::allows(std::string_view channel) const
{
    const auto id = ChannelId::parse(channel);
    if (!id || id->kind() != ChannelKind::broadcast || id->wildcard() != Wildcard::none)
        return false;
    bool allowed = false;
    patterns_.match(channel, [&allowed](auto) { allowed = true; });
    return allowed;
}

}  // namespace halley::services::rpc
