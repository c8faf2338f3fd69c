#include "src/runtime/backends.hpp"

#include <utility>

#include <boost/asio/post.hpp>

namespace halley::runtime {

using protocol::ServiceClosed;
using protocol::ServiceEvent;
using protocol::ServiceFailed;
using protocol::ServiceRef;

void Backends::open(ServiceRef ref, const std::string& name)
{
    const auto service = table_.find(name);
    if (service == table_.end()) {
        boost::asio::post(loop_, [this, ref] { sink_(ServiceFailed{ref, Errc::service_unknown}); });
        return;
    }
    if (ref.slot >= entries_.size()) entries_.resize(ref.slot + 1);
    auto connection =
        service->second->open(loop_, ref, [this](ServiceEvent event) { report(std::move(event)); });
    entries_[ref.slot] = {ref, std::move(connection)};
}

bool Backends::write(ServiceRef ref, std::string bytes)
{
    auto* const connection = find(ref);
    if (!connection || connection->write(std::move(bytes))) return true;
    abort(ref);
    return false;
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

void Backends::abort_all()
{
    for (auto& entry : entries_) {
        if (const auto connection = std::exchange(entry, {}).connection) connection->abort();
    }
}

void Backends::report(ServiceEvent event)
{
    const auto ref = std::visit([](const auto& it) { return it.service; }, event);
    const bool last = std::holds_alternative<ServiceClosed>(event) ||
                      std::holds_alternative<ServiceFailed>(event);
    if (!find(ref)) return;
    if (last) entries_[ref.slot] = {};
    sink_(std::move(event));
}

services::ServiceConnection* Backends::find(ServiceRef ref)
{
    if (ref.slot >= entries_.size() || entries_[ref.slot].ref != ref) return nullptr;
    return entries_[ref.slot].connection.get();
}

}  // namespace halley::runtime
