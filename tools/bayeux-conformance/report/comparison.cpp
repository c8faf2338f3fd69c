#include "tools/bayeux-conformance/report/comparison.hpp"

#include <algorithm>

#include "tools/bayeux-conformance/report/families.hpp"
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
    const auto same = [&](const Cell& cell) {
        const auto& first = cells.front();
        if (is_uniform(cell) && is_uniform(first)) return worst_of(cell) == worst_of(first);
        return std::equal(
            cell.begin(), cell.end(), first.begin(), first.end(), [](const auto& a, const auto& b) {
                return a.first == b.first && a.second->verdict == b.second->verdict;
            });
    };
    return !std::all_of(cells.begin(), cells.end(), same);
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
    const auto place = [](const Comparison::Line& line) {
        return std::pair{place_of(family_of(line.about->id)), std::string_view{line.about->id}};
    };
    std::stable_sort(lines.begin(), lines.end(), [&](const auto& a, const auto& b) {
        return place(a) < place(b);
    });
    return comparison;
}

std::vector<Comparison::Subject> subjects_of(const Comparison& comparison)
{
    std::vector<Comparison::Subject> subjects;
    for (const auto& line : comparison.lines) {
        const auto family = family_of(line.about->id);
        if (subjects.empty() || subjects.back().family != family)
            subjects.push_back({std::string{family},
                                0,
                                std::vector<std::map<Verdict, std::size_t>>(line.cells.size())});
        auto& subject = subjects.back();
        ++subject.cases;
        for (std::size_t i = 0; i < line.cells.size(); ++i)
            ++subject.verdicts[i][worst_of(line.cells[i])];
    }
    return subjects;
}

std::string findings_text(const std::map<Verdict, std::size_t>& verdicts)
{
    std::string text;
    for (const auto verdict : all_verdicts()) {
        const auto found = verdicts.find(verdict);
        if (!is_finding(verdict) || found == verdicts.end()) continue;
        text += (text.empty() ? "" : ", ") + std::to_string(found->second) + " " +
                std::string{name_of(verdict)};
    }
    if (!text.empty()) return text;
    return verdicts.contains(Verdict::pass) ? "pass" : "–";
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

}  // namespace halley::conformance
