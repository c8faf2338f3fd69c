#include "fuzz/shard_script.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

#include "protocol/json_text.hpp"
#include "protocol/message_reader.hpp"

namespace halley::fuzz {

using namespace std::chrono_literals;
using protocol::Outlet;

namespace {

constexpr std::size_t most_lines = 200;  // An input shall take its time, but not a second.

std::string_view take_line(std::string_view& lines)
{
    const auto line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(line.size() + 1, lines.size()));
    return line;
}

}  // namespace

ShardScript::ShardScript(unsigned char choices)
    : shards_((choices & 32) ? 3 : 1), config_(config_of(choices)), world_(config_, shards_)
{
    if (choices & 32) world_.delay_mail(choices);
    for (std::size_t number = 0; number < clients_.size(); ++number)
        clients_[number].number = number;
}

Config ShardScript::config_of(unsigned char choices)
{
    Config config;
    config.services["one"] = {};
    config.services["two"] = {};
    config.limits.messages_per_batch = 20;
    config.limits.subscriptions_per_session = 8;
    config.limits.channel_bytes = 64;
    config.limits.json_depth = 32;
    config.limits.queue_messages = (choices & 1) ? 4 : 100;
    config.limits.slow_consumer = (choices & 2)   ? SlowConsumer::drop_oldest
                                  : (choices & 4) ? SlowConsumer::drop_newest
                                                  : SlowConsumer::disconnect;
    config.bayeux.meta_connect_deliver_only = (choices & 8) != 0;
    config.bayeux.max_sessions_per_browser = (choices & 16) ? -1 : 1;
    if (choices & 64) {
        config.limits.publishes_per_session = {.per_second = 2, .burst = 4};
        config.limits.subscribes_per_session = {.per_second = 2, .burst = 4};
    }
    if (choices & 128) {
        config.bayeux.extensions = {ExtensionName::ack,
                                    ExtensionName::timesync,
                                    ExtensionName::timestamp,
                                    ExtensionName::activity};
        config.bayeux.activity.max_inactivity = 20s;
        config.bayeux.channels["/a/**"] = {.lazy = 500ms, .broadcast_to_publisher = false};
    }
    return config;
}

void ShardScript::run(std::string_view lines)
{
    for (std::size_t count = 0; count < most_lines && !lines.empty(); ++count) {
        auto line = take_line(lines);
        if (line.empty()) continue;
        const auto verb = line.front();
        line.remove_prefix(1);
        auto* client = &clients_[0];
        if (!line.empty() && line.front() >= '0' && line.front() <= '3') {
            client = &clients_[static_cast<std::size_t>(line.front() - '0')];
            if (verb != 't') line.remove_prefix(1);
        }
        while (line.starts_with(' '))
            line.remove_prefix(1);
        obey(verb, *client, line);
        collect();
        check_bounds();
    }
    finish();
}

void ShardScript::obey(char verb, Client& client, std::string_view text)
{
    switch (verb) {
    case 'p': return post(client, with_ids(text));
    case 'w': return write(client, with_ids(text));
    case 'e': return open_stream(client);
    case 's':
        if (client.socket) world_.stall(*client.socket);
        if (client.exchange && !world_.answered(*client.exchange)) world_.stall(*client.exchange);
        return;
    case 'r':
        if (client.socket) world_.unstall(*client.socket);
        if (client.exchange) world_.unstall(*client.exchange);
        return;
    case 'l': return lose(client.exchange);
    case 'x': return lose(client.socket);
    case 'o':
    case 'f':
    case 'c':
    case 'd': return serve(verb, text);
    case 't': {
        unsigned milliseconds = 0;
        std::from_chars(text.data(), text.data() + text.size(), milliseconds);
        return world_.advance(std::chrono::milliseconds{std::min(milliseconds, 60'000u)});
    }
    case '[': return world_.begin_turn();
    case ']': return world_.end_turn();
    case 'm': return world_.deliver_mail();
    case 'k':
        if (!client.id.empty()) world_.disconnect(client.id);
        return;
    default: return;
    }
}

protocol::ShardId ShardScript::shard_of(const Client& client) const
{
    return static_cast<protocol::ShardId>(client.number % shards_);
}

std::string ShardScript::with_ids(std::string_view body) const
{
    std::string text;
    for (std::size_t at = 0; at < body.size(); ++at) {
        const bool is_id =
            body[at] == '$' && at + 1 < body.size() && body[at + 1] >= '0' && body[at + 1] <= '3';
        if (is_id) {
            text += clients_[static_cast<std::size_t>(body[++at] - '0')].id;
        } else {
            text += body[at];
        }
    }
    return text;
}

// False for what does not get to the core: the transport refuses it as a whole.
bool ShardScript::note(Spoken& spoken, std::string_view body)
{
    protocol::Batch batch;
    if (protocol::read_batch(
            body, {config_.limits.json_depth, config_.limits.messages_per_batch}, batch))
        return false;
    for (const auto& message : batch.messages) {
        const std::string session{message.client_id.text};
        spoken.sessions.insert(session);
        if (message.channel.text == "/meta/subscribe")
            asked_[session].insert(message.subscriptions.begin(), message.subscriptions.end());
    }
    // HSK-13: a batch with a handshake is that handshake and nothing else.
    const auto first = std::find_if(
        batch.messages.begin(), batch.messages.end(), [](const protocol::Message& message) {
            return message.channel.text == "/meta/handshake";
        });
    if (first != batch.messages.end()) {
        expect_reply(spoken, *first);
    } else {
        for (const auto& message : batch.messages)
            expect_reply(spoken, message);
    }
    return true;
}

void ShardScript::expect_reply(Spoken& spoken, const protocol::Message& message)
{
    // An id that is none, or is too long to be kept, does not come back.
    if (message.id_valid && !message.id.empty() && message.id.size() <= 1024)
        spoken.ids.emplace_back(message.id);
}

void ShardScript::post(Client& client, std::string body)
{
    Spoken spoken;
    spoken.by = &client;
    if (!note(spoken, body)) return;
    // The answer may be there before `post` returns: it is looked at in `collect`.
    client.exchange = world_.post(
        body, {.shard = shard_of(client), .cookie = "browser" + std::to_string(client.number)});
    spoken.outlet = *client.exchange;
    spoken_[client.exchange->slot] = std::move(spoken);
}

void ShardScript::write(Client& client, std::string body)
{
    Spoken heard;
    if (!note(heard, body)) return;
    if (client.socket && world_.closed(*client.socket)) client.socket.reset();
    if (!client.socket || client.socket->one_way) {
        client.socket =
            world_.open({.shard = shard_of(client), .bayeux_subprotocol = client.number == 3});
        auto& opened = spoken_[client.socket->slot];
        opened.outlet = *client.socket;
        opened.by = &client;
    }
    auto& spoken = spoken_at(*client.socket);
    spoken.ids.insert(spoken.ids.end(), heard.ids.begin(), heard.ids.end());
    spoken.sessions.merge(heard.sessions);
    world_.send(*client.socket, body);
}

void ShardScript::open_stream(Client& client)
{
    client.socket = world_.stream(client.id, {.shard = shard_of(client)});
    auto& spoken = spoken_[client.socket->slot];
    spoken.outlet = *client.socket;
    spoken.by = &client;
    spoken.sessions.insert(client.id);
}

void ShardScript::lose(std::optional<Outlet>& outlet)
{
    if (!outlet) return;
    auto& spoken = spoken_at(*outlet);
    if (!std::exchange(spoken.lost, true)) world_.lose(*outlet);
    outlet.reset();
}

void ShardScript::serve(char verb, std::string_view text)
{
    for (auto& call : world_.service_calls()) {
        if (call.verb == "open") opening_.push_back(call);
    }
    if (verb == 'o') {
        if (opening_.empty()) return;
        open_.push_back(opening_.front());
        opening_.pop_front();
        return world_.opened(open_.back());
    }
    if (verb == 'f' && !opening_.empty()) {
        const auto call = opening_.front();
        opening_.pop_front();
        return world_.failed(call, Errc::service_refused);
    }
    if (open_.empty()) return;
    const auto call = open_.front();
    if (verb == 'd') {
        const bool json = protocol::is_json(text);
        if (!text.empty() && protocol::is_utf8(text)) world_.data(call, std::string{text}, json);
        return;
    }
    open_.pop_front();
    if (verb == 'f') return world_.failed(call, Errc::service_closed);
    world_.closed_by_backend(call);
}

// Backends that never answer give up, connects come to an end, and so do sessions.
void ShardScript::finish()
{
    world_.end_turn();
    for (const auto& [slot, spoken] : spoken_)
        world_.unstall(spoken.outlet);
    for (int round = 0; round < 12; ++round) {
        world_.deliver_mail();
        serve(' ', {});
        for (const auto& call : std::exchange(opening_, {}))
            world_.failed(call, Errc::service_timeout);
        world_.advance(5s);
        collect();
    }
    check_answers();
    for (auto& [slot, spoken] : spoken_) {
        if (spoken.outlet.streaming && !std::exchange(spoken.lost, true))
            world_.lose(spoken.outlet);
    }
    world_.deliver_mail();
    world_.advance(2min);
    for (protocol::ShardId shard = 0; shard < shards_; ++shard) {
        if (world_.shard(shard).counts() != protocol::Shard::Counts{} ||
            world_.shard(shard).next_timeout())
            throw std::logic_error{"something is kept for clients that have gone"};
    }
}

}  // namespace halley::fuzz
