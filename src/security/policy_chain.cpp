#include "src/security/policy_chain.hpp"

namespace halley::security {
namespace {

template <class Ask> Verdict ask_all(const std::vector<SecurityPolicy*>& policies, const Ask& ask)
{
    Verdict all;
    for (auto* const policy : policies) {
        auto verdict = ask(*policy);
        if (!verdict.allowed) return verdict;
        if (!all.identity.empty() || !all.attributes.empty()) continue;
        all.identity = std::move(verdict.identity);
        all.attributes = std::move(verdict.attributes);
    }
    return all;
}

}  // namespace

Verdict PolicyChain::may_handshake(const SessionView& client, const MessageView& message)
{
    return ask_all(policies_, [&](auto& policy) { return policy.may_handshake(client, message); });
}

Verdict PolicyChain::may_subscribe(const SessionView& session,
                                   std::string_view pattern,
                                   const MessageView& message)
{
    return ask_all(policies_,
                   [&](auto& policy) { return policy.may_subscribe(session, pattern, message); });
}

Verdict PolicyChain::may_publish(const SessionView& session, const MessageView& message)
{
    return ask_all(policies_, [&](auto& policy) { return policy.may_publish(session, message); });
}

Verdict PolicyChain::may_create(const SessionView& session,
                                std::string_view channel,
                                const MessageView& message)
{
    return ask_all(policies_,
                   [&](auto& policy) { return policy.may_create(session, channel, message); });
}

}  // namespace halley::security
