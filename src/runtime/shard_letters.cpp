#include <utility>

#include "src/runtime/clock.hpp"
#include "src/runtime/shard_thread.hpp"

// What the core of a shard wants done, and what other shards ask for: each is
// carried out here, or goes into a letter.

namespace halley::runtime {

using protocol::ShardId;

void ShardThread::handle(protocol::Respond action)
{
    if (action.delivery.last && action.delivery.owner) tell_left(action.delivery.owner);
    if (action.to.shard != id_) {
        outgoing_[action.to.shard].emplace_back(std::move(action));
        return;
    }
    if (auto* const writer = outlets_.find(action.to)) {
        // An exchange is answered once: its outlet closes with the answer.
        const auto keep = outlets_.close(action.to).writer;
        writer->deliver(std::move(action.delivery), std::move(action.set_browser));
    } else {
        refuse(action.to, std::move(action.delivery));
    }
}

void ShardThread::handle(protocol::Send&& action)
{
    if (action.to.shard != id_) {
        outgoing_[action.to.shard].emplace_back(std::move(action));
    } else if (auto* const writer = outlets_.find(action.to)) {
        writer->deliver(std::move(action.delivery), {});
    } else {
        refuse(action.to, std::move(action.delivery));
    }
}

void ShardThread::handle(const protocol::Close& action)
{
    if (action.to.shard != id_) {
        outgoing_[action.to.shard].emplace_back(action);
    } else if (auto* const writer = outlets_.find(action.to)) {
        writer->close(action.reason);
    }
}

void ShardThread::handle(protocol::Fan action)
{
    for (ShardId shard = 0; shard < outgoing_.size(); ++shard) {
        if (shard != id_ && all_[shard]->core_.interest().may_match(action.event->channel()))
            outgoing_[shard].emplace_back(action.event);
    }
}

void ShardThread::handle(protocol::Forward action)
{
    outlets_.mark_forwarded(action.exchange->from);
    outgoing_[action.to].emplace_back(std::move(action.exchange));
}

void ShardThread::handle(const protocol::OpenService& action)
{
    backends_.open(action.service, action.name, action.caller);
}

void ShardThread::handle(protocol::WriteService action)
{
    switch (backends_.write(action.service, std::move(action.message))) {
    case Backends::Written::yes: break;
    case Backends::Written::but_full:
        core_.handle_service(protocol::ServiceBusy{action.service}, now());
        break;
    case Backends::Written::no:
        core_.handle_service(protocol::ServiceFailed{action.service, Errc::service_busy}, now());
    }
}

void ShardThread::handle(const protocol::ResumeService& action)
{
    backends_.resume(action.service);
}

void ShardThread::handle(const protocol::FinishService& action)
{
    backends_.finish(action.service);
}

void ShardThread::handle(const protocol::AbortService& action)
{
    backends_.abort(action.service);
}

void ShardThread::publish(std::string channel, std::string data)
{
    asio::post(loop_, [this, channel = std::move(channel), data = std::move(data)] {
        core_.handle_broadcast(channel, data, now());
        schedule_turn();
    });
}

void ShardThread::deliver(std::string client_id, std::string channel, std::string data)
{
    asio::post(
        loop_,
        [this, id = std::move(client_id), channel = std::move(channel), data = std::move(data)] {
            core_.handle_delivery(id, channel, data, now());
            schedule_turn();
        });
}

void ShardThread::disconnect(std::string client_id)
{
    asio::post(loop_, [this, id = std::move(client_id)] {
        core_.handle_disconnect(id, now());
        schedule_turn();
    });
}

void ShardThread::handle(const protocol::EventPtr& event)
{
    core_.handle_event(event, now());
}

void ShardThread::handle(std::unique_ptr<protocol::Exchange> exchange)
{
    core_.handle_exchange(std::move(exchange), now());
}

void ShardThread::handle(const Lost& letter)
{
    core_.handle_lost(letter.outlet, now());
}

void ShardThread::handle(Returned letter)
{
    core_.handle_returned(letter.owner, std::move(letter.events), now());
}

void ShardThread::handle(const Sent& letter)
{
    core_.handle_sent(letter.owner);
}

void ShardThread::handle(const Left& letter)
{
    left_.insert(letter.session);
}

// Its client may have connections to other shards.
void ShardThread::tell_left(protocol::SessionRef session)
{
    session.delivery = 0;
    if (!left_.insert(session).second || session.shard != id_) return;
    for (ShardId shard = 0; shard < outgoing_.size(); ++shard) {
        if (shard != id_) outgoing_[shard].emplace_back(Left{session});
    }
}

// The outlet is not open (any more), but whoever answers for the session does
// not know that yet.
void ShardThread::refuse(const protocol::Outlet& outlet, protocol::Delivery delivery)
{
    if (delivery.events.empty()) return;
    stale_.push_back({delivery.owner.shard, outlet});
    give_back(std::move(delivery));
}

}  // namespace halley::runtime
