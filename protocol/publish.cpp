#include "protocol/nodefony.hpp"
#include "protocol/shard.hpp"

// Rules of this file:
// - Only `channel`, `data` and `ext` of a publish reach subscribers (PUB-20 to
//   PUB-23). The publisher's `id` stays behind too: cometd.js takes an event
//   whose id is that of a pending remote call for the answer of that call.
// - What is published to a service reaches that service alone (CHN-17, PUB-12).

namespace halley::protocol {

Shard::Step Shard::publish(Exchange& exchange, const Message& message, Session& session)
{
    const auto name = message.channel.text;
    const auto channel = ChannelId::parse(name, channel_limits_);
    if (!channel || channel->wildcard() != Wildcard::none)
        return publish_failed(exchange, message, session, Errc::channel_invalid, name);
    if (const auto reason = publish_refusal(message, session))
        return publish_failed(exchange, message, session, Errc::publish_denied, *reason);
    if (channel->kind() == ChannelKind::service)
        return publish_to_service(exchange, message, session, *channel);
    if (message.data.empty())
        return publish_failed(exchange, message, session, Errc::data_missing, {});

    if (const auto reason = create_refusal(message, session, name))
        return publish_failed(exchange, message, session, Errc::channel_create_denied, *reason);

    const auto options = rules_.options_of(name);
    const auto event = Event::make(name, message.data, {}, message.ext, timestamp());
    deliver(event, options.broadcast_to_publisher ? nullptr : &session, options.lazy);
    if (shards_ > 1) actions_.push_back(Fan{event});
    return published(exchange, message, session);
}

Shard::Step Shard::publish_to_service(Exchange& exchange,
                                      const Message& message,
                                      Session& session,
                                      const ChannelId& channel)
{
    const auto name = channel.service_name();
    if (!config_.services.contains(name))
        return publish_failed(exchange, message, session, Errc::service_unknown, channel.text());
    if (message.data.empty())
        return publish_failed(exchange, message, session, Errc::data_missing, {});

    auto* link = find_link(session, name);
    if (link && link->state == ServiceLink::State::finishing) link = nullptr;
    if (!link && session.dialect == Dialect::nodefony)
        return publish_failed(exchange, message, session, Errc::service_unknown, channel.text());
    if (!link) {
        // Subscribing to a service channel means nothing in Bayeux: whoever
        // publishes without it gets the connection all the same.
        const auto slot = open_link(session, name, channel.text(), *exchange.request);
        return park(exchange, {slot}, {slot});
    }
    if (link->state == ServiceLink::State::opening) return park(exchange, {}, {link->slot});
    if (link->busy)
        return publish_failed(exchange, message, session, Errc::service_busy, channel.text());
    call(*link, message, session);
    write(*link, message);
    return published(exchange, message, session);
}

Shard::Step Shard::published(Exchange& exchange, const Message& message, const Session& session)
{
    if (session.dialect == Dialect::nodefony) {
        nodefony::publish_reply(exchange.replies, message.id, {});
        return Step::done;
    }
    reply(exchange.replies)
        .text("channel", message.channel.text)
        .id(message.id)
        .flag("successful", true);
    return Step::done;
}

Shard::Step Shard::publish_failed(Exchange& exchange,
                                  const Message& message,
                                  const Session& session,
                                  Errc error,
                                  std::string_view channel)
{
    if (session.dialect == Dialect::nodefony) {
        nodefony::publish_reply(
            exchange.replies, message.id, nodefony::error_text(error, channel, session.client_id));
        return Step::done;
    }
    reply(exchange.replies)
        .text("channel", message.channel.text)
        .id(message.id)
        .failed(error, channel);
    return Step::done;
}

}  // namespace halley::protocol
