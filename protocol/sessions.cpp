#include <algorithm>
#include <utility>

#include "protocol/nodefony.hpp"
#include "protocol/shard.hpp"

// Rules of this file:
// - A session is found by its client id, and only by who may use it (LP-07, LP-08).
// - Whatever ends it, its subscriptions, services and held connect end with it.
// - A deadline that moves later is a store; the wheel's entry is looked at when
//   it comes due.

namespace halley::protocol {

// Refused when the client's address begins too many (LIM-07), when the policy says so
// (HSK-17), or when there are as many as there may be (LIM-06).
std::variant<Session*, Refusal, Waiting>
Shard::create_session(Exchange& exchange, const Message& message, Dialect dialect)
{
    if (draining()) return refuse_newcomer(exchange);
    if (!exchange.admission) {
        if (address_is_too_fast(Limit::handshakes_per_address, exchange, 1))
            return Refusal{Errc::too_many_handshakes, {}, "handshake"};
        if (is_deleted(exchange, message, nullptr)) return Refusal{Errc::message_deleted, {}};
    }
    auto admitted = admission(exchange, message);
    if (!admitted) return Waiting{};
    const auto& request = *exchange.request;
    auto& verdict = admitted->verdict;
    if (!verdict.allowed)
        return Refusal{
            Errc::handshake_denied, std::move(verdict.reason), std::move(verdict.reconnect)};
    if (const auto limit = addresses_ ? addresses_->enter(request.remote_address) : std::nullopt) {
        count_refusal(*limit, exchange);
        return Refusal{};
    }

    Slot slot;
    if (free_slots_.empty()) {
        slot = static_cast<Slot>(slots_.size());
        slots_.emplace_back();
    } else {
        slot = free_slots_.back();
        free_slots_.pop_back();
    }
    auto& session = slots_[slot];
    session.alive = true;
    session.slot = slot;
    session.dialect = dialect;
    session.client_id = make_client_id(id_, random_);
    by_client_id_.emplace(session.client_id, slot);

    if (addresses_ || hooks_) session.address = request.remote_address;
    if (!verdict.identity.empty() || !verdict.attributes.empty())
        session.identity = std::make_unique<Identity>(
            Identity{std::move(verdict.identity), std::move(verdict.attributes)});
    session.browser = request.browser;
    if (!exchange.from.streaming && session.browser.empty()) {
        session.browser = make_browser_id(id_, random_);
        exchange.set_browser = session.browser;
    }
    session.interval = patience_.interval;
    session.active_at = now_;
    session.deadline = now_ + patience_.max_interval;
    if (admitted->lasts) session.expires = after(now_, *admitted->lasts);
    arm(session);
    tell_opened(session);
    return &session;
}

void Shard::end_session(Session& session, End reason)
{
    if (session.held) {
        session.queue.take();
        answer_last(session, reason);
    }
    if (reason == End::slow_consumer && limiter_)
        limiter_->refused(Limit::slow_consumer, session.address);
    if (session.stream && reason == End::slow_consumer) {
        actions_.push_back(Close{*session.stream, CloseReason::slow_consumer});
    } else if (session.stream && session.stream->one_way) {
        if (reason == End::disconnected) flush(session);
        actions_.push_back(Close{*session.stream, CloseReason::session_ended});
    }
    tell_closed(session);
    for (const auto& pattern : session.patterns)
        tree_.unsubscribe(pattern, session.slot);
    for (const auto link : std::exchange(session.services, {}))
        orphan(links_[link]);
    detach(session);
    if (addresses_) addresses_->leave(session.address);
    by_client_id_.erase(session.client_id);

    const auto generation = session.generation + 1;
    const auto slot = session.slot;
    session = Session{};
    session.slot = slot;
    session.generation = generation == 0 ? 1 : generation;
    free_slots_.push_back(slot);
}

Session* Shard::find(std::string_view client_id)
{
    const auto found = by_client_id_.find(client_id);
    return found == by_client_id_.end() ? nullptr : &slots_[found->second];
}

Session* Shard::find(SessionRef ref)
{
    if (!ref || ref.shard != id_ || ref.slot >= slots_.size()) return nullptr;
    auto& session = slots_[ref.slot];
    return session.alive && session.generation == ref.generation ? &session : nullptr;
}

SessionRef Shard::ref(const Session& session) const
{
    return {id_, session.slot, session.generation};
}

bool Shard::may_use(const Session& session, const Exchange& exchange) const
{
    const auto& request = *exchange.request;
    // Whoever is known to be somebody else has no business here.
    if (const auto& credentials = request.credentials;
        credentials && !credentials->identity.name.empty() &&
        (!session.identity || session.identity->name != credentials->identity.name))
        return false;
    if (session.browser.empty() || request.browser == session.browser) return true;
    if (!request.browser.empty() || config_.bayeux.cookies.required) return false;
    // A WebSocket goes on with the cookie of its upgrade, which the handshake over
    // HTTP may have replaced meanwhile: Faye opens both at once.
    const bool opened_before = exchange.from.streaming && !exchange.from.one_way;
    return opened_before || !request.foreign_cookie;
}

void Shard::touch(Exchange& exchange, Session& session)
{
    session.on_message(patience_, now_);
    if (exchange.from.streaming && !exchange.late) attach(session, exchange.from);
    if (!exchange.owner) exchange.owner = ref(session);
    if (session.dialect == Dialect::nodefony && exchange.batch.bare) {
        exchange.envelope = Envelope::object;
        exchange.prefix = nodefony::prefix(session.client_id);
    }
}

// The newest streaming outlet wins (WS-13, WS-15).
void Shard::attach(Session& session, Outlet stream)
{
    if (session.stream == stream) return;
    if (session.held && !stream.one_way) {
        // LP-06: the connect that is held elsewhere has no purpose any more.
        session.superseded = std::exchange(session.held, std::nullopt);
        session.on_connect_answered(patience_, now_);
        arm(session);
        answer_superseded(session);
    }
    leave_stream(session);
    session.stream = stream;
    streams_[stream].push_back(session.slot);
    session.on_stream_changed(patience_, now_);
    arm(session);
    mark_dirty(session);
}

// The client has moved on. What is on its way to the old stream may be stuck in
// a dead connection for minutes, and must come back now.
void Shard::leave_stream(Session& session)
{
    const auto former = session.stream;
    detach(session);
    if (former && session.in_flight == former && !streams_.contains(*former))
        actions_.push_back(Close{*former, CloseReason::replaced});
}

void Shard::detach(Session& session)
{
    if (!session.stream) return;
    const auto found = streams_.find(*session.stream);
    session.stream.reset();
    if (found == streams_.end()) return;
    std::erase(found->second, session.slot);
    if (found->second.empty()) streams_.erase(found);
}

void Shard::arm(Session& session)
{
    const auto next = session.next_deadline();
    if (next >= session.armed) return;
    session.armed = next;
    deadlines_.add({session.slot, session.generation}, next);
}

void Shard::on_deadline(Session& session)
{
    if (session.lazy_until <= now_) {
        session.lazy_until = TimePoint::max();
        session.urgent = true;
        mark_dirty(session);
    }
    if (session.expires <= now_ && draining()) {
        leave(session);
    } else if (session.expires <= now_) {
        // Nodefony's clients look for nothing but the end of their socket.
        if (session.stream && session.dialect == Dialect::nodefony)
            actions_.push_back(Close{*session.stream});
        end_session(session, End::expired);
    } else if (session.deadline > now_) {
        arm(session);
    } else if (session.held) {
        answer_held(session);
    } else {
        end_session(session, End::expired);
    }
}

void Shard::handle_timeout(TimePoint now)
{
    now_ = now;
    due_.clear();
    deadlines_.advance(now, due_);
    for (const auto& due : due_) {
        auto& session = slots_[due.key.slot];
        if (!session.alive || session.generation != due.key.generation || session.armed != due.time)
            continue;
        session.armed = TimePoint::max();
        on_deadline(session);
    }
    due_.clear();
    link_deadlines_.advance(now, due_);
    for (const auto& due : due_) {
        if (auto* link = find_link(ServiceRef{due.key.slot, due.key.generation})) {
            actions_.push_back(AbortService{ref(*link)});
            link_ended(*link, std::nullopt);
        }
    }
    expire_asks();
    settle();
}

std::optional<TimePoint> Shard::next_timeout() const
{
    auto next = deadlines_.next();
    if (const auto links = link_deadlines_.next(); links && (!next || *links < *next)) next = links;
    if (!asks_.empty() && (!next || asks_.front().deadline < *next)) next = asks_.front().deadline;
    return next;
}

void Shard::handle_lost(Outlet outlet, TimePoint now)
{
    now_ = now;
    drop_asks(outlet);
    if (const auto found = held_.find(outlet); found != held_.end()) {
        auto& session = slots_[found->second];
        forget_held(session, outlet);
        session.on_connect_answered(patience_, now);
        arm(session);
    }
    if (const auto found = streams_.find(outlet); found != streams_.end()) {
        const auto slots = std::move(found->second);
        streams_.erase(found);
        for (const auto slot : slots) {
            auto& session = slots_[slot];
            session.stream.reset();
            if (session.dialect == Dialect::nodefony) {
                end_session(session, End::lost);
                continue;
            }
            if (session.held && session.held->outlet == outlet) session.held.reset();
            session.on_stream_changed(patience_, now);
            arm(session);
        }
    }
    settle();
}

void Shard::handle_stop(TimePoint now)
{
    now_ = now;
    refuse_asks();
    for (auto& session : slots_) {
        if (!session.alive) continue;
        if (session.held) {
            answer_held(session);
        } else if (session.stream) {
            emit(*session.stream, take_delivery(session, *session.stream));
        }
    }
}

}  // namespace halley::protocol
