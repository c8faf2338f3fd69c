#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "halley/config.hpp"
#include "halley/logger.hpp"
#include "protocol/service_event.hpp"
#include "services/service.hpp"

namespace halley::runtime {

/** One shard's services, and the connections that its core has opened, by their
    `ServiceRef`.

    A connection is forgotten when it has made its last report, or is aborted.
*/
class Backends {
public:
    using Broadcast = std::function<void(const std::string& channel, const std::string& data)>;

    /// `sink` gets what the connections report, and `broadcast` what services
    /// publish, on the thread of `loop`.
    /// @throws std::invalid_argument when a service cannot be made.
    Backends(boost::asio::io_context& loop,
             const Config& config,
             Logger& logger,
             services::ServiceSink sink,
             const Broadcast& broadcast,
             const services::InternalServices& internal);

    /// A service that is not configured reports a failure, not from within this call.
    void open(protocol::ServiceRef ref, const std::string& name, const protocol::Caller& caller);

    enum class Written { yes, but_full, no };

    /// When it is not written since the backend does not keep up at all, its
    /// connection is aborted.
    Written write(protocol::ServiceRef ref, protocol::ServiceMessage message);

    void resume(protocol::ServiceRef ref);
    void finish(protocol::ServiceRef ref);
    void abort(protocol::ServiceRef ref);

    /// Aborts all connections, and stops the services.
    void stop();

private:
    struct Entry {
        protocol::ServiceRef ref;
        std::shared_ptr<services::ServiceConnection> connection;
    };

    bool report(protocol::ServiceEvent event);
    services::ServiceConnection* find(protocol::ServiceRef ref);

    boost::asio::io_context& loop_;
    std::map<std::string, std::unique_ptr<services::Service>, std::less<>> services_;
    services::ServiceSink sink_;
    std::vector<Entry> entries_;  ///< By the slot of the ref.
};

}  // namespace halley::runtime
