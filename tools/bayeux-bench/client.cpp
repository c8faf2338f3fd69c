#include "tools/bayeux-bench/client.hpp"

#include <utility>

#include "tools/bayeux-bench/wire/messages.hpp"

namespace halley::bench {

using client::Failure;
using client::Lane;

namespace {

const Failure no_bayeux{Failure::Kind::refused, "the server's answer is no Bayeux message"};

// In one batch: no server takes any number.
constexpr std::size_t most_messages = 500;

}  // namespace

void Client::start(std::vector<std::string> channels, bool stays)
{
    stays_ = stays;
    channels_ = std::move(channels);
    phase_ = Phase::handshaking;
    link_ = make_link(loop_, target_, *this);
    std::string batch;
    append_handshake(batch, target_.connection_type());
    close_batch(batch);
    link_->send(Lane::command, batch);
}

void Client::disconnect()
{
    if (phase_ == Phase::idle || phase_ == Phase::leaving) return;
    if (id_.empty()) return end({});
    phase_ = Phase::leaving;
    std::string batch;
    append_disconnect(batch, id_);
    close_batch(batch);
    link_->send(Lane::command, batch);
}

void Client::cut()
{
    phase_ = Phase::idle;
    id_.clear();
    pause_.reset();
    if (link_) link_->cut();
}

void Client::on_text(std::string_view text)
{
    Reception reception{text};
    for (auto received = reception.next(); received; received = reception.next()) {
        if (phase_ == Phase::idle) return;
        handle(*received);
    }
    if (!reception.sound() && phase_ != Phase::idle) end(no_bayeux);
}

void Client::on_failure(const Failure& failure)
{
    end(phase_ == Phase::leaving ? Failure{} : failure);
}

void Client::handle(const Received& received)
{
    if (received.channel.empty()) return end(no_bayeux);
    if (received.is_event()) return listener_.on_event(*this, received);
    if (!received.channel.starts_with("/meta/")) {
        if (received.successful == false) listener_.on_refused(*this, received);
        return;
    }
    const auto verb = received.channel.substr(6);
    if (verb == "connect") return on_connect(received);
    if (verb == "handshake") return on_handshake(received);
    if (verb == "subscribe") return on_subscribed(received);
    if (verb == "disconnect") end({});
}

void Client::on_handshake(const Received& reply)
{
    if (phase_ != Phase::handshaking) return;
    if (reply.successful != true || reply.client_id.empty()) return refuse("handshake", reply);
    id_ = reply.client_id;
    phase_ = Phase::subscribing;
    subscribe();
    if (stays_) connect();
    if (unanswered_ == 0) become_ready();
}

void Client::subscribe()
{
    unanswered_ = channels_.size();
    std::string batch;
    std::size_t count = 0;
    for (const auto& channel : std::exchange(channels_, {})) {
        append_subscribe(batch, id_, channel);
        if (++count % most_messages == 0 || count == unanswered_) {
            close_batch(batch);
            link_->send(Lane::command, std::exchange(batch, {}));
        }
    }
}

void Client::on_subscribed(const Received& reply)
{
    if (phase_ != Phase::subscribing) return;
    if (reply.successful != true) return refuse("subscription", reply);
    if (--unanswered_ == 0) become_ready();
}

void Client::become_ready()
{
    phase_ = Phase::ready;
    listener_.on_ready(*this);
}

void Client::on_connect(const Received& reply)
{
    if (phase_ == Phase::leaving) return;
    if (reply.successful != true) {
        std::string text = "the server ended a session";
        if (!reply.error.empty()) text.append(": ").append(reply.error);
        return end({Failure::Kind::lost, text});
    }
    const std::chrono::milliseconds pause{advised(reply.advice, "interval").value_or(0)};
    pause.count() > 0 ? connect_in(pause) : connect();
}

void Client::connect()
{
    std::string batch;
    append_connect(batch, id_, target_.connection_type());
    close_batch(batch);
    link_->send(Lane::connect, batch);
}

void Client::connect_in(std::chrono::milliseconds pause)
{
    pause_ = std::make_unique<Timer>(loop_.get_executor());
    pause_->expires_after(pause);
    pause_->async_wait([this](const error_code& error) {
        if (!error && phase_ != Phase::leaving) connect();
    });
}

void Client::refuse(std::string_view what, const Received& reply)
{
    std::string text = "the server refused the " + std::string{what};
    if (!reply.error.empty()) text.append(": ").append(reply.error);
    end({Failure::Kind::refused, text});
}

void Client::end(const Failure& failure)
{
    if (phase_ == Phase::idle) return;
    phase_ = Phase::idle;
    id_.clear();
    pause_.reset();
    link_->close();
    listener_.on_ended(*this, failure);
}

}  // namespace halley::bench
