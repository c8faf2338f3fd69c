#pragma once

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "halley/config.hpp"
#include "protocol/service_event.hpp"

namespace halley::services {

/// Where a connection reports to. Called on the thread of its `io_context`,
/// never from within a call to the connection itself.
using ServiceSink = std::function<void(protocol::ServiceEvent)>;

/** One client's connection to one backend.

    Reports `ServiceOpened` once, then any number of `ServiceData`, then exactly
    one of `ServiceClosed` and `ServiceFailed`; or `ServiceFailed` alone.

    @par Threads
    Used on the thread of its `io_context` only.
*/
class ServiceConnection {
public:
    virtual ~ServiceConnection() = default;

    /// Sends these bytes as they are, after everything written before, also
    /// while the connection is still being opened. One call is one write to the
    /// socket where the kernel takes it, since Nodefony's backends parse read by
    /// read. False when nothing was taken: too much waits already, or the
    /// connection is finished, aborted or over.
    virtual bool write(std::string bytes) = 0;

    /// Half-closes (FIN) after what was written; the backend's data still comes.
    virtual void finish() = 0;

    /// Closes at once. No report follows, and the sink is released.
    virtual void abort() = 0;
};

/** A configured backend that clients reach by `/service/<name>`.

    @par Threads
    `open` may be called from several threads at a time.
*/
class Service {
public:
    virtual ~Service() = default;

    /// Starts to open a connection; returns at once.
    virtual std::shared_ptr<ServiceConnection>
    open(boost::asio::io_context& context, protocol::ServiceRef ref, ServiceSink sink) = 0;
};

/// What a kind of service must provide to be configured by `type`.
struct ServiceLimits {
    std::size_t frame_bytes = 1024 * 1024;    ///< One text of a backend.
    std::size_t pending_bytes = 1024 * 1024;  ///< Bytes that wait for a slow backend.
};

using ServiceFactory = std::unique_ptr<Service> (*)(const ServiceConfig&, const ServiceLimits&);

}  // namespace halley::services
