// What the server says, message by message: the other half of session.cpp.
#include <algorithm>
#include <charconv>
#include <utility>

#include "tools/client/session.hpp"

namespace halley::client {
namespace {

// A server that never answers one message, or never well, is not asked for ever.
constexpr unsigned most_attempts = 3;

bool succeeded(const Message& reply)
{
    return reply.successful.value_or(reply.error.empty());
}

std::string reason_of(const Message& reply)
{
    return reply.error.empty() ? "no reason given" : reply.error;
}

// Servers say it in the advice, or by the code alone: Faye 401, CometD 402. A 403 says it of a
// connect only; elsewhere it is a verdict on the request.
bool session_unknown(const Message& reply)
{
    if (succeeded(reply)) return false;
    if (reply.advice.reconnect) return *reply.advice.reconnect == Reconnect::handshake;
    const auto code = error_code_of(reply.error);
    return code == 401 || code == 402 || (code == 403 && reply.channel == "/meta/connect");
}

// What has neither data nor a verdict can only be a terse confirmation.
bool is_reply(const Message& message)
{
    return message.is_meta() || message.successful || message.data.empty();
}

}  // namespace

void Session::handle_message(const Message& message, TimePoint now)
{
    follow(message.advice);
    if (!is_reply(message)) return on_event(message);
    if (message.channel == "/meta/handshake") return on_handshake_reply(message, now);
    if (message.channel == "/meta/connect") return on_connect_reply(message, now);
    if (message.channel == "/meta/disconnect") return on_disconnect_message(message, now);
    on_reply(message, now);
}

void Session::on_handshake_reply(const Message& reply, TimePoint now)
{
    if (phase_ != Phase::handshaking) return;
    if (!succeeded(reply) || reply.client_id.empty()) {
        const bool none = reply.advice.reconnect == Reconnect::none;
        if (none || !ever_connected_ || !options_.reconnect) {
            actions_.emplace_back(Reset{});
            return end(
                {Ended::Reason::refused, "the server refused the handshake: " + reason_of(reply)});
        }
        return lose_session(reply, now);
    }
    client_id_ = reply.client_id;
    phase_ = Phase::connected;
    phase_deadline_ = TimePoint::max();
    if (std::exchange(ever_connected_, true))
        actions_.emplace_back(Notice{"connected again, in a new session"});
    connect(now);
    std::erase_if(requests_, [](const auto& each) { return each.second.is_subscription(); });
    for (const auto& wanted : wanted_)
        request_subscription(wanted.channel);
    resend_requests(now);
}

void Session::on_connect_reply(const Message& reply, TimePoint now)
{
    const bool rejoining = phase_ == Phase::rejoining;
    if (!rejoining && !(phase_ == Phase::connected && connect_held_)) return;
    const bool success = succeeded(reply);
    if (reply.advice.reconnect == Reconnect::none) {
        actions_.emplace_back(Reset{});
        return end({Ended::Reason::refused, "the server ended the session: " + reason_of(reply)});
    }
    if (session_unknown(reply) || (rejoining && !success)) return lose_session(reply, now);
    failures_ = success ? 0 : failures_ + 1;
    ever_joined_ = ever_joined_ || success;
    if (rejoining) {
        phase_ = Phase::connected;
        phase_deadline_ = TimePoint::max();
        actions_.emplace_back(Notice{"connected again"});
        resend_requests(now);
    }
    connect_later(now);
}

// A server may also end a session on its own.
void Session::on_disconnect_message(const Message& message, TimePoint now)
{
    if (phase_ == Phase::leaving) return end(std::move(farewell_));
    if (phase_ == Phase::connected || phase_ == Phase::rejoining) lose_session(message, now);
}

void Session::on_reply(const Message& reply, TimePoint now)
{
    const auto found = request_of(reply);
    if (found == requests_.end() || phase_ != Phase::connected) return;
    // What finds no session in one new session after the other is refused for another reason.
    if (session_unknown(reply) && ++unknown_answers(found->second) < most_attempts)
        return lose_session(reply, now);
    const auto request = std::move(found->second);
    requests_.erase(found);
    if (request.is_subscription()) return on_subscription_reply(request, reply, now);
    actions_.emplace_back(
        Published{request.number, succeeded(reply) ? std::string{} : reason_of(reply)});
}

void Session::on_subscription_reply(const Request& request, const Message& reply, TimePoint now)
{
    if (!succeeded(reply)) {
        return leave(
            {Ended::Reason::refused,
             "the server refused the subscription to " + request.channel + ": " + reason_of(reply)},
            now);
    }
    bool again = false;
    if (auto* const subscription = wanted(request.channel)) {
        again = std::exchange(subscription->once_subscribed, true);
        subscription->unknown = 0;
    }
    actions_.emplace_back(Subscribed{request.channel, again});
}

// The server has forgotten the client id, and with it the subscriptions.
void Session::lose_session(const Message& reply, TimePoint now)
{
    actions_.emplace_back(Reset{});
    client_id_.clear();
    const bool hopeless = !ever_joined_ && failures_ + 1 >= most_attempts;
    if (!options_.reconnect || hopeless)
        return end({Ended::Reason::refused, "the server ended the session: " + reason_of(reply)});
    if (failures_++ == 0) {
        actions_.emplace_back(
            Notice{"the server ended the session: " + reason_of(reply) + "; a new one begins"});
    }
    pause(now);
}

void Session::on_event(const Message& message)
{
    actions_.emplace_back(Event{message.channel,
                                std::string{message.data},
                                std::string{message.raw_id},
                                std::string{message.ext}});
}

// A publication that was sent again and again is given up; the rest goes the way of all failures.
void Session::on_overdue_requests(TimePoint now)
{
    const std::string text = "no answer from the server";
    for (auto each = requests_.begin(); each != requests_.end();) {
        auto& request = each->second;
        if (request.deadline > now || request.attempts < most_attempts) {
            ++each;
            continue;
        }
        if (request.is_subscription())
            return leave(
                {Ended::Reason::refused, text + " to the subscription to " + request.channel}, now);
        actions_.emplace_back(Published{request.number, text});
        each = requests_.erase(each);
    }
    handle_failure({Failure::Kind::lost, text}, now);
}

unsigned& Session::unknown_answers(Request& request)
{
    auto* const subscription = request.is_subscription() ? wanted(request.channel) : nullptr;
    return subscription ? subscription->unknown : request.unknown;
}

Session::Wanted* Session::wanted(const std::string& channel)
{
    const auto found = std::find_if(wanted_.begin(), wanted_.end(), [&](const Wanted& each) {
        return each.channel == channel;
    });
    return found == wanted_.end() ? nullptr : &*found;
}

// By id; or, from servers that do not echo it, the oldest that the reply can mean.
Session::Requests::iterator Session::request_of(const Message& reply)
{
    const bool subscription = reply.channel == "/meta/subscribe";
    const auto meant = [&](const Request& request) {
        if (request.is_subscription() != subscription) return false;
        if (!subscription) return request.channel == reply.channel;
        return reply.subscriptions.empty() || reply.subscriptions.front() == request.channel;
    };
    std::uint64_t id = 0;
    const auto* const end = reply.id.data() + reply.id.size();
    if (std::from_chars(reply.id.data(), end, id).ptr == end && id != 0) {
        const auto found = requests_.find(id);
        return found != requests_.end() && found->second.is_subscription() == subscription
                   ? found
                   : requests_.end();
    }
    return std::find_if(
        requests_.begin(), requests_.end(), [&](const auto& each) { return meant(each.second); });
}

}  // namespace halley::client
