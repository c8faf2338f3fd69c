#pragma once

#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

#include "halley/config.hpp"
#include "protocol/time.hpp"

namespace halley::protocol {

/// How the events of one channel are treated.
struct ChannelOptions {
    Duration lazy{};  ///< How long they may wait for others to go with; 0: not at all.
    bool broadcast_to_publisher = true;
};

/** The options of channels, configured by pattern.

    Each option is taken from the most specific pattern that sets it: the name
    itself, then its `*`, then the `**` with the longest name before it.
*/
class ChannelRules {
public:
    explicit ChannelRules(const BayeuxConfig& config);

    ChannelOptions options_of(std::string_view channel) const;

private:
    ChannelOptions defaults_;
    std::vector<std::pair<std::string_view, ChannelConfig>> by_pattern_;  // Most specific first.
};

}  // namespace halley::protocol
