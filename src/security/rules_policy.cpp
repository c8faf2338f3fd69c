#include "src/security/rules_policy.hpp"

namespace halley::security {

Verdict
RulesPolicy::judge(Operation operation, std::string_view channel, const SessionView& session) const
{
    const Subject subject{session.identity, session.attributes};
    if (rules_.decide(operation, channel, subject).allowed) return {};
    // CometD's words (PUB-26). Which rule it was is the operator's business.
    return Verdict::refuse("denied_by_security_policy");
}

Verdict
RulesPolicy::may_subscribe(const SessionView& session, std::string_view pattern, const MessageView&)
{
    return judge(operation_on(pattern, Operation::subscribe), pattern, session);
}

Verdict RulesPolicy::may_publish(const SessionView& session, const MessageView& message)
{
    return judge(operation_on(message.channel, Operation::publish), message.channel, session);
}

Verdict
RulesPolicy::may_create(const SessionView& session, std::string_view channel, const MessageView&)
{
    return judge(Operation::create, channel, session);
}

}  // namespace halley::security
