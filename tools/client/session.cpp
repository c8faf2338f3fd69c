#include "tools/client/session.hpp"

#include <algorithm>
#include <utility>

#include "protocol/json_text.hpp"

namespace halley::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds longest_goodbye{5};

void append_member(std::string& out, std::string_view name, std::string_view text)
{
    protocol::append_string(out, name);
    out += ':';
    protocol::append_string(out, text);
}

std::string no_answer(Duration patience)
{
    return "no answer from the server in " +
           std::to_string(std::chrono::duration_cast<seconds>(patience).count()) + " seconds";
}

}  // namespace

void Session::start(TimePoint now)
{
    if (phase_ == Phase::idle) handshake(now);
}

void Session::subscribe(std::string channel, TimePoint now)
{
    wanted_.push_back({std::move(channel)});
    if (phase_ != Phase::connected) return;
    const auto id = request_subscription(wanted_.back().channel);
    send(id, requests_[id], now);
}

std::uint64_t
Session::publish(std::string channel, std::string data, std::string ext, TimePoint now)
{
    const auto number = ++last_number_;
    const auto id = ++last_id_;
    auto& request = requests_[id];
    request.number = number;
    request.channel = std::move(channel);
    request.data = std::move(data);
    request.ext = std::move(ext);
    if (phase_ == Phase::connected) send(id, request, now);
    return number;
}

void Session::disconnect(TimePoint now)
{
    leave({Ended::Reason::done, {}}, now);
}

void Session::handle_text(std::string_view text, TimePoint now)
{
    const auto messages = read_messages(text);
    if (!messages) {
        const auto kind = ever_connected_ ? Failure::Kind::lost : Failure::Kind::refused;
        return handle_failure({kind, "the server's answer is no Bayeux message"}, now);
    }
    for (const auto& message : *messages) {
        if (phase_ == Phase::ended) return;
        handle_message(message, now);
    }
}

void Session::handle_failure(const Failure& failure, TimePoint now)
{
    if (phase_ == Phase::idle || phase_ == Phase::pausing || phase_ == Phase::ended) return;
    actions_.emplace_back(Reset{});
    if (phase_ == Phase::leaving) return end(std::move(farewell_));
    if (!ever_connected_ || !options_.reconnect) {
        const bool refused = failure.kind == Failure::Kind::refused;
        return end({refused ? Ended::Reason::refused : Ended::Reason::unreachable, failure.text});
    }
    // Whoever refuses the old client id in this way may still take a handshake.
    if (failure.kind == Failure::Kind::refused) client_id_.clear();
    if (failures_++ == 0) actions_.emplace_back(Notice{failure.text + "; trying again"});
    pause(now);
}

void Session::handle_timeout(TimePoint now)
{
    if (phase_deadline_ <= now) {
        switch (phase_) {
        case Phase::pausing: client_id_.empty() ? handshake(now) : rejoin(now); break;
        case Phase::leaving: end(std::move(farewell_)); break;
        default: handle_failure({Failure::Kind::lost, no_answer(options_.patience)}, now);
        }
    }
    if (phase_ == Phase::connected && connect_deadline_ <= now) {
        if (connect_held_) {
            handle_failure({Failure::Kind::lost, no_answer(timeout_ + options_.patience)}, now);
        } else {
            connect(now);
        }
    }
    if (!requests_.empty() && requests_.begin()->second.deadline <= now) on_overdue_requests(now);
}

std::optional<Action> Session::poll_action()
{
    if (actions_.empty()) return std::nullopt;
    auto action = std::move(actions_.front());
    actions_.pop_front();
    return action;
}

TimePoint Session::next_timeout() const
{
    if (phase_ == Phase::ended) return TimePoint::max();
    auto next = phase_deadline_;
    if (phase_ == Phase::connected) next = std::min(next, connect_deadline_);
    if (!requests_.empty()) next = std::min(next, requests_.begin()->second.deadline);
    return next;
}

void Session::handshake(TimePoint now)
{
    phase_ = Phase::handshaking;
    phase_deadline_ = now + options_.patience;
    std::string message = R"({"channel":"/meta/handshake","version":"1.0",)";
    message += R"("minimumVersion":"1.0","supportedConnectionTypes":[)";
    protocol::append_string(message, options_.connection_type);
    message += "],";
    append_member(message, "id", std::to_string(++last_id_));
    if (!options_.handshake_ext.empty()) message += ",\"ext\":" + options_.handshake_ext;
    command(Lane::command, message + "}");
}

void Session::rejoin(TimePoint now)
{
    phase_ = Phase::rejoining;
    phase_deadline_ = now + options_.patience;
    command(Lane::connect, connect_message(R"(,"advice":{"timeout":0})"));
}

void Session::connect(TimePoint now)
{
    connect_held_ = true;
    connect_deadline_ = now + timeout_ + options_.patience;
    command(Lane::connect, connect_message({}));
}

void Session::connect_later(TimePoint now)
{
    connect_held_ = false;
    connect_deadline_ = now + std::max(interval_, pause_length());
    if (connect_deadline_ <= now) connect(now);
}

std::uint64_t Session::request_subscription(const std::string& channel)
{
    const auto id = ++last_id_;
    requests_[id].channel = channel;
    return id;
}

void Session::send(std::uint64_t id, Request& request, TimePoint now)
{
    ++request.attempts;
    request.deadline = now + options_.patience;
    std::string message;
    std::string_view ext = request.ext;
    if (request.is_subscription()) {
        ext = options_.subscribe_ext;
        message = begin_message("/meta/subscribe", id) + ",";
        append_member(message, "subscription", request.channel);
    } else {
        message = begin_message(request.channel, id) + ",\"data\":" + request.data;
    }
    if (!ext.empty()) message.append(",\"ext\":").append(ext);
    command(Lane::command, message + "}");
}

// Subscriptions go first in a new session, or they would miss what is published again.
void Session::resend_requests(TimePoint now)
{
    for (auto& [id, request] : requests_) {
        if (request.is_subscription()) send(id, request, now);
    }
    for (auto& [id, request] : requests_) {
        if (!request.is_subscription()) send(id, request, now);
    }
}

void Session::pause(TimePoint now)
{
    phase_ = Phase::pausing;
    phase_deadline_ = now + std::max(interval_, pause_length());
    for (auto& [id, request] : requests_)
        request.deadline = TimePoint::max();
}

void Session::leave(Ended farewell, TimePoint now)
{
    if (phase_ == Phase::leaving || phase_ == Phase::ended) return;
    requests_.clear();
    if (phase_ != Phase::connected) {
        actions_.emplace_back(Reset{});
        return end(std::move(farewell));
    }
    phase_ = Phase::leaving;
    phase_deadline_ = now + std::min<Duration>(longest_goodbye, options_.patience);
    farewell_ = std::move(farewell);
    command(Lane::command, begin_message("/meta/disconnect", ++last_id_) + "}");
}

void Session::end(Ended ended)
{
    phase_ = Phase::ended;
    requests_.clear();
    actions_.emplace_back(std::move(ended));
}

void Session::command(Lane lane, std::string message)
{
    actions_.emplace_back(Send{lane, std::move(message)});
}

std::string Session::begin_message(std::string_view channel, std::uint64_t id) const
{
    std::string message = "{";
    append_member(message, "channel", channel);
    message += ',';
    append_member(message, "clientId", client_id_);
    message += ',';
    append_member(message, "id", std::to_string(id));
    return message;
}

std::string Session::connect_message(std::string_view more)
{
    auto message = begin_message("/meta/connect", ++last_id_) + ",";
    append_member(message, "connectionType", options_.connection_type);
    return message.append(more) + "}";
}

void Session::follow(const Advice& advice)
{
    if (advice.interval) interval_ = *advice.interval;
    if (advice.timeout) timeout_ = *advice.timeout;
}

Duration Session::pause_length() const
{
    if (failures_ == 0) return {};
    auto length = options_.first_pause;
    for (unsigned failure = 1; failure < failures_ && length < options_.longest_pause; ++failure)
        length *= 2;
    return std::min(length, options_.longest_pause);
}

}  // namespace halley::client
