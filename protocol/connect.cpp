#include <utility>

#include "protocol/shard.hpp"

// A connect is the client's heartbeat. It is either answered now or held, and a
// session holds at most one: the later request supersedes the earlier.

namespace halley::protocol {

namespace {

// Faye connects over HTTP while its events come on a stream of their own.
bool polls_beside_stream(const Message& message, const Session& session)
{
    return session.stream && session.stream->one_way &&
           message.connection_type.state == Field::valid &&
           message.connection_type.text == "eventsource";
}

}  // namespace

Shard::Step Shard::connect(Exchange& exchange, const Message& message, Session& session)
{
    const bool streaming = exchange.from.streaming;
    // A client that polls has given up its stream, whether we noticed or not.
    if (!streaming && !exchange.late && !polls_beside_stream(message, session))
        leave_stream(session);

    if (is_inactive(session)) return end_inactive(exchange, message, session);
    if (may_leave_with(exchange, session)) return leave(exchange, message, session);

    const auto action = session.on_connect(
        {.outlet = exchange.from,
         .id = message.id,
         .advised = message.advice.present,
         .timeout = message.advice.timeout,
         .interval = message.advice.interval,
         .alone = exchange.batch.messages.size() == 1 && session.dialect == Dialect::bayeux,
         .timesync = timesync_of(message),
         .confirmed = session.acks ? confirmed_batch(message.ext) : std::nullopt,
         .crowded = !streaming && is_crowded(session)},
        patience_,
        config_.bayeux.meta_connect_deliver_only,
        now_);
    answer_superseded(session);
    resume_services(session);  // It may have confirmed what it got.
    arm(session);
    if (std::holds_alternative<Hold>(action)) {
        if (!streaming) remember_held(session, exchange.from);
        return Step::done;
    }
    carry_connect(exchange, session);
    if (session.dialect == Dialect::nodefony) {
        nodefony_connect_reply(exchange, session);
        return Step::done;
    }
    if (std::holds_alternative<AnswerCrowded>(action)) {
        crowded_reply(exchange, message, session);
        return Step::done;
    }
    connect_reply(exchange.replies,
                  session,
                  message.id,
                  advice_due(session, exchange.from, message.advice.present),
                  timesync_of(message));
    if (session.acks && exchange.connects_owner) exchange.told_batch = session.acks->batch();
    return Step::done;
}

// The exchange answers a connect of that session: its events may go with it.
void Shard::carry_connect(Exchange& exchange, const Session& session)
{
    exchange.carries_connect = true;
    if (exchange.events.empty()) exchange.owner = ref(session);
    exchange.connects_owner = exchange.owner == ref(session);
}

void Shard::connect_reply(std::string& out,
                          Session& session,
                          std::string_view id,
                          std::string_view advice,
                          const std::optional<Timesync>& timesync)
{
    auto reply = this->reply(out);
    reply.text("channel", "/meta/connect")
        .id(id)
        .flag("successful", true)
        .text("clientId", session.client_id);
    if (!advice.empty()) reply.raw("advice", advice);
    reply.ext(connect_ext(session, timesync));
}

// CON-09: whoever sends advice is answered with advice, and so is the first
// connect on each kind of transport.
std::string Shard::advice_due(Session& session, Outlet outlet, bool asked) const
{
    const bool told = session.advised_on == outlet.streaming;
    session.advised_on = outlet.streaming;
    return asked || !told ? advice("retry", session.interval) : std::string{};
}

void Shard::answer_held(Session& session)
{
    const auto held = *std::exchange(session.held, std::nullopt);
    forget_held(session, held.outlet);
    session.on_connect_answered(patience_, now_);
    arm(session);

    std::string replies;
    connect_reply(
        replies, session, held.id, advice_due(session, held.outlet, held.advised), held.timesync);
    auto delivery = take_delivery(session, held.outlet);
    delivery.replies = std::move(replies);
    emit(held.outlet, std::move(delivery));
}

// CON-26: it is told to begin anew, as any unknown session is. Unless it has asked for
// the end itself it is no success: cometd.js knows no advice but `retry` there, and stops.
void Shard::answer_last(Session& session, End reason)
{
    const auto held = *std::exchange(session.held, std::nullopt);
    forget_held(session, held.outlet);
    auto delivery = take_delivery(session, held.outlet);
    if (reason == End::disconnected) {
        connect_reply(delivery.replies, session, held.id, begin_anew_, held.timesync);
    } else if (reason == End::drained && config_.drain.hosts.empty()) {
        const auto later = advice("retry", config_.drain.interval);
        connect_reply(delivery.replies, session, held.id, later, held.timesync);
    } else {
        reply(delivery.replies)
            .text("channel", "/meta/connect")
            .id(held.id)
            .failed(Errc::session_unknown)
            .raw("advice", begin_anew_);
    }
    delivery.last = draining();
    emit(held.outlet, std::move(delivery));
}

// CON-15: nothing is ever left unanswered, not even for who asked twice.
void Shard::answer_superseded(Session& session)
{
    if (!session.superseded) return;
    const auto former = *std::exchange(session.superseded, std::nullopt);
    forget_held(session, former.outlet);
    Delivery delivery;
    reply(delivery.replies)
        .text("channel", "/meta/connect")
        .id(former.id)
        .failed(Errc::connect_superseded)
        .text("clientId", session.client_id);
    emit(former.outlet, std::move(delivery));
}

Shard::Step Shard::disconnect(Exchange& exchange, const Message& message, Session& session)
{
    ride(exchange);  // DSC-06
    if (session.dialect == Dialect::nodefony) {
        nodefony_disconnect_reply(exchange, message, session);
        if (exchange.from.streaming) afterwards_.push_back(Close{exchange.from});
    } else {
        reply(exchange.replies)
            .text("channel", "/meta/disconnect")
            .id(message.id)
            .flag("successful", true)
            .text("clientId", session.client_id)
            .ext(meta_ext(message, session));
    }
    release_held(session);
    end_session(session, End::disconnected);
    return Step::done;
}

// CON-19, DSC-03
void Shard::release_held(Session& session)
{
    const auto held = std::exchange(session.held, std::nullopt);
    if (!held) return;
    forget_held(session, held->outlet);
    Delivery released;
    connect_reply(
        released.replies, session, held->id, advice("none", patience_.interval), held->timesync);
    if (held->outlet.streaming) {
        afterwards_.push_back(Send{held->outlet, std::move(released)});
    } else {
        afterwards_.push_back(Respond{held->outlet, std::move(released), {}});
    }
}

}  // namespace halley::protocol
