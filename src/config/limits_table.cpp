#include "src/config/limits_table.hpp"

namespace halley::config {
namespace {

constexpr Number count{1};
constexpr Duration not_zero{std::chrono::milliseconds{1}};

void check_rate(Reader& reader, const RateConfig& rate)
{
    if (rate.per_second == 0 && rate.burst > 0) reader.error("a burst needs per_second");
}

Section<RateConfig> rate_table()
{
    constexpr Number number{0, 1'000'000};
    return {
        {
         row("per_second", &RateConfig::per_second, number),
         row("burst", &RateConfig::burst, number),
         },
        nullptr,
        check_rate
    };
}

}  // namespace

Section<LimitsConfig> limits_table()
{
    const Choice<SlowConsumer> slow_consumer{
        {
         {"disconnect", SlowConsumer::disconnect},
         {"drop_oldest", SlowConsumer::drop_oldest},
         {"drop_newest", SlowConsumer::drop_newest},
         }
    };
    const auto rate = rate_table();
    // clang-format off
    return {{
        row("message_bytes", &LimitsConfig::message_bytes, Size{}),
        // An array of messages is already two deep.
        row("json_depth", &LimitsConfig::json_depth, Number{2, 10'000}),
        row("messages_per_batch", &LimitsConfig::messages_per_batch, count),
        row("subscriptions_per_session", &LimitsConfig::subscriptions_per_session, count),
        row("sessions", &LimitsConfig::sessions, Number{}),
        row("sessions_per_address", &LimitsConfig::sessions_per_address, Number{}),
        row("handshakes_per_address", &LimitsConfig::handshakes_per_address, rate),
        row("publishes_per_session", &LimitsConfig::publishes_per_session, rate),
        row("publishes_per_address", &LimitsConfig::publishes_per_address, rate),
        row("subscribes_per_session", &LimitsConfig::subscribes_per_session, rate),
        row("subscribes_per_address", &LimitsConfig::subscribes_per_address, rate),
        // `/meta/unsubscribe` must fit.
        row("channel_bytes", &LimitsConfig::channel_bytes, Size{32, 65536}),
        row("channel_segments", &LimitsConfig::channel_segments, Number{2, 1024}),
        row("queue_messages", &LimitsConfig::queue_messages, count),
        row("queue_bytes", &LimitsConfig::queue_bytes, Size{}),
        row("slow_consumer", &LimitsConfig::slow_consumer, slow_consumer),
        row("request_header_bytes", &LimitsConfig::request_header_bytes, Size{256, 1 << 20}),
        row("request_timeout", &LimitsConfig::request_timeout, not_zero),
        row("idle_timeout", &LimitsConfig::idle_timeout, not_zero),
        row("bytes_in_flight", &LimitsConfig::bytes_in_flight, Size{0}),
        row("connections", &LimitsConfig::connections, Number{}),
        row("connections_per_address", &LimitsConfig::connections_per_address, Number{}),
    }};
    // clang-format on
}

}  // namespace halley::config
