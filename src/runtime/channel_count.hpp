#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include <boost/unordered/unordered_flat_map.hpp>

#include "protocol/known_channels.hpp"

namespace halley::runtime {

/** The subscriptions of each channel, all shards together.

    Locked, since a channel has no home shard; in parts, since each publish looks
    here when somebody decides who may create channels.
*/
class ChannelCount final : public protocol::KnownChannels {
public:
    void subscribed(std::string_view channel) override;
    void unsubscribed(std::string_view channel) override;
    bool contains(std::string_view channel) const override;

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept
        {
            return std::hash<std::string_view>{}(text);
        }
    };
    struct Part {
        mutable std::mutex mutex;
        boost::unordered_flat_map<std::string, std::size_t, Hash, std::equal_to<>> subscriptions;
    };

    const Part& part_of(std::string_view channel) const;
    Part& part_of(std::string_view channel);

    std::array<Part, 16> parts_;
};

}  // namespace halley::runtime
