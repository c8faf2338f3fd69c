#include "tools/bayeux-conformance/report/text.hpp"

#include <array>

namespace halley::conformance {

namespace {

std::string indented(std::string_view text, std::string_view indent)
{
    std::string out;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        out += std::string{indent} + std::string{text.substr(0, end)} + "\n";
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::string entry_text(const Conversation::Entry& entry)
{
    const char* arrow = entry.direction == Conversation::Direction::sent       ? " > "
                        : entry.direction == Conversation::Direction::received ? " < "
                                                                               : " - ";
    return "      " + std::to_string(entry.at.count()) + " ms " + entry.peer + arrow + "\n" +
           indented(entry.text, "        ");
}

}  // namespace

std::string facts_text(const Server& server)
{
    std::string types;
    for (const auto& type : server.connection_types)
        types += (types.empty() ? "" : ", ") + type;
    return "server: " + server.dialect + "\n" + "connection types: " + types + "\n" +
           "timeout: " + std::to_string(server.timeout.count()) +
           " ms, interval: " + std::to_string(server.interval.count()) + " ms\n" +
           "WebSocket: " + (server.websocket ? "yes" : "no") + "\n";
}

std::string result_text(const Result& result, bool with_conversation)
{
    const auto& tested = *result.tested;
    auto text = std::string{name_of(result.verdict)};
    text.resize(8, ' ');
    text += std::string{tested.id} + " (" + std::string{name_of(tested.level)} + ", " +
            std::string{name_of(result.medium)} + ") " + std::string{tested.title} + "\n";
    if (!result.detail.empty()) text += indented(result.detail, "        ");
    if (!result.expected.empty()) {
        text += indented("expected: " + result.expected, "        ");
        text += indented("received: " + result.received, "        ");
    }
    if (with_conversation) {
        for (const auto& entry : result.conversation)
            text += entry_text(entry);
    }
    return text;
}

std::string summary_text(const std::vector<Result>& results)
{
    static constexpr std::array verdicts{Verdict::pass,
                                         Verdict::fail,
                                         Verdict::warn,
                                         Verdict::info,
                                         Verdict::weak,
                                         Verdict::skipped};
    std::string text;
    for (const auto verdict : verdicts) {
        std::size_t count = 0;
        for (const auto& result : results)
            count += result.verdict == verdict ? 1 : 0;
        text += (text.empty() ? "" : ", ") + std::to_string(count) + " " +
                std::string{name_of(verdict)};
    }
    return text + "\n";
}

}  // namespace halley::conformance
