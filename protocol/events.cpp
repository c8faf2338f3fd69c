#include <algorithm>
#include <utility>

#include "protocol/nodefony.hpp"
#include "protocol/shard.hpp"

// Rules of this file:
// - An event is encoded once; a queue holds a counted pointer to it.
// - Lazy events wait until their time is over, an event that is not lazy comes, or
//   an answer goes out anyway (LZY-01, LZY-02).
// - A session that got something is linked into the dirty list and flushed once,
//   at the end of the turn; while a delivery is being written it is left alone.

namespace halley::protocol {

void Shard::handle_event(const EventPtr& event, TimePoint now)
{
    now_ = now;
    deliver(event, nullptr, rules_.options_of(event->channel()).lazy);
    settle();
}

void Shard::deliver(const EventPtr& event, const Session* except, Duration lazy)
{
    ++visit_;
    tree_.match(event->channel(), [&](Slot slot) {
        auto& session = slots_[slot];
        if (std::exchange(session.visited, visit_) == visit_ || &session == except) return;
        enqueue(session, event, lazy);
    });
}

void Shard::enqueue(Session& session, const EventPtr& event, Duration lazy)
{
    // A burst within one turn is no sign of a slow consumer: what can leave leaves now.
    const auto beside = [&] { return session.acks ? session.acks->usage() : QueueUsage{}; };
    if (session.queue.full_for(event, queue_limits_, beside())) flush(session);
    if (!session.queue.push(event, queue_limits_, beside())) {
        overflowed_.push_back(session.slot);
        return;
    }
    if (lazy == Duration::zero()) {
        session.urgent = true;
    } else {
        session.lazy_until = std::min(session.lazy_until, now_ + lazy);
        arm(session);
    }
    mark_dirty(session);
}

void Shard::mark_dirty(Session& session)
{
    if (session.has_urgent_events() && !std::exchange(session.dirty, true))
        dirty_.push_back(session.slot);
}

bool Shard::flushes_on_stream(const Session& session) const
{
    return !session.queue.empty() && !session.in_flight &&
           session.streams(config_.bayeux.meta_connect_deliver_only);
}

void Shard::flush(Session& session)
{
    if (flushes_on_stream(session)) {
        emit(*session.stream, take_delivery(session, *session.stream));
    } else if (session.held && !session.queue.empty() && !session.in_flight) {
        answer_held(session);
    }
}

Delivery Shard::take_delivery(Session& session, Outlet to)
{
    Delivery delivery;
    delivery.owner = ref(session);
    if (session.has_events() && session.may_deliver(to)) {
        delivery.events = take_events(session);
        delivery.owner.delivery = session.on_delivery(to);
    }
    if (session.dialect == Dialect::nodefony) {
        delivery.envelope = Envelope::object;
        delivery.prefix = nodefony::prefix(session.client_id);
    }
    return delivery;
}

std::vector<EventPtr> Shard::take_events(Session& session)
{
    if (config_.bayeux.activity.of == ActivityOf::client_and_server) session.active_at = now_;
    auto events = session.take_events();
    resume_services(session);
    return events;
}

void Shard::handle_sent(SessionRef owner)
{
    auto* session = find(owner);
    if (!session) return;
    session->on_delivered();
    mark_dirty(*session);
    if (session->leaving) leave(*session);
}

void Shard::handle_returned(SessionRef owner, std::vector<EventPtr> events, TimePoint now)
{
    now_ = now;
    auto* session = find(owner);
    if (!session) return;
    session->on_returned(owner.delivery, std::move(events));
    mark_dirty(*session);
    if (session->leaving) leave(*session);
}

}  // namespace halley::protocol
