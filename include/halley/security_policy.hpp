#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "halley/session_view.hpp"

namespace halley {

/// Whether something is allowed, and what the client is told otherwise.
struct Verdict {
    bool allowed = true;
    /// Stands in the error that the client gets, such as `403:<reason>:publish_denied`.
    std::string reason{};
    /// Of a handshake that is refused: what the client is advised to do, `none`,
    /// `handshake` or `retry`.
    std::string reconnect{"none"};
    std::string identity{};    ///< Of a handshake that is allowed: who the client is.
    std::string attributes{};  ///< Likewise: a JSON object, or empty.

    static Verdict refuse(std::string reason)
    {
        Verdict verdict;
        verdict.allowed = false;
        verdict.reason = std::move(reason);
        return verdict;
    }
};

/// A field of an HTTP header.
struct HeaderField {
    std::string name;
    std::string value;

    bool operator==(const HeaderField&) const = default;
};

/// An HTTP request to an endpoint; that of a WebSocket is its upgrade. Valid during
/// the call that it is given to.
struct RequestView {
    std::string_view address;  ///< Of the client, without the port.
    std::string_view method;
    std::string_view path;  ///< Without the query.
    bool secure = false;    ///< It came over TLS.
    /// As they came, if the policy `reads_headers`; otherwise none.
    std::span<const HeaderField> headers;

    /// The value of the first field of that name, in whichever case; empty when there is none.
    std::string_view header(std::string_view name) const;
};

/// Who a client is found to be, or why it is refused.
struct Admission {
    Verdict verdict;
    /// When that is over, the session ends, and its client is told to shake hands anew.
    std::optional<std::chrono::milliseconds> lasts{};
    /// Fields for the answer of a request that is refused or `complete`. A refusal is 401
    /// if there is a `WWW-Authenticate` among them, otherwise 403.
    std::vector<HeaderField> headers{};
    /// Of a request: it was about nothing but this. It is answered 200.
    bool complete = false;

    static Admission refuse(std::string reason)
    {
        Admission admission;
        admission.verdict = Verdict::refuse(std::move(reason));
        return admission;
    }
};

/// Takes an answer: one, at once or later, from any thread. What never comes counts
/// as a refusal.
using Answer = std::function<void(Admission)>;

/** Decides who may do what. Everything is allowed that is not overridden.

    @par Threads
    Called on the threads of all shards at once, and must not block them.
*/
class SecurityPolicy {
public:
    virtual ~SecurityPolicy() = default;

    /// Whether requests shall come with their headers. Asked once; it costs memory
    /// for as long as a WebSocket lasts.
    virtual bool reads_headers() const { return false; }

    /// Whether every HTTP request to an endpoint is put before `admit_request`. Asked once.
    virtual bool guards_requests() const { return false; }

    /// Is asked before the body of the request is read. Whom it names is the `client` of
    /// `admit_session`, and cannot use the sessions of others. All are admitted by default.
    virtual void admit_request(const RequestView& request, Answer answer);

    /// Is asked for a new session. `client` has an address, and an identity if
    /// `admit_request` has given one, which the session gets unless the answer names
    /// another. By default `may_handshake` answers.
    virtual void admit_session(const SessionView& client,
                               const MessageView& message,
                               const RequestView& request,
                               Answer answer);

    /// Is asked where an answer can be given at once.
    virtual Verdict may_handshake(const SessionView& client, const MessageView& message);

    /// @param pattern one of `message.subscriptions`: a channel or a pattern, of
    /// broadcast channels or a service.
    virtual Verdict
    may_subscribe(const SessionView& session, std::string_view pattern, const MessageView& message);

    /// To a broadcast channel or a service.
    virtual Verdict may_publish(const SessionView& session, const MessageView& message);

    /// Asked once a subscribe or a publish is allowed, when its broadcast channel
    /// does not exist: nobody is subscribed to that very channel or pattern, on any
    /// shard, and it has no entry of its own in `bayeux.channels`.
    virtual Verdict
    may_create(const SessionView& session, std::string_view channel, const MessageView& message);
};

}  // namespace halley
