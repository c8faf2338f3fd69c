#include "tools/bayeux-conformance/report/comparison.hpp"

#include <algorithm>

#include "tools/bayeux-conformance/report/harmless.hpp"

namespace halley::conformance {

namespace {

// Passing says more about a server than not having been tried.
int badness(Verdict verdict)
{
    switch (verdict) {
    case Verdict::fail: return 5;
    case Verdict::warn: return 4;
    case Verdict::weak: return 3;
    case Verdict::info: return 2;
    case Verdict::pass: return 1;
    case Verdict::skipped: break;
    }
    return 0;
}

std::string padded(std::string text, std::size_t width)
{
    if (text.size() < width) text.resize(width, ' ');
    return text + " ";
}

// A star marks what is not the same on all transports.
std::string short_text(const Comparison::Cell& cell)
{
    if (cell.empty()) return "-";
    return std::string{name_of(worst_of(cell))} + (is_uniform(cell) ? "" : "*");
}

std::string long_text(const Comparison::Cell& cell)
{
    if (cell.empty()) return "–";
    if (is_uniform(cell)) return std::string{name_of(worst_of(cell))};
    std::string text;
    for (const auto& [medium, row] : cell) {
        text += (text.empty() ? "" : ", ") + std::string{name_of(row->verdict)} + " (" +
                std::string{name_of(medium)} + ")";
    }
    return text;
}

// Of a Markdown table.
void add_cell(std::string& row, std::string_view text)
{
    ((row += " ") += text) += " |";
}

std::string rest_text(const Comparison& comparison)
{
    const auto rest =
        std::count_if(comparison.lines.begin(),
                      comparison.lines.end(),
                      [](const Comparison::Line& line) { return !line.has_finding(); });
    return "Cases without a finding about any server: " + std::to_string(rest) + "\n";
}

}  // namespace

Verdict worst_of(const Comparison::Cell& cell)
{
    auto worst = Verdict::skipped;
    for (const auto& [medium, row] : cell) {
        if (badness(row->verdict) > badness(worst)) worst = row->verdict;
    }
    return worst;
}

bool is_uniform(const Comparison::Cell& cell)
{
    const auto worst = worst_of(cell);
    return std::all_of(cell.begin(), cell.end(), [&](const auto& each) {
        return each.second->verdict == worst || each.second->verdict == Verdict::skipped;
    });
}

bool Comparison::Line::differs() const
{
    const auto first = long_text(cells.front());
    return std::any_of(
        cells.begin(), cells.end(), [&](const Cell& cell) { return long_text(cell) != first; });
}

bool Comparison::Line::has_finding() const
{
    return std::any_of(cells.begin(), cells.end(), [](const Cell& cell) {
        return std::any_of(cell.begin(), cell.end(), [](const auto& each) {
            return is_finding(each.second->verdict);
        });
    });
}

Comparison compare(const std::vector<Report>& reports)
{
    Comparison comparison{reports, {}};
    auto& lines = comparison.lines;
    std::map<std::pair<std::string, std::string>, std::size_t> known;
    for (std::size_t i = 0; i < reports.size(); ++i) {
        for (const auto& row : reports[i].rows) {
            const auto [at, added] = known.try_emplace({row.id, row.title}, lines.size());
            if (added) lines.push_back({&row, std::vector<Comparison::Cell>(reports.size())});
            lines[at->second].cells[i][row.medium] = &row;
        }
    }
    // Cases that only a later report has belong to the others of their kind.
    std::stable_sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) {
        return a.about->id < b.about->id;
    });
    return comparison;
}

std::string comparison_text(const Comparison& comparison)
{
    constexpr std::size_t width = 8;
    std::string text;
    auto head = padded("", width) + padded("", 9);
    for (std::size_t i = 0; i < comparison.reports.size(); ++i) {
        const auto& report = comparison.reports[i];
        const auto number = std::to_string(i + 1);
        text += number + "  " + harmless_line(report.server.dialect) + "  " +
                harmless_line(report.server.url) + "  (" + tally(report) + ")\n";
        head += padded(number, width);
    }
    std::string rows;
    bool starred = false;
    for (const auto& line : comparison.lines) {
        if (!line.has_finding()) continue;
        rows += padded(harmless_line(line.about->id), width) +
                padded(std::string{name_of(line.about->level)}, 9);
        for (const auto& cell : line.cells) {
            const auto verdict = short_text(cell);
            starred = starred || verdict.ends_with('*');
            rows += padded(verdict, width);
        }
        rows += harmless_line(line.about->title) + "\n";
    }
    if (!rows.empty()) text += "\n" + head + "\n" + rows;
    return text + (starred ? "\n* not on all transports\n" : "") + "\n" + rest_text(comparison);
}

std::string comparison_markdown(const Comparison& comparison)
{
    std::string head = "| case | level | what is right |";
    std::string rule = "\n|---|---|---|";
    std::string totals = "| | | in all |";
    for (const auto& report : comparison.reports) {
        add_cell(head, markdown(report.server.dialect + " " + report.server.url));
        rule += "---|";
        add_cell(totals, tally(report));
    }
    std::string rows;
    for (const auto& line : comparison.lines) {
        if (!line.has_finding()) continue;
        rows += "|";
        add_cell(rows, markdown(line.about->id));
        add_cell(rows, name_of(line.about->level));
        add_cell(rows, markdown(line.about->title));
        for (const auto& cell : line.cells)
            add_cell(rows, long_text(cell));
        rows += "\n";
    }
    return head + rule + "\n" + rows + totals + "\n\n" + rest_text(comparison);
}

}  // namespace halley::conformance
