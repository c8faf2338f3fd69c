#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "halley/channel_id.hpp"
#include "src/security/claims.hpp"

namespace halley::security {

/// `sub` of the segment `{sub}`, empty for any other.
std::string_view claim_of(std::string_view segment);

/// The channels of a rule: a name or a pattern, in which a segment may be the
/// placeholder of a claim, as in `/user/{sub}/news`. It stands for each value of its
/// claim that can be a segment: one that is empty, or has a `/` or a `*`, matches
/// nothing; neither does an absent claim.
class RulePattern {
public:
    explicit RulePattern(std::string_view text);

    /// Whether all channels that `channel`, a name or a pattern, stands for are
    /// among those of this pattern.
    bool covers(std::string_view channel, const Subject& subject) const;

    /// Whether some are.
    bool overlaps(std::string_view channel, const Subject& subject) const;

private:
    std::string text_;  ///< For the plain comparison, where there is no placeholder.
    std::vector<std::string> segments_;  ///< Without the wildcard.
    Wildcard wildcard_ = Wildcard::none;
    bool has_claims_ = false;
};

}  // namespace halley::security
