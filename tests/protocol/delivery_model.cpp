#include "delivery_model.hpp"

#include <algorithm>
#include <chrono>

namespace halley::test {

using namespace std::chrono_literals;
using protocol::Outlet;

namespace {

/// The rule of CHN-09 and CHN-10, in the plainest words.
bool matches(std::string_view pattern, std::string_view channel)
{
    if (pattern == channel) return true;
    const bool deep = pattern.ends_with("/**");
    if (!deep && !pattern.ends_with("/*")) return false;
    const auto parent = pattern.substr(0, pattern.rfind('*') - (deep ? 1 : 0));
    if (!channel.starts_with(parent) || channel.size() == parent.size()) return false;
    return deep || channel.find('/', parent.size()) == std::string_view::npos;
}

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

}  // namespace

DeliveryModel::DeliveryModel(const Options& options)
    : random_(options.seed),
      options_(options),
      config_(random_config(random_)),
      world_(config_, options.shards)
{
    if (options.delayed_mail) world_.delay_mail(options.seed);
    parties_.resize(options.clients);
    for (std::size_t seat = 0; seat < parties_.size(); ++seat)
        join(seat);
}

Config DeliveryModel::random_config(std::mt19937& random)
{
    Config config;
    config.bayeux.meta_connect_deliver_only = random() % 4 == 0;
    config.bayeux.broadcast_to_publisher = random() % 4 != 0;
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
    party->client.world = &world_;
    party->client.from.shard = any_shard();
    const auto exchange = world_.post(R"([{"channel":"/meta/handshake"}])", party->client.from);
    world_.deliver_mail();
    party->client.id = world_.response(exchange)[0]["clientId"].string();
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
        party.client.socket.reset();
        doubted_ = &party;
        say(party, {connect_message(R"("advice":{"timeout":0})")});
        settle();
        collect();
        doubted_ = nullptr;
    }
    return !party.ended;
}

void DeliveryModel::run()
{
    for (unsigned i = 0; i < options_.steps; ++i) {
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
    return with_id(publish_message(channel, '"' + data + '"'), party.client.id);
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
    if (first.client.socket || second.client.socket) return;
    settle();
    const auto one = publish_message_of(first);
    const auto two = publish_message_of(second);
    const auto three = publish_message_of(first);
    const auto exchange = world_.post(batch_of({one, two, three}), {.shard = any_shard()});
    owners_[exchange.slot] = &first;  // Only its events ride along.
    settle();
    BOOST_REQUIRE(world_.answered(exchange));
}

void DeliveryModel::say(Party& party, const std::vector<std::string>& messages)
{
    party.active = world_.now();
    const auto body = with_id(batch_of(messages), party.client.id);
    if (party.client.socket) {
        world_.send(*party.client.socket, body);
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

// With one queue of inputs there is one order of everything; otherwise that of
// each publisher is promised.
bool DeliveryModel::one_order() const
{
    return !options_.delayed_mail && (options_.shards == 1 || !options_.long_turns);
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

void DeliveryModel::poll(Party& party)
{
    party.active = world_.now();
    const auto connect =
        with_id(batch_of({connect_message(chance(20) ? R"("advice":{"timeout":0})" : "")}),
                party.client.id);
    if (party.client.socket) return world_.send(*party.client.socket, connect);
    party.held = world_.post(connect, {.shard = any_shard()});
    owners_[party.held->slot] = &party;
}

void DeliveryModel::move(Party& party)
{
    settle();
    if (party.client.socket && chance(40)) {
        party.client.socket.reset();
    } else {
        party.client.socket = world_.open({.shard = any_shard()});
        owners_[party.client.socket->slot] = &party;
        party.sockets.push_back(*party.client.socket);
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
    const auto outlet = party.client.socket ? party.client.socket : party.held;
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
    if (party.client.socket == outlet) {
        party.client.socket.reset();
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
        for (const auto& each : arrived.elements())
            take_in(*owner->second, each);
    }
}

void DeliveryModel::take_in(Party& party, const Json& message)
{
    if (message.has("data")) {
        party.received.push_back(message["data"].string());
        return;
    }
    if (!message.has("error")) return;
    const auto error = message["error"].string();
    if (error.starts_with("408:")) return;  // CON-15
    BOOST_TEST(error == "402::session_unknown");
    BOOST_TEST((party.ended || doubted_ == &party));
    party.ended = true;
}

// Everybody who still lives gets all that is due, over polls that end at once.
void DeliveryModel::finish()
{
    settle();
    for (const auto& party : parties_) {
        if (chance(50)) {
            release(*party);
        }
        for (const auto outlet : std::exchange(party->stalled, {}))
            world_.lose(outlet);
        for (const auto socket : std::exchange(party->sockets, {}))
            world_.lose(socket);
        settle();
        party->client.socket.reset();
        for (int i = 0; i < 2 && lives(*party); ++i)
            say(*party, {connect_message(R"("advice":{"timeout":0})")});
        settle();
    }
    collect();
    for (const auto& party : parties_)
        party->ended ? check_ended(*party) : check(*party);
    for (const auto& party : former_)
        check_ended(*party);

    world_.advance(1min);
    BOOST_TEST(world_.sessions() == 0u);
    BOOST_TEST(world_.subscriptions() == 0u);
}

void DeliveryModel::check(const Party& party) const
{
    if (one_order()) {
        BOOST_TEST(party.received == party.expected, boost::test_tools::per_element());
    } else {
        BOOST_TEST((by_publisher(party.received) == by_publisher(party.expected)));
    }
}

// What it got before it ended is as complete and in order as for all others.
void DeliveryModel::check_ended(const Party& party) const
{
    if (one_order()) {
        BOOST_TEST(begins_with(party.expected, party.received));
        return;
    }
    const auto expected = by_publisher(party.expected);
    for (const auto& [publisher, events] : by_publisher(party.received)) {
        const auto due = expected.find(publisher);
        BOOST_TEST((due != expected.end() && begins_with(due->second, events)));
    }
}

}  // namespace halley::test
