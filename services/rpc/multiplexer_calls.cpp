#include <algorithm>
#include <string>
#include <utility>

#include "protocol/json_member.hpp"
#include "protocol/message_reader.hpp"
#include "services/rpc/multiplexer.hpp"

namespace halley::services::rpc {
namespace {

std::string batch_text(const std::vector<std::string>& texts)
{
    std::string batch = "[";
    for (const auto& text : texts) {
        if (batch.size() > 1) batch += ',';
        batch += text;
    }
    return batch += ']';
}

}  // namespace

// Of what is wrong in a batch and has no id only one is told: the answer must not
// be many times as long as the batch.
void Multiplexer::request(ClientKey client, std::string_view text, TimePoint now)
{
    if (!protocol::is_json(text)) {
        tell(client, {error_text(Fault::parse_error, "null")}, false);
        return;
    }
    const bool batch = is_batch(text);
    std::vector<RpcMessage> requests;
    std::vector<std::string> refused;
    bool anonymous = false;
    const auto take = [&](std::string_view json) {
        const auto message = read_message(json);
        const auto fault = fault_of(message);
        const auto id = message.answerable_id();
        if (!fault) {
            requests.push_back(message);
        } else if (id != "null" || !std::exchange(anonymous, true)) {
            refused.push_back(error_text(*fault, id));
        }
    };
    if (batch) {
        protocol::JsonItems items{text};
        while (const auto item = items.next())
            take(item->value);
    } else {
        take(text);
    }
    if (requests.empty() && refused.empty()) {
        tell(client, {error_text(Fault::invalid_request, "null")}, false);
        return;
    }
    tell(client, refused, batch);
    if (!requests.empty()) forward(client, requests, batch, now);
}

// With `hello` the backend believes what these two say.
std::optional<Fault> Multiplexer::fault_of(const RpcMessage& request) const
{
    if (!request.is_request()) return Fault::invalid_request;
    const bool ours = settings_.hello &&
                      (request.is_method("session.opened") || request.is_method("session.closed"));
    return ours ? std::optional{Fault::method_not_found} : std::nullopt;
}

void Multiplexer::forward(ClientKey client,
                          const std::vector<RpcMessage>& requests,
                          bool batch,
                          TimePoint now)
{
    const auto calls = static_cast<std::size_t>(
        std::count_if(requests.begin(), requests.end(), [](const auto& r) { return r.is_call(); }));
    const auto line = choose_line(client);
    std::optional<Fault> fault;
    if (!line) {
        fault = any(Line::State::up) ? Fault::busy : Fault::unavailable;
    } else if (calls > settings_.max_pending - std::min(pending_.size(), settings_.max_pending)) {
        fault = Fault::busy;
    }
    std::vector<std::string> texts;
    const auto first = pending_.next_number();
    for (const auto& request : requests) {
        if (fault && request.is_call()) {
            texts.push_back(error_text(*fault, request.id));
        } else if (fault) {
            unaddressed_.write(LogLevel::debug, "dropped a client's notification", now);
        } else if (request.is_call()) {
            const auto number = pending_.add({.client = client,
                                              .id = std::string{request.id},
                                              .line = *line,
                                              .batch = batch ? first : 0,
                                              .deadline = now + settings_.call_timeout});
            texts.push_back(request.with_id(std::to_string(number)));
        } else {
            texts.emplace_back(request.text);
        }
    }
    if (fault) {
        tell(client, texts, batch);
        return;
    }
    lines_[*line].pending += calls;
    actions_.emplace_back(WriteLine{*line,
                                    batch ? batch_text(texts) : std::move(texts.front()),
                                    WriteLine::Holds::calls,
                                    first,
                                    pending_.next_number() - 1});
}

std::optional<std::size_t> Multiplexer::choose_line(ClientKey client) const
{
    std::optional<std::size_t> best;
    for (std::size_t line = 0; line < lines_.size(); ++line) {
        const auto& each = lines_[line];
        if (each.state != Line::State::up || each.full) continue;
        if (settings_.hello && client > each.announced) continue;
        if (!best || each.pending < lines_[*best].pending) best = line;
    }
    return best;
}

// Calls of one batch stand together, and so do their errors.
void Multiplexer::fail(std::vector<Call> calls, Fault fault)
{
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        const auto& call = calls[i];
        --lines_[call.line].pending;
        texts.push_back(error_text(fault, call.id));
        const bool more =
            i + 1 < calls.size() && call.batch != 0 && calls[i + 1].batch == call.batch;
        if (!more) tell(call.client, std::exchange(texts, {}), call.batch != 0);
    }
}

void Multiplexer::tell(ClientKey client, const std::vector<std::string>& texts, bool batch)
{
    if (texts.empty() || !clients_.contains(client)) return;
    actions_.emplace_back(TellClient{client, batch ? batch_text(texts) : texts.front()});
}

// The backend may answer calls of several clients with one array.
void Multiplexer::line_received(std::size_t line, std::string_view text, TimePoint now)
{
    if (!is_batch(text)) {
        if (auto answer = receive(line, read_message(text), now))
            tell(answer->client, {std::move(answer->text)}, false);
        return;
    }
    std::map<ClientKey, std::vector<std::string>> answers;
    protocol::JsonItems items{text};
    while (const auto item = items.next()) {
        if (auto answer = receive(line, read_message(item->value), now))
            answers[answer->client].push_back(std::move(answer->text));
    }
    for (const auto& [client, texts] : answers)
        tell(client, texts, true);
}

std::optional<Multiplexer::Answer>
Multiplexer::receive(std::size_t line, const RpcMessage& message, TimePoint now)
{
    if (message.method.starts_with('"')) {
        if (message.is_call()) {
            actions_.emplace_back(WriteLine{line, error_text(Fault::method_not_found, message.id)});
        } else {
            notified(message.text, now);
        }
        return std::nullopt;
    }
    const auto number = protocol::json_integer(message.id);
    auto call =
        number && *number > 0 ? pending_.take(static_cast<CallNumber>(*number)) : std::nullopt;
    if (!call) {
        unaddressed_.write(LogLevel::debug, "dropped an answer to no call", now);
        return std::nullopt;
    }
    --lines_[call->line].pending;
    return Answer{call->client, message.with_id(call->id)};
}

void Multiplexer::notified(std::string_view text, TimePoint now)
{
    const auto raw = protocol::json_member(text, "channel");
    if (raw.empty()) {
        unaddressed_.write(
            LogLevel::debug, "dropped a notification of the backend without channel", now);
        return;
    }
    const auto channel = raw.starts_with('"') ? protocol::decode_string(raw) : std::string{raw};
    if (!may_publish_.allows(channel)) {
        constexpr std::size_t most = 100;
        forbidden_.write(
            LogLevel::warning, "the backend may not publish to " + channel.substr(0, most), now);
        return;
    }
    std::string_view data = protocol::json_member(text, "data");
    if (data.empty()) data = protocol::json_member(text, "params");
    actions_.emplace_back(Publish{channel, std::string{data.empty() ? "null" : data}});
}

}  // namespace halley::services::rpc
