#include "protocol/hooks.hpp"

#include <utility>

#include <boost/algorithm/string/predicate.hpp>

#include "protocol/shard.hpp"

// What the program around the core is asked and told. Nothing of it is called
// when there are no hooks, which is one test a message.

namespace halley {

std::string_view RequestView::header(std::string_view name) const
{
    for (const auto& field : headers) {
        if (boost::algorithm::iequals(field.name, name)) return field.value;
    }
    return {};
}

void SecurityPolicy::admit_request(const RequestView&, Answer answer)
{
    answer({});
}

void SecurityPolicy::admit_session(const SessionView& client,
                                   const MessageView& message,
                                   const RequestView&,
                                   Answer answer)
{
    answer({.verdict = may_handshake(client, message)});
}

Verdict SecurityPolicy::may_handshake(const SessionView&, const MessageView&)
{
    return {};
}

Verdict SecurityPolicy::may_subscribe(const SessionView&, std::string_view, const MessageView&)
{
    return {};
}

Verdict SecurityPolicy::may_publish(const SessionView&, const MessageView&)
{
    return {};
}

Verdict SecurityPolicy::may_create(const SessionView&, std::string_view, const MessageView&)
{
    return {};
}

bool Extension::incoming(const SessionView&, const MessageView&)
{
    return true;
}

std::string Extension::outgoing(const SessionView&, const MessageView&)
{
    return {};
}

}  // namespace halley

namespace halley::protocol {
namespace {

SessionView view(const Session& session)
{
    SessionView view{session.client_id, session.address, {}, {}};
    if (session.identity) {
        view.identity = session.identity->name;
        view.attributes = session.identity->attributes;
    }
    return view;
}

}  // namespace

SessionView stranger(const Request& request)
{
    SessionView view{{}, request.remote_address, {}, {}};
    if (const auto& credentials = request.credentials) {
        view.identity = credentials->identity.name;
        view.attributes = credentials->identity.attributes;
    }
    return view;
}

MessageView view(const Message& message)
{
    return {message.channel.text, message.id, message.data, message.ext, message.subscriptions};
}

// The reason of a refusal is kept until the next one.
std::optional<std::string_view> Shard::refused_by_policy(Verdict verdict)
{
    if (verdict.allowed) return std::nullopt;
    refusal_reason_ = std::move(verdict.reason);
    return refusal_reason_;
}

std::optional<std::string_view>
Shard::subscribe_refusal(const Message& message, const Session& session, std::string_view pattern)
{
    if (!hooks_ || !hooks_->policy) return std::nullopt;
    return refused_by_policy(hooks_->policy->may_subscribe(view(session), pattern, view(message)));
}

std::optional<std::string_view> Shard::publish_refusal(const Message& message,
                                                       const Session& session)
{
    if (!hooks_ || !hooks_->policy) return std::nullopt;
    return refused_by_policy(hooks_->policy->may_publish(view(session), view(message)));
}

std::optional<std::string_view>
Shard::create_refusal(const Message& message, const Session& session, std::string_view channel)
{
    if (!channels_ || !hooks_ || !hooks_->policy) return std::nullopt;
    if (config_.bayeux.channels.contains(channel) || channels_->contains(channel))
        return std::nullopt;
    return refused_by_policy(hooks_->policy->may_create(view(session), channel, view(message)));
}

bool Shard::is_deleted(const Exchange& exchange,
                       const Message& message,
                       const Session* session) const
{
    if (!hooks_) return false;
    for (auto* const extension : hooks_->extensions) {
        if (!extension->incoming(session ? view(*session) : stranger(*exchange.request),
                                 view(message)))
            return true;
    }
    return false;
}

void Shard::add_custom_ext(Ext& ext, const MessageView& message, const Session& session) const
{
    if (!hooks_) return;
    for (auto* const extension : hooks_->extensions)
        ext.add(extension->name(), extension->outgoing(view(session), message));
}

void Shard::tell_opened(const Session& session) const
{
    if (!hooks_) return;
    for (auto* const listener : hooks_->listeners)
        listener->on_session_opened(view(session));
}

void Shard::tell_closed(const Session& session) const
{
    if (channels_) {
        for (const auto& pattern : session.patterns)
            channels_->unsubscribed(pattern);
    }
    if (!hooks_) return;
    for (auto* const listener : hooks_->listeners) {
        for (const auto& pattern : session.patterns)
            listener->on_unsubscribed(view(session), pattern);
        listener->on_session_closed(view(session));
    }
}

void Shard::tell_subscribed(const Session& session, std::string_view pattern) const
{
    if (channels_) channels_->subscribed(pattern);
    if (!hooks_) return;
    for (auto* const listener : hooks_->listeners)
        listener->on_subscribed(view(session), pattern);
}

void Shard::tell_unsubscribed(const Session& session, std::string_view pattern) const
{
    if (channels_) channels_->unsubscribed(pattern);
    if (!hooks_) return;
    for (auto* const listener : hooks_->listeners)
        listener->on_unsubscribed(view(session), pattern);
}

void Shard::handle_broadcast(std::string_view channel, std::string_view data, TimePoint now)
{
    now_ = now;
    const auto event = Event::make(channel, data, {}, {}, timestamp());
    deliver(event, nullptr, rules_.options_of(channel).lazy);
    if (shards_ > 1) actions_.push_back(Fan{event});
    settle();
}

void Shard::handle_delivery(std::string_view client_id,
                            std::string_view channel,
                            std::string_view data,
                            TimePoint now)
{
    now_ = now;
    auto* const session = find(client_id);
    if (!session) return;
    enqueue(*session, Event::make(channel, data, {}, {}, timestamp()));
    settle();
}

void Shard::handle_disconnect(std::string_view client_id, TimePoint now)
{
    now_ = now;
    if (auto* const session = find(client_id)) end_session(*session, End::expired);
    settle();
}

}  // namespace halley::protocol
