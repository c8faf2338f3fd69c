#include <algorithm>
#include <chrono>

#include "support/channel_oracle.hpp"
#include "support/client_messages.hpp"
#include "support/delivery_model.hpp"

// What every client must get, and what it got.

namespace halley::test {

using namespace std::chrono_literals;

namespace {

/// `"3.17"`: the seventeenth event, by the third session.
std::string publisher_of(const std::string& data)
{
    return data.substr(0, data.find('.'));
}

std::map<std::string, std::vector<std::string>> by_publisher(const std::vector<std::string>& events)
{
    std::map<std::string, std::vector<std::string>> all;
    for (const auto& event : events)
        all[publisher_of(event)].push_back(event);
    return all;
}

bool begins_with(const std::vector<std::string>& all, const std::vector<std::string>& beginning)
{
    return beginning.size() <= all.size() &&
           std::equal(beginning.begin(), beginning.end(), all.begin());
}

std::string told(const std::vector<std::string>& expected, const std::vector<std::string>& received)
{
    std::string text = "a session was to get";
    for (const auto& event : expected)
        text += ' ' + event;
    text += " and got";
    for (const auto& event : received)
        text += ' ' + event;
    return text;
}

}  // namespace

// What the session must get is settled here.
std::string DeliveryModel::publish_message_of(Party& party)
{
    const auto channel = any_channel();
    const auto data = std::to_string(party.number) + "." + std::to_string(1'000'000 + published_++);
    for (const auto& each : parties_) {
        const bool own = each.get() == &party && !config_.bayeux.broadcast_to_publisher;
        const bool wanted =
            std::any_of(each->patterns.begin(),
                        each->patterns.end(),
                        [&](const std::string& pattern) { return matches(pattern, channel); });
        if (wanted && !own && !each->ended) each->expected.push_back(data);
    }
    return with_id(publish_message(channel, '"' + data + '"'), party.id);
}

// With one queue of inputs there is one order of everything; otherwise that of
// each publisher is promised.
bool DeliveryModel::one_order() const
{
    return !options_.delayed_mail && (options_.shards == 1 || !options_.long_turns);
}

void DeliveryModel::collect()
{
    for (const auto outlet : world_.arrivals()) {
        const auto owner = owners_.find(outlet.slot);
        if (owner == owners_.end()) continue;
        auto arrived = Json::parse("[]");
        if (outlet.streaming) {
            auto& frames = frames_[outlet.slot];
            for (auto& frame : world_.frames(outlet))
                frames.push_back(std::move(frame));
            arrived = std::move(frames.front());
            frames.pop_front();
        } else {
            arrived = world_.response(outlet);
        }
        if (loses(*owner->second, outlet, arrived)) continue;
        for (const auto& each : arrived.elements())
            take_in(*owner->second, outlet, each);
    }
}

// The server has written it, and the network has lost it: with the socket that it
// was on, if it was on one. Only who acknowledges gets it again (LP-23, LP-24).
bool DeliveryModel::loses(Party& party, protocol::Outlet outlet, const Json& arrived)
{
    if (!party.acks || finishing_ || doubted_ == &party) return false;
    if (!deaf_.contains(outlet.slot) && !chance(25)) return false;
    if (outlet.streaming) deaf_.insert(outlet.slot);
    if (party.socket == outlet) {
        party.socket.reset();
        party.cut_off = true;
    }
    for (const auto& each : arrived.elements())
        tally_.lost += each.has("data");
    return true;
}

void DeliveryModel::take_in(Party& party, protocol::Outlet from, const Json& message)
{
    if (message.has("data")) {
        const auto data = message["data"].string();
        const bool fresh = party.seen.insert(data).second;
        tally_.streamed += from.one_way;
        tally_.repeated += !fresh;
        if (fresh || !party.acks) party.received.push_back(data);
        return;
    }
    if (party.acks && message.has("ext")) party.confirmed = message["ext"]["ack"].number();
    if (!message.has("error")) return;
    const auto error = message["error"].string();
    if (error.starts_with("408:")) return;  // CON-15
    expect(error == "402::session_unknown", "client " + party.id + " got " + message.text());
    expect(party.ended || doubted_ == &party, "the session " + party.id + " ended too early");
    party.ended = true;
}

// Everybody who still lives gets all that is due, over polls that end at once.
void DeliveryModel::finish()
{
    settle();
    collect();
    finishing_ = true;
    for (const auto& party : parties_) {
        if (chance(50)) {
            release(*party);
        }
        for (const auto outlet : std::exchange(party->stalled, {}))
            world_.lose(outlet);
        for (const auto socket : std::exchange(party->sockets, {}))
            world_.lose(socket);
        settle();
        party->socket.reset();
        party->stream.reset();
        for (int i = 0; i < 2 && lives(*party); ++i)
            say(*party, {connect_of(*party, true)});
        settle();
    }
    collect();
    for (const auto& party : parties_)
        party->ended ? check_ended(*party) : check(*party);
    for (const auto& party : former_)
        check_ended(*party);

    world_.advance(1min);
    expect(world_.sessions() == 0, "sessions outlive their time");
    expect(world_.subscriptions() == 0, "subscriptions outlive their sessions");
}

void DeliveryModel::check(const Party& party) const
{
    const bool whole = one_order() ? party.received == party.expected
                                   : by_publisher(party.received) == by_publisher(party.expected);
    expect(whole, told(party.expected, party.received));
}

// What it got before it ended is as complete and in order as for all others.
void DeliveryModel::check_ended(const Party& party) const
{
    bool beginning = true;
    if (one_order()) {
        beginning = begins_with(party.expected, party.received);
    } else {
        const auto expected = by_publisher(party.expected);
        for (const auto& [publisher, events] : by_publisher(party.received)) {
            const auto due = expected.find(publisher);
            beginning = beginning && due != expected.end() && begins_with(due->second, events);
        }
    }
    expect(beginning, "before it ended, " + told(party.expected, party.received));
}

}  // namespace halley::test
