#pragma once

#include <string_view>

namespace halley::protocol {

/// Which channels exist, over all shards: those that somebody is subscribed to.
/// A pattern is a channel of its own here, as in CometD: whoever subscribes to
/// `/chat/*` does not make `/chat/lobby` exist. Every shard calls it from its own
/// thread.
class KnownChannels {
public:
    virtual ~KnownChannels() = default;

    virtual void subscribed(std::string_view channel) = 0;

    /// One subscription that was told of is gone.
    virtual void unsubscribed(std::string_view channel) = 0;

    virtual bool contains(std::string_view channel) const = 0;
};

}  // namespace halley::protocol
