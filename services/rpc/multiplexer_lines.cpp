#include <algorithm>
#include <string>
#include <utility>

#include "services/hello.hpp"
#include "services/rpc/multiplexer.hpp"

namespace halley::services::rpc {
namespace {

// A connection that lived that long shows that the backend works: after its loss
// the pauses begin anew. With one that dies at once they go on to grow.
constexpr std::chrono::seconds steady{5};

}  // namespace

bool Multiplexer::any(Line::State state) const
{
    return std::any_of(
        lines_.begin(), lines_.end(), [state](const auto& line) { return line.state == state; });
}

bool Multiplexer::first_attempts() const
{
    return std::any_of(
        lines_.begin(), lines_.end(), [](const auto& line) { return !line.lost_before; });
}

// Only the first client finds them unused.
void Multiplexer::connect()
{
    for (std::size_t line = 0; line < lines_.size(); ++line) {
        if (lines_[line].state != Line::State::unused) continue;
        lines_[line].state = Line::State::opening;
        actions_.emplace_back(OpenLine{line});
    }
}

void Multiplexer::line_opened(std::size_t line, TimePoint now)
{
    auto& opened = lines_[line];
    if (opened.state != Line::State::opening) return;
    opened.state = Line::State::greeting;
    opened.full = opened.announcing = false;
    opened.announced = 0;
    opened.due = now + settings_.greeting_timeout;
    greet(line, now);
}

void Multiplexer::line_written(const WriteLine& written, bool full, TimePoint now)
{
    auto& line = lines_[written.line];
    line.full = full;
    if (written.holds == WriteLine::Holds::client) line.announcing = false;
    greet(written.line, now);
}

void Multiplexer::line_ready(std::size_t line, TimePoint now)
{
    lines_[line].full = false;
    greet(line, now);
}

// One announcement at a time, so that any number of clients needs no memory here.
void Multiplexer::greet(std::size_t line, TimePoint now)
{
    auto& greeted = lines_[line];
    if (greeted.state != Line::State::greeting && greeted.state != Line::State::up) return;
    if (greeted.full || greeted.announcing) return;
    const auto next = settings_.hello ? clients_.upper_bound(greeted.announced) : clients_.end();
    if (next == clients_.end()) {
        greeted.announced = next_client_ - 1;
        if (greeted.state == Line::State::greeting) announced_all(line, now);
        return;
    }
    greeted.announced = next->first;
    greeted.announcing = true;
    actions_.emplace_back(
        WriteLine{line, hello("session.opened", *next->second.caller), WriteLine::Holds::client});
}

void Multiplexer::announced_all(std::size_t line, TimePoint now)
{
    lines_[line].state = Line::State::up;
    lines_[line].up_since = now;
    if (std::exchange(health_, Health::up) == Health::up) return;
    logger_.write(LogLevel::info, "service " + settings_.name + ": the backend is up");
    for (auto& [key, client] : clients_) {
        if (std::exchange(client.open, true)) continue;
        actions_.emplace_back(ClientOpened{key});
        client.early_bytes = 0;
        for (const auto& text : std::exchange(client.early, {}))
            request(key, text, now);
    }
}

// A line that cannot be told who is there would give wrong answers: it begins anew.
void Multiplexer::line_refused(const WriteLine& refused, bool full, TimePoint now)
{
    lines_[refused.line].full = full;
    if (refused.holds == WriteLine::Holds::calls) {
        fail(pending_.take_between(refused.first, refused.last), Fault::busy);
    } else if (refused.holds == WriteLine::Holds::client) {
        actions_.emplace_back(CloseLine{refused.line});
        lose(refused.line, Errc::service_busy, now);
    }
}

void Multiplexer::line_ended(std::size_t line, Errc error, TimePoint now)
{
    const auto state = lines_[line].state;
    if (state != Line::State::unused && state != Line::State::waiting) lose(line, error, now);
}

void Multiplexer::lose(std::size_t line, Errc error, TimePoint now)
{
    auto& lost = lines_[line];
    if (lost.state == Line::State::up && now - lost.up_since >= steady) lost.backoff.reset();
    lost.state = Line::State::waiting;
    lost.lost_before = true;
    lost.due = now + lost.backoff.next(chance_);
    fail(pending_.take_line(line), Fault::unavailable);

    const bool undecided = health_ == Health::unknown && first_attempts();
    if (!any(Line::State::up) && !undecided) went_down(error);
}

void Multiplexer::went_down(Errc error)
{
    if (std::exchange(health_, Health::down) == Health::down) return;
    logger_.write(LogLevel::warning,
                  "service " + settings_.name +
                      ": the backend is down: " + std::string{error_info(error).text});
    std::erase_if(clients_, [&](const auto& each) {
        if (!each.second.open) actions_.emplace_back(ClientFailed{each.first, error});
        return !each.second.open;
    });
}

void Multiplexer::tell_lines_of_end(const protocol::Caller& caller, ClientKey client)
{
    for (std::size_t line = 0; line < lines_.size(); ++line) {
        const auto& each = lines_[line];
        const bool open = each.state == Line::State::greeting || each.state == Line::State::up;
        if (open && client <= each.announced)
            actions_.emplace_back(
                WriteLine{line, goodbye(caller.client_id), WriteLine::Holds::client});
    }
}

}  // namespace halley::services::rpc
