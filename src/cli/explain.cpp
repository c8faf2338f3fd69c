#include "src/cli/explain.hpp"

#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "halley/channel_id.hpp"
#include "protocol/json_text.hpp"
#include "src/config/names.hpp"
#include "src/security/rules.hpp"

namespace halley::cli {
namespace {

constexpr int exit_refused = 1;

/// Who asks for what.
struct Question {
    std::string user;
    std::map<std::string, std::vector<std::string>> claims;
    Operation operation{};
    std::string channel;
};

Exit mistake(const std::string& text)
{
    return {exit_usage, {}, "--explain: " + text + "\n"};
}

std::optional<Operation> operation_of(std::string_view word)
{
    for (const auto& [name, operation] : config::operations) {
        if (word == name) return operation;
    }
    return std::nullopt;
}

std::variant<Question, Exit> read_question(const std::vector<std::string>& words)
{
    if (words.size() < 2)
        return mistake("needs an operation and a channel, such as user=alice subscribe /chat/**");
    Question question;
    for (std::size_t i = 0; i + 2 < words.size(); ++i) {
        const auto sign = words[i].find('=');
        if (sign == 0 || sign == std::string::npos || sign + 1 == words[i].size())
            return mistake(words[i] + " is no claim such as user=alice or role=admin");
        const auto name = words[i].substr(0, sign);
        const auto value = words[i].substr(sign + 1);
        if (name == "user") {
            question.user = value;
        } else {
            question.claims[name].push_back(value);
        }
    }
    const auto& operation = words[words.size() - 2];
    const auto named = operation_of(operation);
    if (!named) return mistake(operation + " is not create, subscribe, publish or service");

    question.channel = words.back();
    const auto channel = ChannelId::parse(question.channel);
    if (!channel || channel->kind() == ChannelKind::meta)
        return mistake(question.channel + " is no channel to subscribe or publish to");
    if (*named == Operation::publish && channel->wildcard() != Wildcard::none)
        return mistake(question.channel + " is a pattern: it cannot be published to");
    question.operation = security::operation_on(question.channel, *named);
    if (question.operation != *named && *named == Operation::create)
        return mistake("channels of services are not created");
    if (question.operation == Operation::service && channel->kind() != ChannelKind::service)
        return mistake(question.channel + " is no channel of a service");
    return question;
}

std::string attributes_of(const Question& question)
{
    std::string text = "{";
    for (const auto& [name, values] : question.claims) {
        if (text.size() > 1) text += ',';
        protocol::append_string(text, name);
        text += ":[";
        for (const auto& value : values) {
            if (!text.ends_with('[')) text += ',';
            protocol::append_string(text, value);
        }
        text += ']';
    }
    return text += '}';
}

std::string reason_of(const security::Decision& decision,
                      const Question& question,
                      const config::Loaded& loaded,
                      const std::string& file)
{
    if (decision.rule) {
        const auto at = loaded.rules.at(*decision.rule);
        return file + ':' + std::to_string(at.line) + ':' + std::to_string(at.column) +
               ": security.rules[" + std::to_string(*decision.rule) + ']' +
               (decision.allowed ? " allows it" : " denies it");
    }
    if (decision.allowed) return "no rule is about creating channels";
    const auto name = config::operations[static_cast<std::size_t>(question.operation)].first;
    return "no rule allows " + std::string{name} + " of " + question.channel + " to " +
           (question.user.empty() ? "anonymous sessions" : question.user) +
           (question.claims.empty() ? "" : " with these attributes");
}

}  // namespace

Exit explain(const std::vector<std::string>& words,
             const config::Loaded& loaded,
             const std::string& file)
{
    const auto read = read_question(words);
    if (const auto* const exit = std::get_if<Exit>(&read)) return *exit;
    const auto& question = std::get<Question>(read);
    const auto& rules = loaded.config.security.rules;
    if (rules.empty()) return {0, "allowed: there are no rules\n", {}};

    const auto attributes = attributes_of(question);
    const auto decision = security::Rules{rules}.decide(
        question.operation, question.channel, {question.user, attributes});
    const auto verdict = decision.allowed ? "allowed: " : "refused: ";
    return {decision.allowed ? 0 : exit_refused,
            verdict + reason_of(decision, question, loaded, file) + "\n",
            {}};
}

}  // namespace halley::cli
