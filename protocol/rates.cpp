#include <algorithm>

#include "protocol/shard.hpp"

// Rules of this file:
// - A rate is looked at before anything else is, so that refusing costs little.
// - A message counts when it arrives, also if it is refused for something else.
// - A subscribe costs as much as it names channels.

namespace halley::protocol {

namespace {

bool is_set(const RateConfig& rate)
{
    return rate.per_second > 0;
}

}  // namespace

bool Shard::has_message_rates(const LimitsConfig& limits)
{
    return is_set(limits.publishes_per_session) || is_set(limits.publishes_per_address) ||
           is_set(limits.subscribes_per_session) || is_set(limits.subscribes_per_address);
}

void Shard::count_refusal(Limit limit, const Exchange& exchange)
{
    if (limiter_) limiter_->refused(limit, exchange.request->remote_address);
}

bool Shard::address_is_too_fast(Limit rate, const Exchange& exchange, std::size_t cost)
{
    if (!limiter_ || limiter_->take(rate, exchange.request->remote_address, cost, now_))
        return false;
    count_refusal(rate, exchange);
    return true;
}

bool Shard::is_too_fast(const Exchange& exchange, const Message& message, Session& session)
{
    if (!message_rates_) return false;
    const auto& limits = config_.limits;
    const bool subscribes = message.channel.text == "/meta/subscribe";
    const auto cost = std::max<std::size_t>(message.subscriptions.size(), 1);
    const auto& rate = subscribes ? limits.subscribes_per_session : limits.publishes_per_session;
    if (is_set(rate)) {
        if (!session.rates) session.rates = std::make_unique<SessionRates>();
        auto& bucket = subscribes ? session.rates->subscribes : session.rates->publishes;
        if (!bucket.take(rate, subscribes ? cost : 1, now_)) {
            count_refusal(subscribes ? Limit::subscribes_per_session : Limit::publishes_per_session,
                          exchange);
            return true;
        }
    }
    return subscribes ? address_is_too_fast(Limit::subscribes_per_address, exchange, cost)
                      : address_is_too_fast(Limit::publishes_per_address, exchange, 1);
}

}  // namespace halley::protocol
