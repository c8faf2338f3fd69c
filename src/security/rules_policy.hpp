#pragma once

#include <string_view>

#include "halley/security_policy.hpp"
#include "src/security/rules.hpp"

namespace halley::security {

/// Lets sessions do what the rules of the configuration allow.
class RulesPolicy final : public SecurityPolicy {
public:
    explicit RulesPolicy(const std::vector<RuleConfig>& rules) : rules_(rules) {}

    Verdict may_subscribe(const SessionView& session,
                          std::string_view pattern,
                          const MessageView& message) override;
    Verdict may_publish(const SessionView& session, const MessageView& message) override;
    Verdict may_create(const SessionView& session,
                       std::string_view channel,
                       const MessageView& message) override;

private:
    Verdict judge(Operation operation, std::string_view channel, const SessionView& session) const;

    const Rules rules_;
};

}  // namespace halley::security
