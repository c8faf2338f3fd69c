#include "src/security/rules.hpp"

#include <algorithm>
#include <string>

namespace halley::security {
namespace {

std::size_t index_of(Operation operation)
{
    return static_cast<std::size_t>(operation);
}

bool contains(const std::vector<std::string>& texts, std::string_view text)
{
    return std::find(texts.begin(), texts.end(), text) != texts.end();
}

}  // namespace

bool name_creation(const std::vector<RuleConfig>& rules)
{
    const auto creates = [](const std::vector<Operation>& operations) {
        return std::find(operations.begin(), operations.end(), Operation::create) !=
               operations.end();
    };
    return std::any_of(rules.begin(), rules.end(), [&](const RuleConfig& rule) {
        return creates(rule.allow) || creates(rule.deny);
    });
}

Rules::Rules(const std::vector<RuleConfig>& rules) : decide_creation_(name_creation(rules))
{
    for (std::size_t index = 0; index < rules.size(); ++index) {
        const auto& config = rules[index];
        const bool allows = !config.allow.empty();
        auto& rule = (allows ? allowing_ : denying_).emplace_back();
        rule.index = index;
        for (const auto operation : allows ? config.allow : config.deny)
            rule.operations[index_of(operation)] = true;
        for (const auto& channel : config.channels)
            rule.channels.emplace_back(channel);
        rule.who = config.who;
    }
}

// What costs least is looked at first: attributes are JSON.
Decision Rules::decide(Operation operation, std::string_view channel, const Subject& subject) const
{
    if (operation == Operation::create && !decide_creation_) return {true, std::nullopt};
    const auto find = [&](const std::vector<Rule>& rules, auto matches) -> const Rule* {
        for (const auto& rule : rules) {
            if (rule.operations[index_of(operation)] &&
                std::any_of(rule.channels.begin(), rule.channels.end(), matches) &&
                concerns(rule.who, subject))
                return &rule;
        }
        return nullptr;
    };
    const auto* const denying = find(
        denying_, [&](const RulePattern& pattern) { return pattern.overlaps(channel, subject); });
    if (denying) return {false, denying->index};
    const auto* const allowing = find(
        allowing_, [&](const RulePattern& pattern) { return pattern.covers(channel, subject); });
    if (allowing) return {true, allowing->index};
    return {false, std::nullopt};
}

bool Rules::concerns(const WhoConfig& who, const Subject& subject)
{
    if (who.authenticated && *who.authenticated == subject.identity.empty()) return false;
    if (!who.user.empty() && !contains(who.user, subject.identity)) return false;
    return std::all_of(who.attributes.begin(), who.attributes.end(), [&](const auto& attribute) {
        return any_value(subject, attribute.first, [&](std::string_view value) {
            return contains(attribute.second, value);
        });
    });
}

Operation operation_on(std::string_view channel, Operation otherwise)
{
    return channel.starts_with("/service/") ? Operation::service : otherwise;
}

}  // namespace halley::security
