#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace halley {

/// A message that a client published to a service, or subscribed with.
struct ServiceMessage {
    std::string channel;  ///< `/service/<name>`, or below it.
    std::string data;     ///< Raw JSON.
    std::string id;       ///< Raw JSON; empty when the client expects no answer.

    /// The text of `data` when that is a JSON string, else the JSON itself.
    std::string text() const;

    /// The bytes when `data` is a string in base64 (RFC 4648, section 4).
    /// @throws std::invalid_argument when it is not.
    std::string bytes() const;
};

/** One client's use of a service, from `on_open` to `on_close`.

    Everything it sends reaches that client alone, in order. Afterwards, and when
    the server has stopped, it reaches nobody.

    @par Threads
    Any.
*/
class ServiceClient {
public:
    virtual ~ServiceClient() = default;

    virtual const std::string& id() const = 0;          ///< The client id.
    virtual const std::string& address() const = 0;     ///< Without the port.
    virtual const std::string& identity() const = 0;    ///< Empty: not authenticated.
    virtual const std::string& attributes() const = 0;  ///< A JSON object, or empty.

    /// An event on the service's channel.
    /// @param data JSON. @throws std::invalid_argument when it is not.
    virtual void send(std::string_view data) = 0;

    /// The answer to `message`, as CometD's remote calls expect it: with its id.
    /// A message without an id is answered by an event.
    /// @param data JSON. @throws std::invalid_argument when it is not.
    virtual void reply(const ServiceMessage& message, std::string_view data) = 0;

    /// The same for a call that failed.
    virtual void fail(const ServiceMessage& message, std::string_view data) = 0;

    /// Any text, as a JSON string. What is not UTF-8 becomes U+FFFD.
    void send_text(std::string_view text);

    /// Any bytes, as a JSON string in base64 (RFC 4648, section 4).
    void send_bytes(std::string_view bytes);

    /// Ends the use of the service; the client is told.
    virtual void close() = 0;
};

using ServiceClientPtr = std::shared_ptr<ServiceClient>;

/** A service inside this process, that clients reach as `/service/<name>`.

    @par Threads
    Called on the threads of all shards at once, for one client always on the
    same, in order. Must not block them.
*/
class Service {
public:
    virtual ~Service() = default;

    /// A client subscribes, or publishes for the first time.
    virtual void on_open(const ServiceClientPtr& /*client*/) {}

    virtual void on_message(const ServiceClientPtr& client, const ServiceMessage& message) = 0;

    /// It unsubscribed, disconnected or is lost; or `close` was called.
    virtual void on_close(const ServiceClientPtr& /*client*/) {}
};

}  // namespace halley
