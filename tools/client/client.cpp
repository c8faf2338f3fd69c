#include "tools/client/client.hpp"

#include <utility>

#include "tools/client/transports.hpp"

namespace halley::client {
namespace {

TimePoint now()
{
    return std::chrono::steady_clock::now();
}

SessionOptions with_type(SessionOptions options, TransportKind kind)
{
    options.connection_type = kind == TransportKind::websocket ? "websocket" : "long-polling";
    return options;
}

template <class... Cases> struct Overloaded : Cases... {
    using Cases::operator()...;
};

}  // namespace

Client::Client(Loop& loop,
               std::shared_ptr<Peer> peer,
               TransportKind kind,
               SessionOptions session,
               ClientHandler& handler)
    : loop_(loop),
      peer_(std::move(peer)),
      kind_(kind),
      handler_(handler),
      session_(with_type(std::move(session), kind)),
      timer_(loop.get_executor())
{
}

Client::~Client()
{
    if (transport_) transport_->close();
}

void Client::start()
{
    session_.start(now());
    turn();
}

void Client::subscribe(std::string channel)
{
    session_.subscribe(std::move(channel), now());
    turn();
}

std::uint64_t Client::publish(std::string channel, std::string data, std::string ext)
{
    const auto number =
        session_.publish(std::move(channel), std::move(data), std::move(ext), now());
    turn();
    return number;
}

void Client::disconnect()
{
    session_.disconnect(now());
    turn();
}

void Client::on_text(std::string_view text)
{
    session_.handle_text(text, now());
    turn();
}

void Client::on_failure(const Failure& failure)
{
    session_.handle_failure(failure, now());
    turn();
}

// Handlers call commands, which come back to here: the outermost turn does it all, in order.
void Client::turn()
{
    if (std::exchange(turning_, true)) return;
    while (auto action = session_.poll_action())
        perform(std::move(*action));
    turning_ = false;
    arm();
}

void Client::perform(Action action)
{
    const auto drop = [this] {
        if (transport_) transport_->close();
        transport_.reset();
    };
    const Overloaded perform_one{
        [&](Send& send) {
            if (!transport_) {
                const auto make =
                    kind_ == TransportKind::websocket ? make_websocket : make_long_polling;
                transport_ = make(loop_, peer_, *this);
            }
            transport_->send(send.lane, std::move(send.message));
        },
        [&](const Reset&) { drop(); },
        [&](const Event& event) { handler_.on_event(event); },
        [&](const Subscribed& subscribed) { handler_.on_subscribed(subscribed); },
        [&](const Published& published) { handler_.on_published(published); },
        [&](const Notice& notice) { handler_.on_notice(notice); },
        [&](const Ended& ended) {
            drop();
            handler_.on_ended(ended);
        },
    };
    std::visit(perform_one, action);
}

// A deadline that moves away is noticed when the timer fires too early.
void Client::arm()
{
    const auto next = session_.next_timeout();
    if (next == TimePoint::max()) {
        armed_ = TimePoint::max();
        timer_.cancel();
        return;
    }
    if (next >= armed_) return;
    armed_ = next;
    timer_.expires_at(next);
    timer_.async_wait([this](error_code error) {
        if (error != asio::error::operation_aborted) on_timer();
    });
}

void Client::on_timer()
{
    armed_ = TimePoint::max();
    session_.handle_timeout(now());
    turn();
}

}  // namespace halley::client
