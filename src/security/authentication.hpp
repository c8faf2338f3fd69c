#pragma once

#include <memory>
#include <vector>

#include "src/security/authenticator.hpp"

namespace halley::security {

/** The policy that knows who clients are.

    Its ways are tried in order, and the first that recognises what a client shows
    decides: a wrong password is not made good by anything else. Who shows nothing is
    anonymous, which has to be allowed.
*/
class Authentication final : public SecurityPolicy {
public:
    Authentication(std::vector<std::unique_ptr<Authenticator>> ways, const SecurityConfig& config);

    // Also when every request is asked about, a handshake brings what is in its `ext`.
    bool reads_headers() const override { return true; }
    bool guards_requests() const override { return every_request_; }
    void admit_request(const RequestView& request, Answer answer) override;
    void admit_session(const SessionView& client,
                       const MessageView& message,
                       const RequestView& request,
                       Answer answer) override;

private:
    const std::vector<std::unique_ptr<Authenticator>> ways_;
    const bool anonymous_;
    const bool every_request_;
};

}  // namespace halley::security
