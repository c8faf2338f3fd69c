#include <algorithm>
#include <utility>

#include <boost/unordered/unordered_flat_set.hpp>

#include "protocol/nodefony.hpp"
#include "protocol/shard.hpp"

// Rules of this file:
// - A subscribe is all or nothing; the error names the first channel that was
//   refused (SUB-10).
// - Service channels never enter the tree: subscribing to one opens the session's
//   connection to that service, and the reply waits for its outcome.

namespace halley::protocol {

namespace {

// A pattern names no service: what a service sends has a channel, not a pattern (CHN-15).
std::string_view service_of(const ChannelId& channel)
{
    return channel.wildcard() == Wildcard::none ? channel.service_name() : std::string_view{};
}

// Whether it says something to the backend. Nodefony's newer client sends null
// when it has nothing to say.
bool has_text(const Message& message)
{
    return !message.data.empty() && message.data != "null";
}

}  // namespace

Shard::Step Shard::subscribe(Exchange& exchange, const Message& message, Session& session)
{
    if (const auto refusal = judge_subscription(message, session)) {
        if (refusal->first == Errc::too_many_subscriptions)
            count_refusal(Limit::subscriptions_per_session, exchange);
        return subscribe_failed(exchange, message, session, refusal->first, refusal->second);
    }

    std::vector<Slot> opened;
    std::vector<Slot> awaited;
    for (const auto name : message.subscriptions) {
        const auto service = service_of(*ChannelId::parse(name, channel_limits_));
        if (service.empty() || !config_.services.contains(service)) continue;
        auto* link = find_link(session, service);
        if (link && link->state == ServiceLink::State::finishing) {
            stop_finishing(session, *link);
            link = nullptr;
        }
        if (!link) {
            link = &links_[open_link(session, service, name, *exchange.request)];
            opened.push_back(link->slot);
        }
        if (link->state == ServiceLink::State::opening) awaited.push_back(link->slot);
    }
    if (!awaited.empty()) return park(exchange, opened, awaited);
    return subscribed(exchange, message, session);
}

std::optional<std::pair<Errc, std::string_view>> Shard::judge_subscription(const Message& message,
                                                                           const Session& session)
{
    using Refused = std::pair<Errc, std::string_view>;
    if (message.subscription == Field::absent) return Refused{Errc::subscription_missing, {}};
    if (message.subscription == Field::wrong_type || message.subscriptions.empty())
        return Refused{Errc::subscription_invalid, {}};  // SUB-04, SUB-05

    boost::unordered_flat_set<std::string_view> patterns;
    for (const auto name : message.subscriptions) {
        const auto channel = ChannelId::parse(name, channel_limits_);
        if (!channel) return Refused{Errc::subscription_invalid, name};
        if (channel->kind() == ChannelKind::meta) return Refused{Errc::subscribe_denied, name};
        if (channel->kind() == ChannelKind::broadcast) {
            patterns.insert(name);
        } else if (session.dialect == Dialect::nodefony &&
                   !config_.services.contains(service_of(*channel))) {
            return Refused{Errc::service_unknown, name};
        }
    }
    for (const auto name : message.subscriptions) {
        if (const auto reason = subscribe_refusal(message, session, name))
            return Refused{Errc::subscribe_denied, *reason};
    }
    // Last, so that who may not subscribe does not learn what exists.
    for (const auto name : message.subscriptions) {
        if (!patterns.contains(name)) continue;
        if (const auto reason = create_refusal(message, session, name))
            return Refused{Errc::create_denied, *reason};
    }
    if (session.patterns.size() + patterns.size() > config_.limits.subscriptions_per_session) {
        patterns.insert(session.patterns.begin(), session.patterns.end());
        if (patterns.size() > config_.limits.subscriptions_per_session)
            return Refused{Errc::too_many_subscriptions, {}};
    }
    return std::nullopt;
}

// Everything it needs is there: from here nothing fails.
Shard::Step Shard::subscribed(Exchange& exchange, const Message& message, Session& session)
{
    for (const auto name : message.subscriptions) {
        const auto channel = ChannelId::parse(name, channel_limits_);
        if (channel->kind() == ChannelKind::broadcast) {
            if (!tree_.subscribe(name, session.slot)) continue;
            session.patterns.emplace_back(name);
            tell_subscribed(session, name);
        } else if (auto* link = find_link(session, service_of(*channel))) {
            link->channel = name;
            if (has_text(message)) write(*link, message);
        }
    }
    subscription_reply(exchange, message, session);
    return Step::done;
}

// To a subscribe or an unsubscribe that succeeded (SUB-01, SUB-13).
void Shard::subscription_reply(Exchange& exchange, const Message& message, const Session& session)
{
    if (session.dialect == Dialect::nodefony) {
        nodefony::subscribe_reply(exchange.replies,
                                  message.channel.text,
                                  session.client_id,
                                  message.subscription_text(),
                                  message.id);
        return;
    }
    reply(exchange.replies)
        .text("channel", message.channel.text)
        .id(message.id)
        .flag("successful", true)
        .raw("subscription", message.subscription_text())
        .text("clientId", session.client_id)
        .ext(meta_ext(message, session));
}

Shard::Step Shard::subscribe_failed(Exchange& exchange,
                                    const Message& message,
                                    const Session& session,
                                    Errc error,
                                    std::string_view channel)
{
    const auto shape =
        message.subscription == Field::valid ? message.subscription_text() : std::string{};
    if (session.dialect == Dialect::nodefony) {
        nodefony::subscription_error(exchange.replies,
                                     message.channel.text,
                                     session.client_id,
                                     shape,
                                     message.id,
                                     nodefony::error_text(error, channel, session.client_id));
        return Step::done;
    }
    auto reply = this->reply(exchange.replies);
    reply.text("channel", message.channel.text).id(message.id).failed(error, channel);
    if (!shape.empty()) reply.raw("subscription", shape);
    reply.text("clientId", session.client_id).ext(meta_ext(message, session));
    return Step::done;
}

Shard::Step Shard::unsubscribe(Exchange& exchange, const Message& message, Session& session)
{
    if (message.subscription == Field::absent)
        return subscribe_failed(exchange, message, session, Errc::subscription_missing, {});
    if (message.subscription == Field::wrong_type || message.subscriptions.empty())
        return subscribe_failed(exchange, message, session, Errc::subscription_invalid, {});
    for (const auto name : message.subscriptions) {
        const auto channel = ChannelId::parse(name, channel_limits_);
        if (!channel)
            return subscribe_failed(exchange, message, session, Errc::subscription_invalid, name);
        if (channel->kind() == ChannelKind::meta)
            return subscribe_failed(exchange, message, session, Errc::unsubscribe_denied, name);
    }

    bool reply_later = false;
    for (const auto name : message.subscriptions) {
        const auto channel = ChannelId::parse(name, channel_limits_);
        if (channel->kind() == ChannelKind::broadcast) {
            if (!tree_.unsubscribe(name, session.slot)) continue;
            std::erase(session.patterns, name);
            tell_unsubscribed(session, name);
            continue;
        }
        auto* link = find_link(session, service_of(*channel));
        if (!link) {
            if (session.dialect == Dialect::nodefony)
                return subscribe_failed(exchange, message, session, Errc::service_unknown, name);
            continue;  // SUB-14, SUB-15
        }
        const auto* const last = has_text(message) ? &message : nullptr;
        reply_later = leave(*link, session, last, exchange.from.streaming) || reply_later;
    }
    if (reply_later) return Step::done;

    subscription_reply(exchange, message, session);
    return Step::done;
}

}  // namespace halley::protocol
