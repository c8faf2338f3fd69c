#include "src/runtime/backends.hpp"

#include <stdexcept>
#include <utility>

#include <boost/asio/post.hpp>

#include "src/builtins.hpp"

namespace halley::runtime {

using protocol::ServiceClosed;
using protocol::ServiceEvent;
using protocol::ServiceFailed;
using protocol::ServiceRef;

namespace {

std::unique_ptr<services::Service> make_service(const services::ServiceWorld& world)
{
    const auto factory = find_service_kind(world.config.type);
    if (!factory)
        throw std::invalid_argument("service " + world.name +
                                    ": no such type: " + world.config.type);
    return factory(world);
}

}  // namespace

Backends::Backends(boost::asio::io_context& loop,
                   const Config& config,
                   Logger& logger,
                   services::ServiceSink sink,
                   const Broadcast& broadcast,
                   const services::InternalServices& internal)
    : loop_(loop), sink_(std::move(sink))
{
    // A batch may be written in one turn after the backend was last known to keep up.
    const services::ServiceLimits limits{.frame_bytes = config.limits.message_bytes,
                                         .pending_bytes = 2 * config.limits.message_bytes};
    for (const auto& [name, settings] : config.services)
        services_.emplace(
            name, make_service({loop, name, settings, limits, logger, broadcast, internal}));
}

void Backends::open(ServiceRef ref, const std::string& name, const protocol::Caller& caller)
{
    const auto service = services_.find(name);
    if (service == services_.end()) {
        boost::asio::post(loop_, [this, ref] { sink_(ServiceFailed{ref, Errc::service_unknown}); });
        return;
    }
    if (ref.slot >= entries_.size()) entries_.resize(ref.slot + 1);
    auto connection = service->second->open(
        ref, caller, [this](ServiceEvent event) { return report(std::move(event)); });
    entries_[ref.slot] = {ref, std::move(connection)};
}

Backends::Written Backends::write(ServiceRef ref, protocol::ServiceMessage message)
{
    auto* const connection = find(ref);
    if (!connection) return Written::yes;
    if (connection->receive(std::move(message)))
        return connection->full() ? Written::but_full : Written::yes;
    abort(ref);
    return Written::no;
}

void Backends::resume(ServiceRef ref)
{
    if (auto* const connection = find(ref)) connection->resume();
}

void Backends::finish(ServiceRef ref)
{
    if (auto* const connection = find(ref)) connection->finish();
}

void Backends::abort(ServiceRef ref)
{
    if (!find(ref)) return;
    const auto entry = std::exchange(entries_[ref.slot], {});
    entry.connection->abort();
}

void Backends::stop()
{
    for (auto& entry : entries_) {
        if (const auto connection = std::exchange(entry, {}).connection) connection->abort();
    }
    for (const auto& [name, service] : services_)
        service->stop();
}

bool Backends::report(ServiceEvent event)
{
    const auto ref = std::visit([](const auto& it) { return it.service; }, event);
    const bool last = std::holds_alternative<ServiceClosed>(event) ||
                      std::holds_alternative<ServiceFailed>(event);
    if (!find(ref)) return true;
    if (last) entries_[ref.slot] = {};
    return sink_(std::move(event));
}

services::ServiceConnection* Backends::find(ServiceRef ref)
{
    if (ref.slot >= entries_.size() || entries_[ref.slot].ref != ref) return nullptr;
    return entries_[ref.slot].connection.get();
}

}  // namespace halley::runtime
