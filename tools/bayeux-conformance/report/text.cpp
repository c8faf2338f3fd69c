#include "tools/bayeux-conformance/report/text.hpp"

#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/bayeux-conformance/report/harmless.hpp"

namespace halley::conformance {

namespace {

constexpr std::string_view margin = "      ";

// SGR parameters.
std::string_view colour_of(Verdict verdict)
{
    switch (verdict) {
    case Verdict::pass: return "32";
    case Verdict::fail: return "1;31";
    case Verdict::warn: return "33";
    case Verdict::weak: return "35";
    case Verdict::info: return "36";
    case Verdict::skipped: break;
    }
    return "2";
}

std::string painted(std::string_view text, std::string_view colour, const TextStyle& style)
{
    if (!style.colours) return std::string{text};
    return "\x1b[" + std::string{colour} + "m" + std::string{text} + "\x1b[0m";
}

std::string indented(std::string_view text, std::string_view indent)
{
    std::string out;
    const auto clean = harmless(text);
    std::string_view rest = clean;
    while (!rest.empty()) {
        const auto end = std::min(rest.find('\n'), rest.size());
        out += std::string{indent} + std::string{rest.substr(0, end)} + "\n";
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return out;
}

std::string labelled(std::string_view label, std::string_view text)
{
    auto out = indented(text, std::string(margin.size() + 10, ' '));
    if (out.empty()) return out;
    return out.replace(margin.size(), label.size(), label);
}

std::string entry_text(const Conversation::Entry& entry)
{
    using Direction = Conversation::Direction;
    const auto* const what = entry.direction == Direction::sent       ? " sends"
                             : entry.direction == Direction::received ? " receives"
                                                                      : " notes";
    return std::string{margin} + std::to_string(entry.at.count()) + " ms " +
           harmless_line(entry.peer) + what + "\n" +
           indented(entry.text, std::string{margin} + "  ");
}

// Rows of one case that have the same to say.
using Rows = std::vector<const Report::Row*>;

bool same_finding(const Report::Row& a, const Report::Row& b)
{
    return a.id == b.id && a.title == b.title && a.verdict == b.verdict && a.expected == b.expected;
}

std::string rows_text(const Rows& rows, const TextStyle& style)
{
    const auto& row = *rows.front();
    auto verdict = std::string{name_of(row.verdict)};
    if (verdict.size() < margin.size()) verdict.resize(margin.size(), ' ');
    auto text = painted(verdict, colour_of(row.verdict), style);
    if (row.verdict == Verdict::skipped) text += " ";
    text += harmless_line(row.id) + "  " + harmless_line(row.title) + "\n";
    text += std::string{margin} + std::string{name_of(row.level)} + ", " +
            harmless_line(row.source) + "; ";
    for (const auto* each : rows)
        (text += each == &row ? "" : ", ") += name_of(each->medium);
    if (style.everything) text += ", " + duration_text(row.took);
    text += "\n";
    if (!row.expected.empty()) {
        text += labelled("expected", row.expected);
        text += labelled("received", row.received.empty() ? "nothing" : row.received);
    }
    text += labelled(row.verdict == Verdict::skipped ? "because" : "it does", row.detail);
    if (style.everything) {
        for (const auto& entry : row.conversation)
            text += entry_text(entry);
    }
    return text + "\n";
}

std::string reasons_text(const Report& report)
{
    std::map<std::string, std::size_t> reasons;
    for (const auto& row : report.rows) {
        if (row.verdict == Verdict::skipped) ++reasons[harmless_line(row.detail)];
    }
    std::string text;
    for (const auto& [reason, count] : reasons)
        text += "skipped " + std::to_string(count) + ": " + reason + "\n";
    return text;
}

}  // namespace

std::string facts_text(const Report::Facts& server, const TextStyle& style)
{
    std::string types;
    for (const auto& type : server.connection_types)
        types += (types.empty() ? "" : ", ") + harmless_line(type);
    auto text = painted(harmless_line(server.url), "1", style) + "\n";
    text += "server            " + harmless_line(server.dialect);
    if (!server.software.empty()) text += " (" + harmless_line(server.software) + ")";
    text += "\nconnection types  " + (types.empty() ? "none told" : types);
    text += "\nWebSocket         " + std::string{server.websocket ? "yes" : "no"};
    text += "\nadvice            " +
            (server.advice.empty() ? "none in the handshake" : harmless_line(server.advice));
    return text + "\n\n";
}

std::string findings_text(const Report& report, const TextStyle& style)
{
    std::string text;
    for (const auto verdict : all_verdicts()) {
        if (!is_finding(verdict) && !style.everything) continue;
        Rows rows;
        for (const auto& row : report.rows) {
            if (row.verdict != verdict) continue;
            // Conversations are different on each transport.
            if (!rows.empty() && (style.everything || !same_finding(*rows.front(), row)))
                text += rows_text(std::exchange(rows, {}), style);
            rows.push_back(&row);
        }
        if (!rows.empty()) text += rows_text(rows, style);
    }
    return text;
}

std::string summary_text(const Report& report, const TextStyle& style)
{
    std::string text = reasons_text(report);
    std::string counted;
    for (const auto verdict : all_verdicts()) {
        const auto count = count_of(report, verdict);
        if (count == 0) continue;
        counted += counted.empty() ? "" : ", ";
        counted += painted(
            std::to_string(count) + " " + std::string{name_of(verdict)}, colour_of(verdict), style);
    }
    if (counted.empty()) counted = "no case was run";
    return text + counted + " in " + duration_text(report.took) + "\n";
}

std::string praise_text(const Report& report, const TextStyle& style)
{
    if (count_of(report, Verdict::pass) == 0 || has_findings(report, Threshold::hardening))
        return {};
    const bool differs = count_of(report, Verdict::info) != 0;
    return painted(differs ? "All is well; info is what servers may do in several ways."
                           : "All is well.",
                   colour_of(Verdict::pass),
                   style) +
           "\n";
}

}  // namespace halley::conformance
