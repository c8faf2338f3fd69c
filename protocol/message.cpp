#include "protocol/message.hpp"

#include <functional>

#include "protocol/json_text.hpp"

namespace halley::protocol {

std::string Message::subscription_text() const
{
    std::string text;
    if (subscription_is_array) text += '[';
    for (const auto& name : subscriptions) {
        if (&name != &subscriptions.front()) text += ',';
        append_string(text, name);
    }
    if (subscription_is_array) text += ']';
    return text;
}

void Batch::own()
{
    if (!owned_.empty() || body.empty()) return;
    owned_.assign(body.begin(), body.end());
    const char* const from = body.data();
    const char* const end = from + body.size();
    const auto move = [&](std::string_view& view) {
        // std::less orders pointers into different objects, the operators do not.
        const std::less<const char*> before;
        if (before(view.data(), from) || !before(view.data(), end)) return;
        view = {owned_.data() + (view.data() - from), view.size()};
    };
    for (auto& message : messages) {
        for (auto* field : {&message.channel,
                            &message.client_id,
                            &message.version,
                            &message.minimum_version,
                            &message.connection_type})
            move(field->text);
        for (auto* raw : {&message.id, &message.data, &message.ext})
            move(*raw);
        for (auto& name : message.subscriptions)
            move(name);
        for (auto& name : message.supported_connection_types)
            move(name);
    }
    body = {owned_.data(), owned_.size()};
}

void Batch::clear()
{
    messages.clear();
    decoded.clear();
    bare = false;
    body = {};
    owned_.clear();
}

}  // namespace halley::protocol
