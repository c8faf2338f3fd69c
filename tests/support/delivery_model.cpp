#include "support/delivery_model.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "support/client_messages.hpp"

namespace halley::test {

using namespace std::chrono_literals;
using protocol::Outlet;

DeliveryModel::DeliveryModel(const Options& options) : DeliveryModel(options, Dice{options.seed}) {}

DeliveryModel::DeliveryModel(const Options& options, std::string_view script)
    : DeliveryModel(options, Dice{script})
{
}

DeliveryModel::DeliveryModel(const Options& options, Dice dice)
    : dice_(std::move(dice)),
      options_(options),
      config_(random_config(dice_)),
      world_(config_, options.shards)
{
    if (options.delayed_mail) world_.delay_mail(options.seed);
    parties_.resize(options.clients);
    for (std::size_t seat = 0; seat < parties_.size(); ++seat)
        join(seat);
}

Config DeliveryModel::random_config(Dice& dice)
{
    Config config;
    config.bayeux.meta_connect_deliver_only = dice.pick(4) == 0;
    config.bayeux.broadcast_to_publisher = dice.pick(4) != 0;
    if (dice.pick(2) == 0) {
        config.bayeux.channels["/b/**"] = {.lazy = 700ms, .broadcast_to_publisher = {}};
        config.bayeux.channels["/a/x"] = {.lazy = 20ms, .broadcast_to_publisher = {}};
    }
    return config;
}

protocol::ShardId DeliveryModel::any_shard()
{
    return static_cast<protocol::ShardId>(pick(options_.shards));
}

std::string DeliveryModel::any_channel()
{
    static const char* const channels[] = {"/a", "/b", "/a/x", "/a/y", "/a/x/z", "/b/x"};
    return channels[pick(std::size(channels))];
}

std::string DeliveryModel::any_pattern()
{
    static const char* const patterns[] = {
        "/a", "/b", "/a/x", "/a/*", "/a/**", "/**", "/*", "/b/**", "/a/x/*"};
    return patterns[pick(std::size(patterns))];
}

void DeliveryModel::join(std::size_t seat)
{
    auto party = std::make_unique<Party>();
    party->number = joined_++;
    const From from{.shard = any_shard()};
    party->acks = chance(40);
    const auto exchange =
        world_.post(party->acks ? R"([{"channel":"/meta/handshake","ext":{"ack":true}}])"
                                : R"([{"channel":"/meta/handshake"}])",
                    from);
    world_.deliver_mail();
    party->id = world_.response(exchange)[0]["clientId"].string();
    party->active = world_.now();
    if (parties_[seat]) former_.push_back(std::move(parties_[seat]));
    parties_[seat] = std::move(party);
    subscribe(*parties_[seat], true);
    poll(*parties_[seat]);
}

// Sessions end when their patience does, and no earlier. After a long silence a
// poll that is answered at once tells.
bool DeliveryModel::lives(Party& party)
{
    if (party.ended) return false;
    if (world_.now() - party.active >= config_.bayeux.max_interval) {
        settle();
        party.socket.reset();
        doubted_ = &party;
        say(party, {connect_of(party, true)});
        settle();
        collect();
        doubted_ = nullptr;
    }
    return !party.ended;
}

void DeliveryModel::run()
{
    for (unsigned i = 0; i < options_.steps && !dice_.ended(); ++i) {
        if (options_.long_turns && chance(50)) {
            chance(60) ? world_.begin_turn() : world_.end_turn();
        }
        step();
        collect();
    }
    finish();
}

void DeliveryModel::step()
{
    const auto seat = pick(options_.clients);
    auto& party = *parties_[seat];
    if (!lives(party)) return join(seat);
    const auto dice = pick(100);
    if (dice < 30) return publish(party);
    if (dice < 38) return subscribe(party, true);
    if (dice < 43) return subscribe(party, false);
    if (dice < 60) return poll(party);
    if (dice < 67) return move(party);
    if (dice < 75) return stall(party);
    if (dice < 81) return release(party);
    if (dice < 86) return lose(party);
    if (dice < 88) return leave(seat);
    if (dice < 91) return publish_together(party, *parties_[pick(options_.clients)]);
    settle();
    world_.advance(std::chrono::milliseconds{dice < 99 ? pick(1500) : pick(20'000)});
}

void DeliveryModel::publish(Party& party)
{
    std::vector<std::string> messages;
    for (auto count = 1 + pick(4); count > 0; --count)
        messages.push_back(publish_message_of(party));
    say(party, messages);
}

void DeliveryModel::publish_together(Party& first, Party& second)
{
    if (&first == &second || !lives(second)) return;
    if (first.socket || second.socket) return;
    settle();
    const auto one = publish_message_of(first);
    const auto two = publish_message_of(second);
    const auto three = publish_message_of(first);
    const auto exchange = world_.post(batch_of({one, two, three}), {.shard = any_shard()});
    owners_[exchange.slot] = &first;  // Only its events ride along.
    settle();
    expect(world_.answered(exchange), "a batch of two clients was not answered");
}

void DeliveryModel::expect(bool condition, const std::string& what)
{
    if (!condition) throw std::logic_error{what};
}

void DeliveryModel::say(Party& party, const std::vector<std::string>& messages)
{
    party.active = world_.now();
    if (std::exchange(party.cut_off, false)) settle();
    const auto body = with_id(batch_of(messages), party.id);
    if (party.socket) {
        world_.send(*party.socket, body);
    } else {
        // One request after the other, but for the connects that are held.
        if (party.asked && !world_.answered(*party.asked)) settle();
        party.asked = world_.post(body, {.shard = any_shard()});
        owners_[party.asked->slot] = &party;
    }
}

void DeliveryModel::settle()
{
    if (options_.delayed_mail) {
        world_.deliver_mail();
    } else {
        world_.end_turn();
    }
}

void DeliveryModel::subscribe(Party& party, bool wanted)
{
    settle();
    const auto pattern = any_pattern();
    if (wanted) {
        party.patterns.insert(pattern);
        say(party, {subscribe_message(pattern)});
    } else {
        party.patterns.erase(pattern);
        say(party, {unsubscribe_message(pattern)});
    }
    settle();
}

std::string DeliveryModel::connect_of(const Party& party, bool at_once)
{
    std::string members = party.stream && chance(60) ? R"("connectionType":"eventsource")"
                                                     : R"("connectionType":"any")";
    if (at_once) members += R"(,"advice":{"timeout":0})";
    if (party.acks && !chance(10))
        members += R"(,"ext":{"ack":)" + std::to_string(party.confirmed) + "}";
    return connect_message(members);
}

void DeliveryModel::poll(Party& party)
{
    party.active = world_.now();
    const auto connect = with_id(batch_of({connect_of(party, chance(20))}), party.id);
    if (party.socket) return world_.send(*party.socket, connect);
    party.held = world_.post(connect, {.shard = any_shard()});
    owners_[party.held->slot] = &party;
}

void DeliveryModel::move(Party& party)
{
    settle();
    if (party.socket && chance(40)) {
        party.socket.reset();
    } else if (chance(25)) {
        party.socket.reset();
        party.stream = world_.stream(party.id, {.shard = any_shard()});
        owners_[party.stream->slot] = &party;
        party.sockets.push_back(*party.stream);
        return settle();
    } else {
        party.stream.reset();
        party.socket = world_.open({.shard = any_shard()});
        owners_[party.socket->slot] = &party;
        party.sockets.push_back(*party.socket);
    }
    if (chance(70)) {
        poll(party);
    } else {
        publish(party);
    }
    settle();
}

// From now on what is sent there does not reach the kernel.
void DeliveryModel::stall(Party& party)
{
    auto outlet = party.socket ? party.socket : party.held;
    if (party.stream && chance(50)) outlet = party.stream;
    if (!outlet || (!outlet->streaming && world_.answered(*outlet))) return;
    world_.stall(*outlet);
    party.stalled.push_back(*outlet);
}

void DeliveryModel::release(Party& party)
{
    for (const auto outlet : std::exchange(party.stalled, {}))
        world_.unstall(outlet);
}

void DeliveryModel::lose(Party& party)
{
    std::vector<Outlet> doomed = std::exchange(party.stalled, {});
    doomed.insert(doomed.end(), party.sockets.begin(), party.sockets.end());
    if (party.held && !world_.answered(*party.held)) doomed.push_back(*party.held);
    if (doomed.empty()) return;
    const auto outlet = doomed[pick(static_cast<unsigned>(doomed.size()))];
    for (const auto each : doomed) {
        if (!each.streaming && each != outlet) world_.unstall(each);
    }
    world_.lose(outlet);
    std::erase(party.sockets, outlet);
    if (party.held == outlet) party.held.reset();
    if (party.stream == outlet) party.stream.reset();
    if (party.socket == outlet) {
        party.socket.reset();
        settle();  // What it said there came before what it says elsewhere.
    }
    for (const auto socket : party.sockets)
        world_.unstall(socket);
}

void DeliveryModel::leave(std::size_t seat)
{
    auto& party = *parties_[seat];
    release(party);
    settle();
    say(party, {message("/meta/disconnect")});
    settle();
    collect();
    party.ended = true;
    party.patterns.clear();
}

}  // namespace halley::test
