#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "protocol/json_text.hpp"
#include "protocol/shard.hpp"

// Rules of this file:
// - Sessions leave one after the other, so that their clients do not all come to another
//   server at once. Until then a session is served as ever.
// - What waits for a client goes before the word that it has to leave, which is the answer
//   of its connect. It succeeds, and the next connect finds a server that does not know
//   the session, so that a handshake follows. Clients go on trying to connect while
//   nobody listens. Not all of them do when they have been told to shake hands: cometd.js
//   in a page of another origin gives up, aiocometd drops its subscriptions.
// - Where there are hosts to name, the answer is that of an unknown session: their place
//   is in the advice to shake hands (a success with it makes cometd.js stop, CON-26).
// - Who cannot be told when its time has come, between two connects or while events are
//   on a way from which they may come back, is told as soon as that is over. This has an end.
// - The sessions of one browser that poll leave together.
// - A WebSocket is closed when its last session has left, an HTTP connection with the
//   answer to who has no session (any more).

namespace halley::protocol {

namespace {

// For clients between two connects when the window ends.
constexpr std::chrono::seconds last_call{1};

bool polls(const Session& session)
{
    return !session.stream || session.stream->one_way;
}

std::string advice_to_leave(const DrainConfig& drain)
{
    std::string hosts;
    for (const auto& host : drain.hosts) {
        if (!hosts.empty()) hosts += ',';
        append_string(hosts, host);
    }
    std::string text;
    {
        Reply advice{text};
        advice.text("reconnect", "handshake").number("interval", drain.interval.count());
        if (!hosts.empty()) advice.raw("hosts", '[' + hosts + ']');
    }
    return text;
}

}  // namespace

void Shard::handle_drain(TimePoint now)
{
    now_ = now;
    if (draining()) return;
    const auto& drain = config_.drain;
    drained_by_ = now + drain.window + last_call;
    begin_anew_ = advice_to_leave(drain);
    refuse_asks();

    // Each has a part of the window, and leaves anywhere in it.
    std::size_t part = 0;
    boost::unordered_flat_map<std::string_view, TimePoint> browsers;
    for (auto& session : slots_) {
        if (!session.alive) continue;
        std::array<unsigned char, 2> dice{};
        random_(dice);
        const double chance = (dice[0] * 256 + dice[1]) / 65536.0;
        const auto share = (static_cast<double>(part++) + chance) / static_cast<double>(sessions());
        const auto after = std::chrono::duration<double, Duration::period>{drain.window} * share;
        auto leaves = now + std::chrono::duration_cast<Duration>(after);
        // The tabs of a browser use its connections in common.
        if (polls(session) && !session.browser.empty())
            leaves = browsers.emplace(session.browser, leaves).first->second;
        session.expires = std::min(session.expires, leaves);
        arm(session);
    }
    settle();
}

Refusal Shard::refuse_newcomer(const Exchange& exchange)
{
    // It would ask again on the same socket.
    if (exchange.from.streaming) {
        if (const auto close = close_vacated(exchange.from)) afterwards_.push_back(*close);
    }
    return {Errc::server_stopping, {}, "handshake"};
}

// Its time has come.
void Shard::leave(Session& session)
{
    session.leaving = true;
    if (!may_leave(session) && now_ < drained_by_) {
        session.expires = drained_by_;
        arm(session);
        return;
    }
    const auto stream = session.stream;
    empty_stream(session);
    if (session.held) answer_last(session, End::drained);
    end_session(session, End::drained);
    if (const auto close = close_vacated(stream)) actions_.push_back(*close);
}

// The same, by the answer to a connect that has just come.
Shard::Step Shard::leave(Exchange& exchange, const Message& message, Session& session)
{
    const auto stream = session.stream;
    if (stream && stream->one_way) empty_stream(session);
    carry_connect(exchange, session);
    if (session.acks) {
        session.acks->on_connect(confirmed_batch(message.ext));
        exchange.told_batch = session.acks->batch();
    }
    ride(exchange);
    session.superseded = std::exchange(session.held, std::nullopt);
    answer_superseded(session);
    if (config_.drain.hosts.empty()) {
        const auto later = advice("retry", config_.drain.interval);
        connect_reply(exchange.replies, session, message.id, later, timesync_of(message));
    } else {
        reply(exchange.replies)
            .text("channel", "/meta/connect")
            .id(message.id)
            .failed(Errc::session_unknown)
            .raw("advice", begin_anew_);
    }
    end_session(session, End::drained);
    if (const auto close = close_vacated(stream)) afterwards_.push_back(*close);
    return Step::done;
}

bool Shard::may_leave(const Session& session) const
{
    if (session.held) {
        const auto& outlet = session.held->outlet;
        return outlet.streaming ? session.may_deliver(outlet) : !session.in_flight;
    }
    if (!session.stream || !session.may_deliver(*session.stream)) return false;
    // Neither Nodefony's clients nor pages that only read a stream wait for an answer.
    return session.dialect == Dialect::nodefony ||
           (session.stream->one_way && session.phase == Phase::handshaken &&
            session.streams(config_.bayeux.meta_connect_deliver_only));
}

bool Shard::may_leave_with(const Exchange& exchange, const Session& session) const
{
    // What follows in the batch is still of this session.
    const bool last = exchange.next + 1 == exchange.batch.messages.size();
    return session.leaving && session.dialect == Dialect::bayeux && last &&
           (exchange.from.streaming ? session.may_deliver(exchange.from) : !session.in_flight);
}

void Shard::empty_stream(Session& session)
{
    if (session.stream && session.streams(config_.bayeux.meta_connect_deliver_only))
        emit(*session.stream, take_delivery(session, *session.stream));
}

std::optional<Close> Shard::close_vacated(std::optional<Outlet> stream) const
{
    if (!stream || stream->one_way || streams_.contains(*stream)) return std::nullopt;
    return Close{*stream, CloseReason::server_stopping};
}

}  // namespace halley::protocol
