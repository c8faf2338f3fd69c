#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "protocol/subscription_tree.hpp"

namespace halley::services::rpc {

/// The channels to which a backend may publish.
class MayPublish {
public:
    /// @throws std::invalid_argument when a pattern is none.
    explicit MayPublish(const std::vector<std::string>& patterns);

    /// Never a channel of `/meta` or `/service`, a pattern, or what is no channel.
    bool allows(std::string_view channel) const;

private:
    protocol::SubscriptionTree patterns_;
};

}  // namespace halley::services::rpc
