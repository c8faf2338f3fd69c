#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "protocol/service_event.hpp"
#include "services/service.hpp"

namespace halley::runtime {

using ServiceTable = std::map<std::string, std::unique_ptr<services::Service>, std::less<>>;

/** The connections to backends that one shard's core has opened, by their `ServiceRef`.

    A connection is forgotten when it has made its last report, or is aborted.
*/
class Backends {
public:
    /// `sink` gets what the connections report, on the thread of `loop`.
    Backends(boost::asio::io_context& loop, const ServiceTable& table, services::ServiceSink sink)
        : loop_(loop), table_(table), sink_(std::move(sink))
    {
    }

    /// A service that is not configured reports a failure, not from within this call.
    void open(protocol::ServiceRef ref, const std::string& name);

    /// False when the backend does not keep up; its connection is aborted then.
    bool write(protocol::ServiceRef ref, std::string bytes);

    void finish(protocol::ServiceRef ref);
    void abort(protocol::ServiceRef ref);
    void abort_all();

private:
    struct Entry {
        protocol::ServiceRef ref;
        std::shared_ptr<services::ServiceConnection> connection;
    };

    void report(protocol::ServiceEvent event);
    services::ServiceConnection* find(protocol::ServiceRef ref);

    boost::asio::io_context& loop_;
    const ServiceTable& table_;
    services::ServiceSink sink_;
    std::vector<Entry> entries_;  ///< By the slot of the ref.
};

}  // namespace halley::runtime
