#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/io_context.hpp>

#include "halley/config.hpp"
#include "halley/logger.hpp"
#include "halley/service.hpp"
#include "protocol/service_event.hpp"

namespace halley::services {

/// Where a connection reports to. Called on the thread of its `io_context`,
/// never from within a call to the connection itself. False: nothing more is
/// welcome until `ServiceConnection::resume`.
using ServiceSink = std::function<bool(protocol::ServiceEvent)>;

/** One client's connection to one service.

    Reports `ServiceOpened` once, then any number of `ServiceData` and
    `ServiceReady`, then exactly one of `ServiceClosed` and `ServiceFailed`; or
    `ServiceFailed` alone.

    @par Threads
    Used on the thread of its `io_context` only.
*/
class ServiceConnection {
public:
    virtual ~ServiceConnection() = default;

    /// Sends this text after everything written before, also while the connection
    /// is still being opened. False when nothing was taken: too much waits already,
    /// or the connection is finished, aborted or over.
    virtual bool write(std::string text) = 0;

    /// The same of a whole message, for services that want to know more than its text.
    virtual bool receive(protocol::ServiceMessage message)
    {
        return write(std::move(message.text));
    }

    /// More waits for the backend than should: `ServiceReady` will be reported
    /// when it has read most of it.
    [[nodiscard]] virtual bool full() const = 0;

    /// Half-closes (FIN) after what was written; the backend's data still comes.
    virtual void finish() = 0;

    /// The sink wants to be told again.
    virtual void resume() = 0;

    /// Closes at once. No report follows, and the sink is released.
    virtual void abort() = 0;
};

/** A configured service that clients reach by `/service/<name>`.

    @par Threads
    Each shard has its own, used on its thread only once the loop runs.
*/
class Service {
public:
    virtual ~Service() = default;

    /// Starts to open a connection; returns at once.
    virtual std::shared_ptr<ServiceConnection>
    open(protocol::ServiceRef ref, const protocol::Caller& caller, ServiceSink sink) = 0;

    /// Closes what it keeps open for itself. No more calls of `open` follow.
    virtual void stop() {}
};

/// Bounds on what one connection may keep in memory.
struct ServiceLimits {
    std::size_t frame_bytes = 1024 * 1024;    ///< One text of a backend.
    std::size_t pending_bytes = 1024 * 1024;  ///< What waits for a slow backend.
};

/// The services of the program around the server, by name.
using InternalServices = std::map<std::string, std::shared_ptr<halley::Service>, std::less<>>;

/// What a service is made of. The references outlive it.
struct ServiceWorld {
    boost::asio::io_context& loop;
    std::string name;
    const ServiceConfig& config;
    ServiceLimits limits;
    Logger& logger;
    /// Publishes an event to everybody. On the thread of `loop`.
    std::function<void(const std::string& channel, const std::string& data)> broadcast;
    const InternalServices& internal;
};

/// Makes the services of one `type`.
/// @throws std::invalid_argument with the reason when the configuration cannot be used.
using ServiceFactory = std::unique_ptr<Service> (*)(const ServiceWorld&);

}  // namespace halley::services
