#include "protocol/shard.hpp"

// When a connect is not simply held or answered: a browser that holds too many of
// them (LP-12 to LP-14), and a client that does nothing else (ACT-01).

namespace halley::protocol {

bool Shard::is_crowded(const Session& session) const
{
    const auto most = config_.bayeux.max_sessions_per_browser;
    if (most < 0 || session.browser.empty()) return false;
    const auto found = held_by_browser_.find(session.browser);
    if (found == held_by_browser_.end()) return false;
    const bool own = session.held && !session.held->outlet.streaming;
    return found->second - (own ? 1 : 0) >= most;
}

void Shard::crowded_reply(Exchange& exchange, const Message& message, Session& session)
{
    const bool refused = patience_.multi_session_interval == Duration::zero();
    auto advice = this->advice(refused ? "none" : "retry", patience_.multi_session_interval);
    advice.pop_back();
    advice += R"(,"multiple-clients":true})";
    session.advised_on.reset();  // The pause must not outlast the crowd.
    if (refused) {
        reply(exchange.replies)
            .text("channel", "/meta/connect")
            .id(message.id)
            .failed(Errc::too_many_sessions)
            .text("clientId", session.client_id)
            .raw("advice", advice);
    } else {
        connect_reply(exchange.replies, session, message.id, advice, timesync_of(message));
        if (session.acks && exchange.connects_owner) exchange.told_batch = session.acks->batch();
    }
}

void Shard::remember_held(const Session& session, Outlet outlet)
{
    held_[outlet] = session.slot;
    if (!session.browser.empty()) ++held_by_browser_[session.browser];
}

void Shard::forget_held(const Session& session, Outlet outlet)
{
    if (held_.erase(outlet) == 0) return;
    const auto found = held_by_browser_.find(session.browser);
    if (found != held_by_browser_.end() && --found->second == 0) held_by_browser_.erase(found);
}

bool Shard::is_inactive(const Session& session) const
{
    return ends_inactive_ && session.dialect == Dialect::bayeux &&
           now_ - session.active_at >= config_.bayeux.activity.max_inactivity;
}

// WS-21: the server disconnects its client, and its connect is the last.
Shard::Step Shard::end_inactive(Exchange& exchange, const Message& message, Session& session)
{
    carry_connect(exchange, session);
    ride(exchange);  // DSC-06
    reply(exchange.replies).text("channel", "/meta/disconnect").flag("successful", true);
    connect_reply(exchange.replies,
                  session,
                  message.id,
                  advice("none", patience_.interval),
                  timesync_of(message));
    release_held(session);
    end_session(session, End::disconnected);
    return Step::done;
}

}  // namespace halley::protocol
