#include "protocol/timesync.hpp"

#include <cstdlib>

#include "protocol/json_member.hpp"
#include "protocol/reply.hpp"

namespace halley::protocol {

namespace {

constexpr long long near_enough = 25;

long long milliseconds(Duration duration)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
}

}  // namespace

std::optional<Timesync> read_timesync(std::string_view ext, TimePoint received)
{
    const auto value = json_member(ext, "timesync");
    const auto client_time = json_integer(json_member(value, "tc"));
    if (!client_time) return std::nullopt;
    return Timesync{*client_time,
                    json_integer(json_member(value, "l")),
                    json_integer(json_member(value, "o")).value_or(0),
                    received};
}

std::string timesync_reply(const Timesync& request, const WallClock& wall_clock, TimePoint now)
{
    const auto server_time = wall_clock(request.received).count();
    const auto accuracy =
        request.client_time + request.offset + request.lag.value_or(0) - server_time;
    std::string text;
    if (request.lag.value_or(0) != 0 && std::abs(accuracy) < near_enough) return text;
    Reply reply{text};
    reply.number("tc", request.client_time)
        .number("ts", server_time)
        .number("p", milliseconds(now - request.received));
    if (request.lag) reply.number("a", accuracy);
    return text;
}

}  // namespace halley::protocol
