#include "tools/client/message.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "tools/client/json.hpp"

namespace halley::client {
namespace {

std::string text_of(std::string_view value)
{
    return json_string(value).value_or(value == "null" ? std::string{} : std::string{value});
}

std::optional<bool> truth_of(std::string_view value)
{
    const auto text = text_of(value);
    if (text == "true") return true;
    if (text == "false") return false;
    return std::nullopt;
}

// Some servers write numbers as strings, or as 1e4.
std::optional<std::chrono::milliseconds> duration_of(std::string_view value)
{
    const auto text = text_of(value);
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || !(number >= 0)) return {};
    constexpr double longest = 24.0 * 3600 * 1000;
    return std::chrono::milliseconds{static_cast<long long>(std::min(number, longest))};
}

std::optional<Reconnect> reconnect_of(std::string_view value)
{
    const auto text = text_of(value);
    if (text == "retry") return Reconnect::retry;
    if (text == "handshake") return Reconnect::handshake;
    if (text == "none") return Reconnect::none;
    return std::nullopt;
}

Advice advice_of(std::string_view value)
{
    Advice advice;
    const auto members = json_members(value);
    if (!members) return advice;
    for (const auto& [key, member] : *members) {
        if (key == "reconnect") advice.reconnect = reconnect_of(member);
        if (key == "interval") advice.interval = duration_of(member);
        if (key == "timeout") advice.timeout = duration_of(member);
    }
    return advice;
}

std::vector<std::string> names_of(std::string_view value)
{
    std::vector<std::string> names;
    if (const auto name = json_string(value)) names.push_back(*name);
    if (const auto elements = json_elements(value)) {
        for (const auto element : *elements)
            names.push_back(text_of(element));
    }
    return names;
}

void set(Message& message, std::string_view key, std::string_view value)
{
    if (key == "channel") message.channel = text_of(value);
    if (key == "id") {
        message.id = text_of(value);
        message.raw_id = value;
    }
    if (key == "clientId") message.client_id = text_of(value);
    if (key == "subscription") message.subscriptions = names_of(value);
    if (key == "successful") message.successful = truth_of(value);
    if (key == "error") message.error = text_of(value);
    if (key == "advice") message.advice = advice_of(value);
    if (key == "data") message.data = value;
    if (key == "ext") message.ext = value;
}

}  // namespace

std::optional<std::vector<Message>> read_messages(std::string_view text)
{
    const auto value = json_value(text);
    if (!value) return std::nullopt;
    auto objects = json_elements(*value);
    if (!objects) objects.emplace({*value});

    std::vector<Message> messages;
    messages.reserve(objects->size());
    for (const auto object : *objects) {
        const auto members = json_members(object);
        if (!members) return std::nullopt;
        auto& message = messages.emplace_back();
        for (const auto& [key, member] : *members)
            set(message, key, member);
    }
    return messages;
}

int error_code_of(std::string_view error)
{
    int code = 0;
    std::from_chars(error.data(), error.data() + std::min<std::size_t>(error.size(), 3), code);
    return code;
}

}  // namespace halley::client
