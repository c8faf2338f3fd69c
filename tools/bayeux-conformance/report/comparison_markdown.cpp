#include <algorithm>
#include <array>
#include <functional>

#include "tools/bayeux-conformance/report/comparison.hpp"
#include "tools/bayeux-conformance/report/families.hpp"
#include "tools/bayeux-conformance/report/harmless.hpp"

namespace halley::conformance {

namespace {

/// The rows of a table, one cell at a time.
class Table {
public:
    void cell(std::string_view text)
    {
        ((text_ += text_.empty() || text_.back() == '\n' ? "| " : " ") += text) += " |";
    }
    void end_row() { text_ += "\n"; }
    /// Under the first row: the columns from that one on are numbers.
    void end_head(std::size_t columns, std::size_t numbers_from)
    {
        end_row();
        for (std::size_t i = 0; i < columns; ++i)
            text_ += i < numbers_from ? "|---" : "|---:";
        text_ += "|\n";
    }
    const std::string& text() const { return text_; }

private:
    std::string text_;
};

std::string verdict_text(Verdict verdict)
{
    const std::string name{name_of(verdict)};
    switch (verdict) {
    case Verdict::fail:
    case Verdict::warn:
    case Verdict::weak: return "**" + name + "**";
    case Verdict::skipped: return "–";
    case Verdict::info:
    case Verdict::pass: break;
    }
    return name;
}

std::string cell_text(const Comparison::Cell& cell)
{
    if (is_uniform(cell)) return verdict_text(worst_of(cell));
    std::string text;
    for (const auto& [medium, row] : cell) {
        if (row->verdict == Verdict::skipped) continue;
        text += (text.empty() ? "" : ", ") + verdict_text(row->verdict) + " (" +
                std::string{name_of(medium)} + ")";
    }
    return text;
}

std::string servers_table(const std::vector<Report>& reports)
{
    constexpr std::array verdicts{Verdict::fail,
                                  Verdict::warn,
                                  Verdict::weak,
                                  Verdict::info,
                                  Verdict::pass,
                                  Verdict::skipped};
    Table table;
    for (const auto* name : {"server", "URL", "tested"})
        table.cell(name);
    for (const auto verdict : verdicts)
        table.cell(name_of(verdict));
    table.end_head(3 + verdicts.size(), 3);
    for (const auto& report : reports) {
        table.cell(markdown(report.server.dialect));
        table.cell(markdown(report.server.url));
        table.cell(markdown(report.begun));
        for (const auto verdict : verdicts)
            table.cell(std::to_string(count_of(report, verdict)));
        table.end_row();
    }
    return table.text();
}

std::string subjects_table(const Comparison& comparison)
{
    Table table;
    table.cell("subject");
    table.cell("cases");
    for (const auto& report : comparison.reports)
        table.cell(markdown(report.server.dialect));
    table.end_head(2 + comparison.reports.size(), 2 + comparison.reports.size());
    for (const auto& subject : subjects_of(comparison)) {
        const auto about = std::string{subject_of(subject.family)};
        table.cell(markdown(about == subject.family ? about : subject.family + " " + about));
        table.cell(std::to_string(subject.cases));
        for (const auto& verdicts : subject.verdicts)
            table.cell(findings_text(verdicts));
        table.end_row();
    }
    return table.text();
}

// Under a heading; nothing without any.
std::string lines_table(const Comparison& comparison,
                        std::string_view heading,
                        const std::vector<const Comparison::Line*>& lines)
{
    if (lines.empty()) return {};
    Table table;
    for (const auto* name : {"case", "level", "what is right"})
        table.cell(name);
    for (const auto& report : comparison.reports)
        table.cell(markdown(report.server.dialect));
    table.end_head(3 + comparison.reports.size(), 3 + comparison.reports.size());
    for (const auto* line : lines) {
        table.cell(markdown(line->about->id));
        table.cell(name_of(line->about->level));
        table.cell(markdown(line->about->title));
        for (const auto& cell : line->cells)
            table.cell(cell_text(cell));
        table.end_row();
    }
    return "\n## " + std::string{heading} + "\n\n" + table.text();
}

bool is_wrong(const Comparison::Line& line)
{
    return std::any_of(line.cells.begin(), line.cells.end(), [](const Comparison::Cell& cell) {
        const auto worst = worst_of(cell);
        return worst == Verdict::fail || worst == Verdict::warn || worst == Verdict::weak;
    });
}

}  // namespace

std::string comparison_markdown(const Comparison& comparison)
{
    std::vector<const Comparison::Line*> wrong;
    std::vector<const Comparison::Line*> other;
    std::vector<const Comparison::Line*> rest;
    for (const auto& line : comparison.lines)
        (is_wrong(line) ? wrong : line.has_finding() ? other : rest).push_back(&line);
    std::stable_sort(wrong.begin(), wrong.end(), [](const auto* a, const auto* b) {
        return a->about->level < b->about->level;
    });
    return "# Bayeux servers side by side\n\n" + servers_table(comparison.reports) +
           "\nEach case counts once for each transport that it runs on. `fail`: a MUST does not "
           "hold; `warn`: a SHOULD;\n`weak`: what a server that strangers can reach should do; "
           "`info`: the specification leaves it open, or only CometD\ndoes it; –: not tried, "
           "mostly as the server does not offer what it is about.\n\n## By subject\n\n" +
           subjects_table(comparison) + lines_table(comparison, "What is wrong somewhere", wrong) +
           lines_table(comparison, "What servers may do, and some do not", other) +
           lines_table(comparison, "What nobody gets wrong", rest);
}

}  // namespace halley::conformance
