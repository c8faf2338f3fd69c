#include <algorithm>

#include "tools/bayeux-conformance/report/comparison.hpp"
#include "tools/bayeux-conformance/report/families.hpp"
#include "tools/bayeux-conformance/report/harmless.hpp"
#include "tools/bayeux-conformance/report/page.hpp"

namespace halley::conformance {

namespace {

std::string number_of(std::size_t index)
{
    return std::to_string(index + 1);
}

// For the colour of a sum.
std::string worst_name(const std::map<Verdict, std::size_t>& verdicts)
{
    for (const auto verdict : all_verdicts()) {
        if (verdict != Verdict::skipped && verdicts.contains(verdict))
            return std::string{name_of(verdict)};
    }
    return std::string{name_of(Verdict::skipped)};
}

std::string servers_html(const std::vector<Report>& reports)
{
    std::string html =
        "<table id=\"servers\">\n<thead><tr><th scope=\"col\">No.</th>"
        "<th scope=\"col\">Server</th><th scope=\"col\">URL</th><th scope=\"col\">Tested</th>"
        "<th scope=\"col\">Found</th></tr></thead>\n<tbody>\n";
    for (std::size_t i = 0; i < reports.size(); ++i) {
        const auto& report = reports[i];
        html += "<tr><th scope=\"row\">" + number_of(i) + "</th><td>" +
                markup(report.server.dialect) + "</td><td>" + markup(report.server.url) +
                "</td><td>" + markup(report.begun) + "</td><td>" + markup(tally(report)) +
                "</td></tr>\n";
    }
    return html + "</tbody>\n</table>\n";
}

std::string subjects_html(const Comparison& comparison, const std::vector<std::string>& names)
{
    std::string html = "<table id=\"subjects\">\n<thead><tr><th scope=\"col\">Subject</th>"
                       "<th scope=\"col\">Cases</th>";
    for (const auto& name : names)
        html += "<th scope=\"col\">" + markup(name) + "</th>";
    html += "</tr></thead>\n<tbody>\n";
    for (const auto& subject : subjects_of(comparison)) {
        const auto about = subject_of(subject.family);
        html += "<tr><th scope=\"row\">" + markup(subject.family);
        if (about != subject.family) html += " " + element("span", "subject", about);
        html += "</th>" + element("td", "count", std::to_string(subject.cases));
        for (std::size_t i = 0; i < names.size(); ++i) {
            const auto text = findings_text(subject.verdicts[i]);
            html += "<td class=\"cell " + worst_name(subject.verdicts[i]) + "\" data-name=\"" +
                    markup(names[i]) + "\">" + markup(text) + "</td>";
        }
        html += "</tr>\n";
    }
    return html + "</tbody>\n</table>\n";
}

std::string cell_html(const Comparison::Cell& cell, std::string_view name)
{
    if (cell.empty()) return "<td class=\"cell none\"></td>\n";
    const bool uniform = is_uniform(cell);
    auto html = "<td class=\"cell\" data-name=\"" + markup(name) + "\">";
    if (uniform) html += verdict_html(worst_of(cell));
    for (const auto& [medium, row] : cell) {
        html += "<div data-transport=\"" + markup(name_of(medium)) + "\" data-verdict=\"" +
                markup(name_of(row->verdict)) + "\">";
        if (!uniform)
            html += verdict_html(row->verdict) + " " + element("span", "on", name_of(medium));
        html += "</div>";
    }
    return html + "</td>\n";
}

std::string outcomes_html(const Comparison::Line& line, const std::vector<Report>& reports)
{
    std::string html;
    for (std::size_t i = 0; i < line.cells.size(); ++i) {
        for (const auto& [medium, row] : line.cells[i]) {
            if (!is_finding(row->verdict)) continue;
            const std::string transport{name_of(medium)};
            html += "<section class=\"run\" data-transport=\"" + transport + "\">\n<h2>" +
                    number_of(i) + ", " + markup(reports[i].server.dialect) + ", " + transport +
                    ": " + verdict_html(row->verdict) + "</h2>\n" + outcome_html(*row) +
                    "</section>\n";
        }
    }
    if (html.empty()) return html;
    return "<details><summary>what was found</summary>\n" + html + "</details>\n";
}

std::vector<Medium> media_of(const std::vector<Report>& reports)
{
    std::vector<Medium> media;
    for (const auto medium : all_media()) {
        const bool occurs = std::any_of(reports.begin(), reports.end(), [&](const Report& report) {
            const auto own = conformance::media_of(report);
            return std::find(own.begin(), own.end(), medium) != own.end();
        });
        if (occurs) media.push_back(medium);
    }
    return media;
}

}  // namespace

std::string comparison_html(const Comparison& comparison)
{
    const auto& reports = comparison.reports;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < reports.size(); ++i)
        names.push_back(number_of(i) + " " + reports[i].server.dialect);
    auto body = "<header>\n<h1>Bayeux servers side by side</h1>\n" + servers_html(reports) +
                subjects_html(comparison, names) + "</header>\n<main>\n" +
                filters_html({media_of(reports), true}) +
                "<table id=\"matrix\">\n<thead><tr><th scope=\"col\">Case</th>"
                "<th scope=\"col\">Level</th><th scope=\"col\">What is right</th>";
    for (const auto& name : names)
        body += "<th scope=\"col\">" + markup(name) + "</th>";
    body += "</tr></thead>\n";
    std::vector<std::string> anchors;
    for (const auto& line : comparison.lines) {
        const auto& about = *line.about;
        const auto name = anchor(about.id, anchors);
        body += "<tbody class=\"case\" id=\"" + name + "\" data-level=\"" +
                markup(name_of(about.level)) + "\" data-differs=\"" +
                (line.differs() ? "yes" : "no") + "\">\n<tr><th scope=\"row\"><a href=\"#" + name +
                "\">" + markup(about.id) + "</a></th>\n" +
                element("td", "level", name_of(about.level)) + "\n<td class=\"what\">" +
                element("div", "title", about.title) + element("div", "source", about.source) +
                "\n" + outcomes_html(line, reports) + "</td>\n";
        for (std::size_t i = 0; i < line.cells.size(); ++i)
            body += cell_html(line.cells[i], names[i]);
        body += "</tr>\n</tbody>\n";
    }
    return page("Bayeux servers side by side", body + "</table>\n</main>\n");
}

}  // namespace halley::conformance
