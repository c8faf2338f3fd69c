#include "protocol/acknowledgements.hpp"

#include <utility>

#include "protocol/json_member.hpp"

namespace halley::protocol {

void Acknowledgements::on_connect(std::optional<long long> confirmed)
{
    if (again_) {
        for (auto& sent : sent_)
            sent.batch = batch_ + 1;
    }
    if (confirmed && *confirmed > 0 && static_cast<std::uint64_t>(*confirmed) <= batch_) {
        while (!sent_.empty() && sent_.front().batch <= static_cast<std::uint64_t>(*confirmed)) {
            bytes_ -= sent_.front().event->text().size();
            sent_.pop_front();
        }
    }
    again_ = !sent_.empty();
}

std::vector<EventPtr> Acknowledgements::deliver(std::vector<EventPtr> fresh)
{
    std::vector<EventPtr> events;
    if (std::exchange(again_, false)) {
        events.reserve(sent_.size() + fresh.size());
        for (const auto& sent : sent_)
            events.push_back(sent.event);
    }
    for (auto& event : fresh) {
        bytes_ += event->text().size();
        sent_.push_back({batch_, event});
        events.push_back(std::move(event));
    }
    return events;
}

bool asks_for_ack(std::string_view ext)
{
    return json_member(ext, "ack") == "true";
}

std::optional<long long> confirmed_batch(std::string_view ext)
{
    return json_integer(json_member(ext, "ack"));
}

}  // namespace halley::protocol
