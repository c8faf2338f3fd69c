#include "tools/bayeux-bench/wire/received.hpp"

#include <charconv>
#include <string>

namespace halley::bench {
namespace {

constexpr char end_of_text = '\0';

bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::string_view without_quotes(std::string_view value)
{
    if (!value.starts_with('"')) return value;
    return value.substr(1, value.size() - 2);
}

}  // namespace

Reception::Reception(std::string_view text) : text_(text)
{
    in_array_ = take('[');
}

std::optional<Received> Reception::next()
{
    if (state_ == State::ended || state_ == State::broken) return std::nullopt;
    if (!begin_message()) {
        if (state_ != State::ended || look() != end_of_text || at_ < text_.size())
            state_ = State::broken;
        return std::nullopt;
    }
    auto received = message();
    state_ = received ? State::further : State::broken;
    return received;
}

// True when a message follows; `ended` when the text may end here.
bool Reception::begin_message()
{
    const bool first = state_ == State::first;
    if (!in_array_) {
        if (!first) state_ = State::ended;
        return first && take('{');
    }
    if (take(']')) {
        state_ = State::ended;
        return false;
    }
    return (first || take(',')) && take('{');
}

std::optional<Received> Reception::message()
{
    Received received;
    if (take('}')) return received;
    for (;;) {
        if (look() != '"') return std::nullopt;
        const auto key = string();
        if (key.empty() || !take(':')) return std::nullopt;
        const auto member = value();
        if (member.empty()) return std::nullopt;
        set(received, key.substr(1, key.size() - 2), member);
        if (take('}')) return received;
        if (!take(',')) return std::nullopt;
    }
}

void Reception::set(Received& message, std::string_view key, std::string_view value) const
{
    if (key == "data") {
        message.data = value;
    } else if (key == "channel") {
        message.channel = without_quotes(value);
    } else if (key == "id") {
        message.id = without_quotes(value);
    } else if (key == "successful") {
        message.successful = without_quotes(value) == "true";
    } else if (key == "clientId") {
        message.client_id = without_quotes(value);
    } else if (key == "error") {
        message.error = without_quotes(value);
    } else if (key == "advice") {
        message.advice = value;
    }
}

// Empty when there is none, or it does not end.
std::string_view Reception::value()
{
    const char c = look();
    if (c == '"') return string();
    const auto begin = at_;
    if (c == '{' || c == '[') return skip_nested() ? text_.substr(begin, at_ - begin) : "";
    while (at_ < text_.size() && !is_space(text_[at_]) && text_[at_] != ',' && text_[at_] != '}' &&
           text_[at_] != ']')
        ++at_;
    return text_.substr(begin, at_ - begin);
}

std::string_view Reception::string()
{
    const auto begin = at_++;
    for (;;) {
        at_ = text_.find('"', at_);
        if (at_ == std::string_view::npos) {
            at_ = text_.size();
            return {};
        }
        std::size_t escapes = 0;
        while (text_[at_ - escapes - 1] == '\\')
            ++escapes;
        ++at_;
        if (escapes % 2 == 0) return text_.substr(begin, at_ - begin);
    }
}

bool Reception::skip_nested()
{
    std::size_t depth = 0;
    while (at_ < text_.size()) {
        const char c = text_[at_];
        if (c == '"') {
            if (string().empty()) return false;
            continue;
        }
        ++at_;
        if (c == '{' || c == '[') ++depth;
        if ((c == '}' || c == ']') && --depth == 0) return true;
    }
    return false;
}

char Reception::look()
{
    while (at_ < text_.size() && is_space(text_[at_]))
        ++at_;
    return at_ < text_.size() ? text_[at_] : end_of_text;
}

bool Reception::take(char c)
{
    if (look() != c) return false;
    ++at_;
    return true;
}

std::optional<long> advised(std::string_view advice, std::string_view name)
{
    const auto key = '"' + std::string{name} + '"';
    const auto found = advice.find(key);
    if (found == std::string_view::npos) return std::nullopt;
    const auto begin = advice.find_first_not_of(" \t\r\n:\"", found + key.size());
    if (begin == std::string_view::npos) return std::nullopt;
    long number = 0;
    const auto [end, error] =
        std::from_chars(advice.data() + begin, advice.data() + advice.size(), number);
    return error == std::errc{} && number >= 0 ? std::optional{number} : std::nullopt;
}

}  // namespace halley::bench
