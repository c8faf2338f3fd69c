#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "halley/security_policy.hpp"
#include "protocol/event.hpp"
#include "protocol/message.hpp"
#include "protocol/outlet.hpp"
#include "protocol/time.hpp"

namespace halley::protocol {

/// How several messages share a frame or body: in an array, or one object each.
enum class Envelope : unsigned char { array, object };

/// Who a client is, as the security policy says.
struct Identity {
    std::string name;
    std::string attributes;  ///< A JSON object, or empty.
};

/// What a policy wants to know of a request, and has found out already.
struct Credentials {
    std::string method;
    std::vector<HeaderField> headers;
    Identity identity;
    TimePoint until = TimePoint::max();  ///< Then `identity` is not theirs any more.
};

/// What the transport knows about where a batch came from. Immutable, shared by
/// all batches of one WebSocket.
struct Request {
    std::string remote_address;       ///< Without the port.
    std::string host;                 ///< The `Host` header.
    std::string path;                 ///< Of the URL, without its query.
    std::string browser;              ///< The id in a session cookie that we issued, else empty.
    bool foreign_cookie = false;      ///< There was a session cookie that we did not issue (LP-11).
    bool secure = false;              ///< It came over TLS.
    bool bayeux_subprotocol = false;  ///< Negotiated on this WebSocket.
    bool connect_only = false;        ///< Answers carry events only with a connect (JSP-09).
    std::shared_ptr<const Credentials> credentials{};  ///< When a policy asks for them.

    bool operator==(const Request&) const = default;
};
using RequestPtr = std::shared_ptr<const Request>;

/** A batch on its way through the core, and the answer as far as it has come.

    Usually it lives for one call. It moves to the heap when a message has to
    wait for a backend, and to another shard when a message belongs to a session
    there; replies stay in the order of the messages all the same (FMT-24).
*/
struct Exchange {
    Outlet from;
    RequestPtr request;
    Batch batch;
    std::size_t next = 0;  ///< The first message that has not been handled.

    Envelope envelope = Envelope::array;
    std::string replies;           ///< Encoded, separated by commas.
    SessionRef owner;              ///< The session whose events ride along.
    std::string prefix;            ///< See `Delivery::prefix`.
    std::vector<EventPtr> events;  ///< Of `owner`; they go before the replies (FMT-25).
    std::string set_browser;       ///< See `Respond::set_browser`.
    bool carries_connect = false;  ///< A connect is answered in it.
    bool connects_owner = false;   ///< And that is the connect of `owner`.
    std::uint64_t told_batch = 0;  ///< What the reply to that connect says (ACK-03).
    bool late = false;      ///< It has waited: `from` may not be where its sessions are any more.
    std::string stream_of;  ///< No batch: `from` is to be the stream of this client id.
    std::unique_ptr<Admission> admission;  ///< What the policy has answered, if that took time.
};

}  // namespace halley::protocol
