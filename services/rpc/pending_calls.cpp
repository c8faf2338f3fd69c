#include "services/rpc/pending_calls.hpp"

#include <utility>

namespace halley::services::rpc {

CallNumber PendingCalls::add(Call call)
{
    calls_.emplace_hint(calls_.end(), next_, std::move(call));
    return next_++;
}

std::optional<Call> PendingCalls::take(CallNumber number)
{
    auto node = calls_.extract(number);
    if (node.empty()) return std::nullopt;
    return std::move(node.mapped());
}

std::vector<Call> PendingCalls::take_line(std::size_t line)
{
    std::vector<Call> taken;
    for (auto each = calls_.begin(); each != calls_.end();) {
        if (each->second.line == line) {
            taken.push_back(std::move(each->second));
            each = calls_.erase(each);
        } else {
            ++each;
        }
    }
    return taken;
}

std::vector<Call> PendingCalls::take_between(CallNumber first, CallNumber last)
{
    std::vector<Call> taken;
    auto each = calls_.lower_bound(first);
    while (each != calls_.end() && each->first <= last) {
        taken.push_back(std::move(each->second));
        each = calls_.erase(each);
    }
    return taken;
}

std::vector<Call> PendingCalls::take_overdue(protocol::TimePoint now)
{
    std::vector<Call> taken;
    while (!calls_.empty() && calls_.begin()->second.deadline <= now) {
        taken.push_back(std::move(calls_.begin()->second));
        calls_.erase(calls_.begin());
    }
    return taken;
}

std::optional<protocol::TimePoint> PendingCalls::next_deadline() const
{
    if (calls_.empty()) return std::nullopt;
    return calls_.begin()->second.deadline;
}

}  // namespace halley::services::rpc
