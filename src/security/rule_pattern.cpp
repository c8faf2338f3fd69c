#include "src/security/rule_pattern.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <limits>
#include <utility>

namespace halley::security {
namespace {

Wildcard wildcard_of(std::string_view channel)
{
    if (channel.ends_with("/**")) return Wildcard::deep;
    return channel.ends_with("/*") ? Wildcard::single : Wildcard::none;
}

// Takes the first segment off, with its slash.
std::string_view take_segment(std::string_view& rest)
{
    const auto end = std::min(rest.find('/', 1), rest.size());
    const auto segment = rest.substr(1, end - 1);
    rest.remove_prefix(end);
    return segment;
}

// Without the slash before it.
std::size_t size_of(Wildcard wildcard)
{
    return wildcard == Wildcard::deep ? 2 : wildcard == Wildcard::single ? 1 : 0;
}

std::string_view without_wildcard(std::string_view channel, Wildcard wildcard)
{
    const auto size = size_of(wildcard);
    return channel.substr(0, size == 0 ? channel.size() : channel.size() - size - 1);
}

bool can_be_segment(std::string_view value)
{
    return !value.empty() && value.find_first_of("/*") == std::string_view::npos;
}

// Whether a segment of a rule stands for that segment of a channel; without one,
// whether it stands for any.
bool stands_for(std::string_view segment, const std::string_view* actual, const Subject& subject)
{
    const auto claim = claim_of(segment);
    if (claim.empty()) return !actual || segment == *actual;
    return any_value(subject, claim, [actual](std::string_view value) {
        return can_be_segment(value) && (!actual || value == *actual);
    });
}

/// How many segments the channels have that a name or pattern stands for.
struct Depths {
    std::size_t least;
    std::size_t most;
};

Depths depths_of(std::size_t segments, Wildcard wildcard)
{
    if (wildcard == Wildcard::none) return {segments, segments};
    const auto least = segments + 1;
    return {least, wildcard == Wildcard::single ? least : std::numeric_limits<std::size_t>::max()};
}

}  // namespace

std::string_view claim_of(std::string_view segment)
{
    if (segment.size() < 3 || !segment.starts_with('{') || !segment.ends_with('}')) return {};
    return segment.substr(1, segment.size() - 2);
}

RulePattern::RulePattern(std::string_view text) : wildcard_(wildcard_of(text))
{
    auto rest = without_wildcard(text, wildcard_);
    text_ = rest;
    while (!rest.empty()) {
        segments_.emplace_back(take_segment(rest));
        has_claims_ = has_claims_ || !claim_of(segments_.back()).empty();
    }
}

bool RulePattern::covers(std::string_view channel, const Subject& subject) const
{
    const auto wildcard = wildcard_of(channel);
    auto rest = without_wildcard(channel, wildcard);
    if (!has_claims_ && !rest.starts_with(text_)) return false;
    for (const auto& segment : segments_) {
        if (rest.empty()) return false;
        const auto actual = take_segment(rest);
        if (!stands_for(segment, &actual, subject)) return false;
    }
    const auto further = static_cast<std::size_t>(std::count(rest.begin(), rest.end(), '/'));
    const auto ours = depths_of(0, wildcard_);
    const auto theirs = depths_of(further, wildcard);
    return ours.least <= theirs.least && theirs.most <= ours.most;
}

bool RulePattern::overlaps(std::string_view channel, const Subject& subject) const
{
    const auto wildcard = wildcard_of(channel);
    auto rest = without_wildcard(channel, wildcard);
    const auto depth = static_cast<std::size_t>(std::count(rest.begin(), rest.end(), '/'));
    const auto ours = depths_of(segments_.size(), wildcard_);
    const auto theirs = depths_of(depth, wildcard);
    if (ours.least > theirs.most || theirs.least > ours.most) return false;
    // Where one of the two has a wildcard already, any segment of the other will do.
    return std::all_of(segments_.begin(), segments_.end(), [&](const std::string& segment) {
        if (rest.empty()) return stands_for(segment, nullptr, subject);
        const auto actual = take_segment(rest);
        return stands_for(segment, &actual, subject);
    });
}

}  // namespace halley::security
