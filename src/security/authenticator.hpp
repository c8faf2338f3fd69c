#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "halley/config.hpp"
#include "halley/logger.hpp"
#include "halley/security_policy.hpp"

namespace halley::security {

/// What a client shows of itself, with a request or with the handshake in it. Valid
/// during the call that it is given to.
struct Presented {
    const RequestView& request;
    std::string_view ext{};  ///< Of the handshake: a JSON object, or empty.
};

/// The reason to refuse a client that shows nothing which names anybody. It is the
/// only one that does not hold where clients may be anonymous.
inline constexpr auto credentials_missing = "credentials_missing";

/// For a client that cannot be judged now. It may try again.
inline Admission unavailable(std::string reason)
{
    auto admission = Admission::refuse(std::move(reason));
    admission.verdict.reconnect = "retry";
    return admission;
}

/** One way to authenticate.

    @par Threads
    Called on the threads of all shards at once, and must not block them.
*/
class Authenticator {
public:
    virtual ~Authenticator() = default;

    /// False: the client shows nothing that this one knows, and `answer` is not called.
    virtual bool authenticate(const Presented& presented, const Answer& answer) = 0;

    /// The value of a `WWW-Authenticate` header; empty when there is no such way to ask.
    virtual std::string challenge() const { return {}; }
};

/// @throws std::exception with a text for the operator when a file cannot be had.
using AuthenticatorFactory = std::unique_ptr<Authenticator> (*)(const AuthenticationConfig&,
                                                                Logger&);

}  // namespace halley::security
