#include "protocol/session.hpp"

#include <algorithm>
#include <utility>

namespace halley::protocol {

namespace {

// Clients may ask for less than the server grants, never for more (CON-07,
// CON-21); what makes no sense counts as not asked (CON-18).
Duration granted(std::optional<long long> milliseconds, Duration most)
{
    if (!milliseconds || *milliseconds < 0) return most;
    const auto limit = std::chrono::duration_cast<std::chrono::milliseconds>(most).count();
    if (*milliseconds >= limit) return most;
    return std::chrono::milliseconds{*milliseconds};
}

}  // namespace

ConnectAction Session::on_connect(const ConnectRequest& request,
                                  const Patience& patience,
                                  bool deliver_only,
                                  TimePoint now)
{
    superseded = std::exchange(held, std::nullopt);
    if (acks) acks->on_connect(request.confirmed);
    const bool first = std::exchange(phase, Phase::connected) == Phase::handshaken;
    interval = granted(request.interval, patience.interval);
    const auto hold = granted(request.timeout, patience.timeout);
    const bool events_wait = has_urgent_events() && !streams(deliver_only) && !in_flight;

    if (first || !request.alone || events_wait || hold == Duration::zero()) {
        on_connect_answered(patience, now);
        return AnswerNow{};
    }
    if (request.crowded) {
        on_connect_answered(patience, now);
        deadline += patience.multi_session_interval;
        return AnswerCrowded{};
    }
    held = Held{request.outlet, std::string{request.id}, request.advised, request.timesync};
    deadline = now + hold;
    return Hold{deadline};
}

void Session::on_connect_answered(const Patience& patience, TimePoint now)
{
    held.reset();
    // A Nodefony client never connects twice, nor must a page that reads a one-way
    // stream: their sessions live as long as their streams.
    deadline = stream && (stream->one_way || dialect == Dialect::nodefony)
                   ? TimePoint::max()
                   : now + patience.interval + patience.max_interval;
}

void Session::on_stream_changed(const Patience& patience, TimePoint now)
{
    if (!held) on_connect_answered(patience, now);
}

std::vector<EventPtr> Session::take_events()
{
    urgent = false;
    lazy_until = TimePoint::max();
    return acks ? acks->deliver(queue.take()) : queue.take();
}

// The client says itself what has arrived when it uses acknowledgements: what
// becomes of the delivery does not matter then.
std::uint32_t Session::on_delivery(Outlet to) noexcept
{
    if (acks) return 0;
    in_flight = to;
    ++deliveries;
    return ++last_delivery;
}

void Session::on_delivered()
{
    if (deliveries == 0 || --deliveries > 0) return;
    in_flight.reset();
    if (returned.empty()) return;
    urgent = true;
    std::sort(returned.begin(), returned.end(), [](const Returned& a, const Returned& b) {
        return a.delivery > b.delivery;
    });
    for (auto& each : std::exchange(returned, {}))
        queue.put_back(std::move(each.events));
}

void Session::on_returned(std::uint32_t delivery, std::vector<EventPtr> events)
{
    if (acks) return;
    returned.push_back({delivery, std::move(events)});
    on_delivered();
}

void Session::on_message(const Patience& patience, TimePoint now)
{
    if (!held) deadline = std::max(deadline, now + patience.max_interval);
}

}  // namespace halley::protocol
