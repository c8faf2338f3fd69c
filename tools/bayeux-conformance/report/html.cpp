#include "tools/bayeux-conformance/report/html.hpp"

#include <algorithm>

#include "tools/bayeux-conformance/report/harmless.hpp"
#include "tools/bayeux-conformance/report/page.hpp"

namespace halley::conformance {

namespace {

using Row = Report::Row;

// The runs of one case, on each of its transports.
struct Runs {
    std::vector<const Row*> rows;

    const Row& first() const { return *rows.front(); }
    const Row* on(Medium medium) const
    {
        const auto found = std::find_if(
            rows.begin(), rows.end(), [&](const Row* row) { return row->medium == medium; });
        return found == rows.end() ? nullptr : *found;
    }
};

std::vector<Runs> by_case(const Report& report)
{
    std::vector<Runs> cases;
    for (const auto& row : report.rows) {
        const bool same = !cases.empty() && cases.back().first().id == row.id &&
                          cases.back().first().title == row.title;
        if (!same) cases.emplace_back();
        cases.back().rows.push_back(&row);
    }
    return cases;
}

std::string head_html(const Report& report)
{
    const auto& server = report.server;
    std::string types;
    for (const auto& type : server.connection_types)
        types += (types.empty() ? "" : ", ") + type;
    std::string facts;
    const auto fact = [&](std::string_view name, std::string_view value) {
        facts += "<dt>" + std::string{name} + "</dt><dd>" + markup(value) + "</dd>\n";
    };
    fact("server", server.dialect + (server.software.empty() ? "" : " (" + server.software + ")"));
    fact("connection types", types.empty() ? "none told" : types);
    fact("WebSocket", server.websocket ? "yes" : "no");
    fact("advice", server.advice.empty() ? "none in the handshake" : server.advice);
    fact("tested", report.begun + ", in " + duration_text(report.took));
    fact("by", "bayeux-conformance " + report.version);
    return "<header>\n<h1>Bayeux conformance of " + markup(server.url) + "</h1>\n" +
           "<p id=\"tally\">" + markup(tally(report)) + "</p>\n<dl id=\"facts\">\n" + facts +
           "</dl>\n</header>\n";
}

std::string overview_html(const Report& report)
{
    std::string html = "<table id=\"overview\">\n<thead><tr><th></th>";
    for (const auto verdict : all_verdicts())
        html += "<th scope=\"col\">" + verdict_html(verdict) + "</th>";
    html += "</tr></thead>\n<tbody>\n";
    for (const auto medium : media_of(report)) {
        html += "<tr><th scope=\"row\">" + markup(name_of(medium)) + "</th>";
        for (const auto verdict : all_verdicts()) {
            const auto count =
                std::count_if(report.rows.begin(), report.rows.end(), [&](const Row& row) {
                    return row.medium == medium && row.verdict == verdict;
                });
            html += "<td>" + std::to_string(count) + "</td>";
        }
        html += "</tr>\n";
    }
    return html + "</tbody>\n</table>\n";
}

std::string entry_html(const Conversation::Entry& entry)
{
    using Direction = Conversation::Direction;
    const std::string what = entry.direction == Direction::sent       ? "sent"
                             : entry.direction == Direction::received ? "received"
                                                                      : "note";
    const auto verb = what == "sent" ? " sends" : what == "received" ? " receives" : " notes";
    return "<li class=\"" + what + "\">" + std::to_string(entry.at.count()) + " ms, " +
           markup(entry.peer) + verb + "<pre>" + markup(entry.text) + "</pre></li>\n";
}

std::string run_html(const Row& row)
{
    const auto outcome = outcome_html(row);
    if (outcome.empty() && row.conversation.empty()) return {};
    const std::string medium{name_of(row.medium)};
    auto html = "<section class=\"run\" data-transport=\"" + medium + "\">\n";
    if (!outcome.empty())
        html += "<h2>" + medium + ": " + verdict_html(row.verdict) + "</h2>\n" + outcome;
    if (!row.conversation.empty()) {
        html += "<details><summary>conversation, " + medium + ", " + duration_text(row.took) +
                "</summary>\n<ol class=\"talk\">\n";
        for (const auto& entry : row.conversation)
            html += entry_html(entry);
        html += "</ol></details>\n";
    }
    return html + "</section>\n";
}

std::string
case_html(const Runs& runs, const std::vector<Medium>& media, std::vector<std::string>& anchors)
{
    const auto& first = runs.first();
    const auto name = anchor(first.id, anchors);
    auto html =
        "<tbody class=\"case\" id=\"" + name + "\" data-level=\"" + markup(name_of(first.level)) +
        "\">\n<tr><th scope=\"row\"><a href=\"#" + name + "\">" + markup(first.id) + "</a></th>\n" +
        element("td", "level", name_of(first.level)) + "\n<td class=\"what\">" +
        element("div", "title", first.title) + element("div", "source", first.source) + "\n";
    for (const auto* row : runs.rows)
        html += run_html(*row);
    html += "</td>\n";
    for (const auto medium : media) {
        const auto* const row = runs.on(medium);
        const auto transport = markup(name_of(medium));
        html += row ? "<td class=\"cell\" data-name=\"" + transport + "\" data-transport=\"" +
                          transport + "\" data-verdict=\"" + markup(name_of(row->verdict)) + "\">" +
                          verdict_html(row->verdict) + "</td>\n"
                    : "<td class=\"cell none\" data-transport=\"" + transport + "\"></td>\n";
    }
    return html + "</tr>\n</tbody>\n";
}

}  // namespace

std::string html_of(const Report& report)
{
    const auto media = media_of(report);
    auto body = head_html(report) + "<main>\n" + overview_html(report) +
                filters_html({media, false}) +
                "<table id=\"matrix\">\n<thead><tr><th scope=\"col\">Case</th>"
                "<th scope=\"col\">Level</th><th scope=\"col\">What is right</th>";
    for (const auto medium : media) {
        const auto transport = markup(name_of(medium));
        body += "<th scope=\"col\" data-transport=\"" + transport + "\">" + transport + "</th>";
    }
    body += "</tr></thead>\n";
    std::vector<std::string> anchors;
    for (const auto& runs : by_case(report))
        body += case_html(runs, media, anchors);
    return page("Bayeux conformance of " + report.server.url, body + "</table>\n</main>\n");
}

}  // namespace halley::conformance
