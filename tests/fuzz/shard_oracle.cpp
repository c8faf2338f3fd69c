// What must hold of all that goes out.

#include <algorithm>
#include <stdexcept>

#include "fuzz/shard_script.hpp"
#include "protocol/json_member.hpp"
#include "protocol/message_reader.hpp"
#include "support/channel_oracle.hpp"
#include "support/json_oracle.hpp"

namespace halley::fuzz {

using protocol::Outlet;

namespace {

void expect(bool condition, const std::string& what)
{
    if (!condition) throw std::logic_error{what};
}

std::string text_in(std::string_view object, std::string_view name)
{
    const auto value = protocol::json_member(object, name);
    return value.starts_with('"') ? protocol::decode_string(value) : std::string{};
}

}  // namespace

void ShardScript::collect()
{
    for (const auto outlet : world_.arrivals()) {
        const auto spoken = spoken_.find(outlet.slot);
        if (spoken == spoken_.end()) continue;
        if (!outlet.streaming) {
            take_in(spoken->second, world_.raw_response(outlet));
            continue;
        }
        for (const auto& frame : world_.raw_frames(outlet))
            take_in(spoken->second, frame);
    }
}

void ShardScript::take_in(Spoken& spoken, const std::string& text)
{
    // Deeper than what a client may say: it stands within a message in an array.
    expect(test::JsonOracle::accepts(text, config_.limits.json_depth + 4), "no JSON: " + text);
    std::size_t events = 0;
    if (text.starts_with('[')) {
        protocol::JsonItems items{text};
        while (const auto item = items.next())
            take_in_message(spoken, item->value, events);
    } else {
        take_in_message(spoken, text, events);
    }
    expect(events <= config_.limits.queue_messages, "more events than a queue may hold: " + text);
}

void ShardScript::take_in_message(Spoken& spoken, std::string_view object, std::size_t& events)
{
    const auto channel = text_in(object, "channel");
    if (!protocol::json_member(object, "successful").empty()) {
        const auto reply = protocol::json_member(object, "id");
        if (!reply.empty()) spoken.replies.emplace_back(reply);
        const auto id = text_in(object, "clientId");
        if (channel == "/meta/handshake" && !id.empty()) {
            spoken.by->id = id;
            spoken.sessions.insert(id);
        }
        return;
    }
    ++events;
    expect(!protocol::json_member(object, "data").empty(),
           "neither a reply nor an event: " + std::string{object});
    expect(wanted(spoken, channel), "nobody there asked for " + std::string{object});
}

bool ShardScript::wanted(const Spoken& spoken, const std::string& channel) const
{
    if (channel.starts_with("/service/")) return true;  // Replies of backends.
    for (const auto& session : spoken.sessions) {
        const auto patterns = asked_.find(session);
        if (patterns == asked_.end()) continue;
        for (const auto& pattern : patterns->second) {
            if (test::matches(pattern, channel)) return true;
        }
    }
    return false;
}

void ShardScript::check_bounds()
{
    for (protocol::ShardId shard = 0; shard < shards_; ++shard) {
        const auto counts = world_.shard(shard).counts();
        expect(counts.subscriptions <= counts.sessions * config_.limits.subscriptions_per_session,
               "more subscriptions than sessions may have");
        expect(counts.held <= spoken_.size(), "more held connects than exchanges");
    }
}

void ShardScript::check_answers()
{
    for (auto& [slot, spoken] : spoken_) {
        const auto text = "at outlet " + std::to_string(slot);
        expect(spoken.replies.size() <= spoken.ids.size(), "a message was answered twice " + text);
        if (spoken.lost || (spoken.outlet.streaming && world_.closed(spoken.outlet))) continue;
        if (spoken.outlet.streaming) {
            // A connect that is held is answered later than what comes after it.
            std::sort(spoken.replies.begin(), spoken.replies.end());
            std::sort(spoken.ids.begin(), spoken.ids.end());
        } else {
            expect(world_.answered(spoken.outlet), "an exchange was not answered " + text);
        }
        expect(spoken.replies == spoken.ids, "the replies are not those to the messages " + text);
    }
}

}  // namespace halley::fuzz
