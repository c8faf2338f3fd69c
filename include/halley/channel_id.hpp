#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace halley {

/// The three families of channels (Bayeux specification, section "Channels").
enum class ChannelKind { meta, service, broadcast };

/// How a channel id ends: in a name, in `*` (one segment) or `**` (any depth).
enum class Wildcard { none, single, deep };

/// How long and how deep a channel id may be.
struct ChannelLimits {
    std::size_t bytes = 255;
    std::size_t segments = 16;
};

/** A validated channel name or pattern.

    Segments hold letters, digits, `-_!~()$@` and CometD's space `#*+.{}`
    (CHN-03, CHN-04); `*` and `**` are wildcards only as a whole last segment
    (CHN-12). Because of that alphabet a channel id needs no escaping in JSON.

    @par Lifetime
    A view: the text it was parsed from must outlive it.
*/
class ChannelId {
public:
    /// Validates `text`; nothing when it is no channel id (CHN-01 to CHN-07, CHN-12, CHN-18).
    static std::optional<ChannelId> parse(std::string_view text, const ChannelLimits& limits = {});

    std::string_view text() const noexcept { return text_; }
    ChannelKind kind() const noexcept { return kind_; }
    Wildcard wildcard() const noexcept { return wildcard_; }

    /// `random` of `/service/random/x`: the second segment of a service channel, else empty.
    std::string_view service_name() const noexcept;

    bool operator==(const ChannelId& other) const noexcept { return text_ == other.text_; }

private:
    ChannelId(std::string_view text, ChannelKind kind, Wildcard wildcard)
        : text_(text), kind_(kind), wildcard_(wildcard)
    {
    }

    std::string_view text_;
    ChannelKind kind_;
    Wildcard wildcard_;
};

}  // namespace halley
