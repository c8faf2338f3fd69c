#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "halley/security_policy.hpp"

namespace halley::security {

/** Several policies, asked in order: all must allow, and the first refusal stands.

    Of an admission the identity and the attributes are those of the first policy that
    gives any; all are asked at once, so that none has to keep what it was shown. The
    policies outlive the chain.
*/
class PolicyChain final : public SecurityPolicy {
public:
    explicit PolicyChain(std::vector<SecurityPolicy*> policies) : policies_(std::move(policies)) {}

    bool reads_headers() const override;
    bool guards_requests() const override;
    void admit_request(const RequestView& request, Answer answer) override;
    void admit_session(const SessionView& client,
                       const MessageView& message,
                       const RequestView& request,
                       Answer answer) override;
    Verdict may_handshake(const SessionView& client, const MessageView& message) override;
    Verdict may_subscribe(const SessionView& session,
                          std::string_view pattern,
                          const MessageView& message) override;
    Verdict may_publish(const SessionView& session, const MessageView& message) override;
    Verdict may_create(const SessionView& session,
                       std::string_view channel,
                       const MessageView& message) override;

private:
    const std::vector<SecurityPolicy*> policies_;
};

}  // namespace halley::security
