#include "protocol/shard.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "protocol/json_text.hpp"

// Rules of this file:
// - The messages of a batch are handled in order, each by its own client id
//   (FMT-24, FMT-27); one that fails leaves the others alone (FMT-26).
// - A batch with a handshake is that handshake and nothing else (HSK-13).
// - Events ride before the replies (FMT-25).

namespace halley::protocol {

namespace {

std::string_view name_of(TransportName transport)
{
    switch (transport) {
    case TransportName::websocket: return "websocket";
    case TransportName::long_polling: return "long-polling";
    case TransportName::cross_origin_long_polling: return "cross-origin-long-polling";
    case TransportName::callback_polling: return "callback-polling";
    case TransportName::eventsource: break;
    }
    return "eventsource";
}

std::vector<std::string> names_of(const std::vector<TransportName>& transports)
{
    std::vector<std::string> names;
    for (const auto transport : transports)
        names.emplace_back(name_of(transport));
    return names;
}

std::string array_of(const std::vector<std::string>& names)
{
    std::string text = "[";
    for (const auto& name : names) {
        if (text.size() > 1) text += ',';
        append_string(text, name);
    }
    return text += ']';
}

bool is_handshake(const Message& message)
{
    return message.channel.state == Field::valid && message.channel.text == "/meta/handshake";
}

}  // namespace

Shard::Shard(ShardId id, ShardId shards, const Config& config, World world, TimePoint now)
    : id_(id),
      shards_(shards),
      config_(config),
      random_(std::move(world.random)),
      wall_clock_(std::move(world.wall_clock)),
      addresses_(world.addresses),
      hooks_(world.hooks),
      channels_(world.channels),
      limiter_(world.limiter),
      message_rates_(has_message_rates(config.limits)),
      carry_admission_(std::move(world.carry_admission)),
      patience_{config.bayeux.timeout,
                config.bayeux.interval,
                config.bayeux.max_interval,
                config.bayeux.multi_session_interval},
      queue_limits_{
          config.limits.queue_messages, config.limits.queue_bytes, config.limits.slow_consumer},
      channel_limits_{config.limits.channel_bytes, config.limits.channel_segments},
      rules_(config.bayeux),
      transports_(names_of(config.bayeux.transports)),
      connection_types_(array_of(transports_)),
      syncs_(offers(ExtensionName::timesync)),
      stamps_(offers(ExtensionName::timestamp)),
      ends_inactive_(offers(ExtensionName::activity)),
      now_(now),
      deadlines_(now),
      link_deadlines_(now)
{
}

Shard::~Shard() = default;

std::size_t Shard::OutletHash::operator()(const Outlet& outlet) const noexcept
{
    auto key = (std::uint64_t{outlet.generation} << 32) ^ (std::uint64_t{outlet.shard} << 48) ^
               outlet.slot;
    key *= 0x9e3779b97f4a7c15ULL;
    return key ^ (key >> 32);
}

void Shard::handle_batch(Outlet from, const RequestPtr& request, Batch& batch, TimePoint now)
{
    now_ = now;
    Exchange exchange;
    exchange.from = from;
    exchange.request = request;
    exchange.batch = std::move(batch);

    const auto& messages = exchange.batch.messages;
    const auto first = std::find_if(messages.begin(), messages.end(), is_handshake);
    if (first != messages.end() && messages.size() > 1)
        exchange.batch.messages = {Message{*first}};  // HSK-13
    const auto step = run(exchange);
    if (step == Step::done) batch = std::move(exchange.batch);
    batch.clear();
    settle();
}

void Shard::handle_exchange(std::unique_ptr<Exchange> exchange, TimePoint now)
{
    now_ = now;
    if (!exchange->stream_of.empty()) {
        open_stream(std::move(exchange));
    } else {
        run(*exchange);
    }
    settle();
}

void Shard::handle_stream(Outlet from,
                          const RequestPtr& request,
                          std::string client_id,
                          TimePoint now)
{
    now_ = now;
    auto exchange = std::make_unique<Exchange>();
    exchange->from = from;
    exchange->request = request;
    exchange->stream_of = std::move(client_id);
    open_stream(std::move(exchange));
    settle();
}

void Shard::open_stream(std::unique_ptr<Exchange> exchange)
{
    const auto home = home_of(exchange->stream_of);
    if (home && *home != id_ && *home < shards_) {
        actions_.push_back(Forward{*home, std::move(exchange)});
        return;
    }
    auto* session = find(exchange->stream_of);
    if (!session || session->dialect == Dialect::nodefony || !may_use(*session, *exchange)) {
        actions_.push_back(Close{exchange->from, CloseReason::session_ended});
        return;
    }
    actions_.push_back(Send{exchange->from, {}});
    attach(*session, exchange->from);
}

Shard::Step Shard::run(Exchange& exchange)
{
    while (exchange.next < exchange.batch.messages.size()) {
        if (handle_message(exchange, exchange.batch.messages[exchange.next]) == Step::gone)
            return Step::gone;
        ++exchange.next;
    }
    finish(exchange);
    return Step::done;
}

Shard::Step Shard::handle_message(Exchange& exchange, const Message& message)
{
    if (message.channel.state != Field::valid)
        return refuse(exchange, message, Errc::channel_missing);
    if (is_handshake(message)) return handshake(exchange, message);
    if (!message.id_valid || message.id.size() > longest_id)
        return refuse(exchange, message, Errc::message_id_invalid);

    if (message.client_id.state == Field::absent && is_nodefony_connect(exchange, message)) {
        const auto created = create_session(exchange, message, Dialect::nodefony);
        if (std::holds_alternative<Waiting>(created)) return Step::gone;
        if (const auto* const refusal = std::get_if<Refusal>(&created))
            return refuse(exchange, message, refusal->error, refusal->reason);
        auto& session = *std::get<Session*>(created);
        touch(exchange, session);
        return connect(exchange, message, session);
    }
    if (message.client_id.state != Field::valid)
        return refuse(exchange, message, Errc::session_unknown);

    const auto home = home_of(message.client_id.text);
    if (home && *home != id_ && *home < shards_) return forward(exchange, *home);

    auto* session = find(message.client_id.text);
    if (!session || !may_use(*session, exchange))
        return refuse(exchange, message, Errc::session_unknown);

    if (is_nodefony_connect(exchange, message)) session->dialect = Dialect::nodefony;
    touch(exchange, *session);
    if (message.channel.text != "/meta/connect") session->active_at = now_;
    return dispatch(exchange, message, *session);
}

Shard::Step Shard::dispatch(Exchange& exchange, const Message& message, Session& session)
{
    if (is_deleted(exchange, message, &session))
        return refuse(exchange, message, Errc::message_deleted);
    const auto channel = message.channel.text;
    if (!channel.starts_with("/meta/")) {
        if (is_too_fast(exchange, message, session))
            return publish_failed(exchange, message, session, Errc::too_many_publishes, channel);
        return publish(exchange, message, session);
    }
    const auto verb = channel.substr(6);
    if (verb == "connect") return connect(exchange, message, session);
    if (verb == "subscribe") {
        if (is_too_fast(exchange, message, session))
            return subscribe_failed(exchange, message, session, Errc::too_many_subscribes, {});
        return subscribe(exchange, message, session);
    }
    if (verb == "unsubscribe") return unsubscribe(exchange, message, session);
    if (verb == "disconnect") return disconnect(exchange, message, session);
    return publish_failed(exchange, message, session, Errc::publish_denied, channel);
}

Shard::Step Shard::forward(Exchange& exchange, ShardId home)
{
    // On a stream they go at the end of this turn: later ones must not overtake
    // them while the exchange is on its way.
    if (!exchange.from.streaming) ride(exchange);
    exchange.batch.own();
    actions_.push_back(Forward{home, std::make_unique<Exchange>(std::move(exchange))});
    follow_up();
    return Step::gone;
}

// What waits for the exchange's owner leaves with it, where that is allowed.
void Shard::ride(Exchange& exchange)
{
    auto* session = find(exchange.owner);
    if (!session || !session->has_events()) return;
    const bool connect_only =
        config_.bayeux.meta_connect_deliver_only || session->acks || exchange.request->connect_only;
    if (connect_only && !exchange.connects_owner) return;
    // They belong to the batch that the reply has told, and to no later one.
    if (session->acks && session->acks->batch() != exchange.told_batch) return;
    if (exchange.from.streaming ? session->stream != exchange.from
                                : session->streams(config_.bayeux.meta_connect_deliver_only) ||
                                      session->dialect == Dialect::nodefony)
        return;

    if (!session->may_deliver(exchange.from)) return;
    auto events = take_events(*session);
    if (exchange.events.empty()) exchange.owner.delivery = session->on_delivery(exchange.from);
    exchange.events.insert(exchange.events.end(),
                           std::make_move_iterator(events.begin()),
                           std::make_move_iterator(events.end()));
}

void Shard::finish(Exchange& exchange)
{
    // A held connect alone: its answer comes later, and nothing goes out now, not
    // even lazy events.
    const bool held = exchange.batch.messages.size() == 1 && exchange.replies.empty() &&
                      !exchange.carries_connect && held_.contains(exchange.from);
    // Nor does a connect that is held on a stream hurry them (LZY-01).
    const auto* owner = find(exchange.owner);
    const bool lazy_alone =
        exchange.from.streaming && exchange.replies.empty() && owner && !owner->has_urgent_events();
    if (!held) {
        if (!lazy_alone) ride(exchange);
        const bool last = draining() && !find(exchange.owner);
        emit(exchange.from,
             {exchange.owner,
              exchange.envelope,
              std::move(exchange.prefix),
              std::move(exchange.events),
              std::move(exchange.replies),
              last},
             std::move(exchange.set_browser));
    }
    follow_up();
}

void Shard::follow_up()
{
    std::move(afterwards_.begin(), afterwards_.end(), std::back_inserter(actions_));
    afterwards_.clear();
}

void Shard::emit(Outlet to, Delivery delivery, std::string set_browser)
{
    if (!to.streaming) {
        actions_.push_back(Respond{to, std::move(delivery), std::move(set_browser)});
        return;
    }
    if (delivery.events.empty() && delivery.replies.empty()) return;
    actions_.push_back(Send{to, std::move(delivery)});
}

// Work that must not be done while something else is being walked through.
void Shard::settle()
{
    while (!ready_.empty() || !overflowed_.empty()) {
        for (const auto slot : std::exchange(overflowed_, {})) {
            if (slots_[slot].alive) end_session(slots_[slot], End::slow_consumer);
        }
        for (const auto& parked : std::exchange(ready_, {}))
            resume(*parked);
    }
}

// The reply to a message for which there is no session to speak of.
Shard::Step
Shard::refuse(Exchange& exchange, const Message& message, Errc error, std::string_view argument)
{
    if (is_nodefony_connect(exchange, message)) exchange.envelope = Envelope::object;
    auto reply = this->reply(exchange.replies);
    const bool named = message.channel.state == Field::valid;
    if (named) reply.text("channel", message.channel.text);
    if (message.id_valid && message.id.size() <= longest_id) reply.id(message.id);
    reply.failed(error, argument);
    if (named && message.subscription == Field::valid &&
        (message.channel.text == "/meta/subscribe" || message.channel.text == "/meta/unsubscribe"))
        reply.raw("subscription", message.subscription_text());  // SUB-01, SUB-13
    // CON-12: without this advice the client would go on connecting in vain. Other
    // messages carry none, the client learns from its connect (ERR-07).
    if (error == Errc::session_unknown && named && message.channel.text == "/meta/connect") {
        reply.raw("advice", begin_anew_);
        exchange.carries_connect = true;
    }
    return Step::done;
}

Shard::Counts Shard::counts() const noexcept
{
    return {.sessions = sessions(),
            .subscriptions = subscriptions(),
            .streams = streams_.size(),
            .held = held_.size(),
            .browsers = held_by_browser_.size(),
            .services = links_.size() - free_links_.size(),
            .asks = asks_.size()};
}

std::optional<Action> Shard::poll_action()
{
    while (actions_.empty()) {
        if (next_dirty_ == dirty_.size()) {
            dirty_.clear();
            next_dirty_ = 0;
            return std::nullopt;
        }
        auto& session = slots_[dirty_[next_dirty_++]];
        if (!session.alive || !std::exchange(session.dirty, false)) continue;
        if (flushes_on_stream(session)) {
            // The usual way of an event, past the list of actions.
            return Send{*session.stream, take_delivery(session, *session.stream)};
        }
        flush(session);
    }
    std::optional<Action> action{std::move(actions_.front())};
    actions_.pop_front();
    return action;
}

}  // namespace halley::protocol
