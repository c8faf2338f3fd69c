#include "services/rpc/multiplexer.hpp"

#include <algorithm>
#include <utility>

namespace halley::services::rpc {

Multiplexer::Multiplexer(Settings settings, Chance chance, Logger& logger)
    : settings_(std::move(settings)),
      chance_(std::move(chance)),
      logger_(logger),
      may_publish_(settings_.may_publish),
      lines_(settings_.lines),
      forbidden_(logger, "service " + settings_.name, rate_of_refusals),
      unaddressed_(logger, "service " + settings_.name, rate_of_refusals)
{
}

ClientKey Multiplexer::open(const protocol::Caller& caller, TimePoint now)
{
    const auto key = next_client_++;
    if (health_ == Health::down) {
        actions_.emplace_back(ClientFailed{key, Errc::service_unreachable});
        return key;
    }
    auto& client = clients_[key];
    if (settings_.hello) client.caller = std::make_unique<const protocol::Caller>(caller);
    if (health_ == Health::up) {
        client.open = true;
        actions_.emplace_back(ClientOpened{key});
        for (std::size_t line = 0; line < lines_.size(); ++line)
            greet(line, now);
    } else {
        connect();
    }
    return key;
}

bool Multiplexer::write(ClientKey key, std::string text, TimePoint now)
{
    const auto found = clients_.find(key);
    if (found == clients_.end()) return false;
    auto& client = found->second;
    if (client.open) {
        request(key, text, now);
        return true;
    }
    const auto cost = text.size() + sizeof(text);
    if (cost > settings_.early_bytes - client.early_bytes) return false;
    client.early_bytes += cost;
    client.early.push_back(std::move(text));
    return true;
}

void Multiplexer::close(ClientKey key)
{
    const auto node = clients_.extract(key);
    if (!node.empty() && node.mapped().caller) tell_lines_of_end(*node.mapped().caller, key);
}

void Multiplexer::handle_timeout(TimePoint now)
{
    fail(pending_.take_overdue(now), Fault::timed_out);
    for (std::size_t line = 0; line < lines_.size(); ++line) {
        auto& each = lines_[line];
        if (each.due > now) continue;
        if (each.state == Line::State::greeting) {
            actions_.emplace_back(CloseLine{line});
            lose(line, Errc::service_timeout, now);
        } else if (each.state == Line::State::waiting) {
            each.state = Line::State::opening;
            actions_.emplace_back(OpenLine{line});
        }
    }
}

std::optional<protocol::TimePoint> Multiplexer::next_timeout() const
{
    auto next = pending_.next_deadline();
    for (const auto& line : lines_) {
        if (line.state == Line::State::greeting || line.state == Line::State::waiting)
            next = next ? std::min(*next, line.due) : line.due;
    }
    return next;
}

std::optional<Action> Multiplexer::poll()
{
    if (actions_.empty()) return std::nullopt;
    auto action = std::move(actions_.front());
    actions_.pop_front();
    return action;
}

}  // namespace halley::services::rpc
