#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>

#include "protocol/message.hpp"

namespace halley::test {

/// Whether `view` is a part of `text`.
inline bool lies_within(std::string_view view, std::string_view text)
{
    const std::less_equal<const char*> at_most;
    return at_most(text.data(), view.data()) &&
           at_most(view.data() + view.size(), text.data() + text.size());
}

template <class Visit> void for_each_text(const protocol::Message& message, Visit&& visit)
{
    visit(message.channel.text);
    visit(message.client_id.text);
    visit(message.version.text);
    visit(message.minimum_version.text);
    visit(message.connection_type.text);
    for (const auto name : message.subscriptions)
        visit(name);
    for (const auto name : message.supported_connection_types)
        visit(name);
}

template <class Visit> void for_each_raw(const protocol::Message& message, Visit&& visit)
{
    visit(message.id);
    visit(message.data);
    visit(message.ext);
}

/// Whether every view leads into the body, or into a string that was decoded
/// aside, and raw text into the body only.
inline bool views_hold(const protocol::Batch& batch)
{
    bool hold = true;
    for (const auto& message : batch.messages) {
        for_each_raw(message, [&](std::string_view raw) {
            hold = hold && (raw.empty() || lies_within(raw, batch.body));
        });
        for_each_text(message, [&](std::string_view text) {
            const bool decoded =
                std::any_of(batch.decoded.begin(), batch.decoded.end(), [&](const auto& kept) {
                    return lies_within(text, kept);
                });
            hold = hold && (text.empty() || decoded || lies_within(text, batch.body));
        });
    }
    return hold;
}

/// Everything that a batch says, as one text to compare.
inline std::string described(const protocol::Batch& batch)
{
    std::string out = batch.bare ? "bare" : "array";
    const auto state = [&](protocol::Field field) { out += "-v!"[static_cast<int>(field)]; };
    for (const auto& m : batch.messages) {
        out += "\nmessage ";
        for (const auto* field :
             {&m.channel, &m.client_id, &m.version, &m.minimum_version, &m.connection_type})
            state(field->state);
        state(m.subscription);
        state(m.connection_types);
        out += m.id_valid ? 'i' : '!';
        out += m.subscription_is_array ? 'a' : '-';
        out += m.advice.present ? 'p' : '-';
        out += m.advice.timeout ? std::to_string(*m.advice.timeout) : "-";
        out += m.advice.interval ? std::to_string(*m.advice.interval) : "-";
        const auto add = [&](std::string_view text) { out += '\n', out += text; };
        for_each_text(m, add);
        for_each_raw(m, add);
    }
    return out;
}

}  // namespace halley::test
