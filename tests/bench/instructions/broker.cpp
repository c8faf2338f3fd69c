#include "bench/instructions/broker.hpp"

#include <memory>
#include <stdexcept>
#include <utility>
#include <variant>

#include "protocol/message_reader.hpp"
#include "support/random.hpp"

namespace halley::bench {

using namespace protocol;

namespace {

RequestPtr a_request()
{
    auto request = std::make_shared<Request>();
    request->remote_address = "192.0.2.7";
    request->host = "broker.example:8080";
    request->path = "/bayeux";
    return request;
}

Shard::World the_world()
{
    return {.random = test::test_random(1), .wall_clock = [](TimePoint at) {
                return std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch());
            }};
}

}  // namespace

Broker::Broker() : shard_(0, 1, config_, the_world(), now_), request_(a_request()) {}

Outlet Broker::open(bool streaming)
{
    return {.slot = outlets_++, .generation = 1, .streaming = streaming};
}

void Broker::receive(Outlet from, std::string_view body)
{
    const ReaderLimits limits{config_.limits.json_depth, config_.limits.messages_per_batch};
    if (read_batch(body, limits, batch_))
        throw std::logic_error{"not a batch: " + std::string{body}};
    shard_.handle_batch(from, request_, batch_, now_);
    end_turn();
}

void Broker::lose(Outlet outlet)
{
    shard_.handle_lost(outlet, now_);
    end_turn();
}

void Broker::end_turn()
{
    now_ += std::chrono::milliseconds{1};
    if (const auto due = shard_.next_timeout(); due && *due <= now_) shard_.handle_timeout(now_);
    while (const auto action = shard_.poll_action()) {
        if (const auto* send = std::get_if<Send>(&*action)) {
            take(send->delivery);
        } else if (const auto* respond = std::get_if<Respond>(&*action)) {
            answered_.push_back(respond->to);
            take(respond->delivery);
        } else {
            throw std::logic_error{"an action that no scenario should lead to"};
        }
    }
}

void Broker::take(const Delivery& delivery)
{
    if (!delivery.replies.empty()) replies_ = delivery.replies;
    if (delivery.events.empty()) return;
    events_ += delivery.events.size();
    shard_.handle_sent(delivery.owner);
}

std::string Broker::client_id() const
{
    constexpr std::string_view name = R"("clientId":")";
    const auto found = replies_.find(name);
    if (found == std::string::npos) throw std::logic_error{"no handshake: " + replies_};
    const auto begin = found + name.size();
    return replies_.substr(begin, replies_.find('"', begin) - begin);
}

std::vector<Outlet> Broker::answered()
{
    return std::exchange(answered_, {});
}

}  // namespace halley::bench
