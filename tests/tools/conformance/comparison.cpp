#include "tools/bayeux-conformance/report/comparison.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/tools/conformance/some_report.hpp"

using namespace halley::conformance;
using namespace halley::conformance::test;

namespace {

using Row = Report::Row;

bool has(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

Report report_with(std::string dialect, std::vector<Row> rows)
{
    Report report;
    report.server.dialect = std::move(dialect);
    report.server.url = "http://example.org/";
    report.rows = std::move(rows);
    return report;
}

Row must(std::string id, Verdict verdict, Medium medium = Medium::long_polling)
{
    return row_of(std::move(id), medium, Level::must, verdict);
}

const std::vector<Report>& two()
{
    static const std::vector<Report> reports{
        report_with("One",
                    {must("A-01", Verdict::pass),
                     must("B-01", Verdict::fail),
                     must("B-01", Verdict::pass, Medium::websocket),
                     must("D-01", Verdict::fail),
                     must("D-01", Verdict::skipped, Medium::websocket)}),
        report_with("Two",
                    {must("A-01", Verdict::pass),
                     must("B-01", Verdict::pass),
                     must("B-01", Verdict::pass, Medium::websocket),
                     must("C-01", Verdict::fail),
                     must("D-01", Verdict::fail)}),
    };
    return reports;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(comparisons)

BOOST_AUTO_TEST_CASE(cases_stand_side_by_side)
{
    const auto comparison = compare(two());
    struct {
        const char* id;
        bool differs, has_finding;
    } const rows[] = {
        {"A-01", false, false},
        {"B-01", true,  true },
        {"C-01", true,  true },
        {"D-01", false, true },
    };
    BOOST_REQUIRE(comparison.lines.size() == std::size(rows));
    for (std::size_t i = 0; i < std::size(rows); ++i) {
        const auto& line = comparison.lines[i];
        BOOST_TEST_CONTEXT(rows[i].id)
        {
            BOOST_TEST(line.about->id == rows[i].id);
            BOOST_TEST(line.differs() == rows[i].differs);
            BOOST_TEST(line.has_finding() == rows[i].has_finding);
        }
    }
    BOOST_TEST(comparison.lines[2].cells[0].empty());
    BOOST_TEST(!is_uniform(comparison.lines[1].cells[0]));
    BOOST_TEST((worst_of(comparison.lines[1].cells[0]) == Verdict::fail));
    BOOST_TEST(is_uniform(comparison.lines[3].cells[0]));
}

BOOST_AUTO_TEST_CASE(as_text)
{
    BOOST_TEST(comparison_text(compare(two())) ==
               "1  One  http://example.org/  (2 fail, 1 skipped, 2 pass)\n"
               "2  Two  http://example.org/  (2 fail, 3 pass)\n"
               "\n"
               "                   1        2        \n"
               "B-01     MUST      fail*    pass     What B-01 says\n"
               "C-01     MUST      -        fail     What C-01 says\n"
               "D-01     MUST      fail     fail     What D-01 says\n"
               "\n"
               "* not on all transports\n"
               "\n"
               "Cases without a finding about any server: 1\n");
}

BOOST_AUTO_TEST_CASE(as_markdown)
{
    BOOST_TEST(
        comparison_markdown(compare(two())) ==
        "| case | level | what is right | One http://example.org/ | Two http://example.org/ |\n"
        "|---|---|---|---|---|\n"
        "| B-01 | MUST | What B-01 says | fail (long-polling), pass (websocket) | pass |\n"
        "| C-01 | MUST | What C-01 says | – | fail |\n"
        "| D-01 | MUST | What D-01 says | fail | fail |\n"
        "| | | in all | 2 fail, 1 skipped, 2 pass | 2 fail, 3 pass |\n"
        "\n"
        "Cases without a finding about any server: 1\n");
}

BOOST_AUTO_TEST_CASE(as_a_page)
{
    const auto html = comparison_html(compare(two()));
    BOOST_TEST(has(html, "id=\"B-01\" data-level=\"MUST\" data-differs=\"yes\""));
    BOOST_TEST(has(html, "id=\"D-01\" data-level=\"MUST\" data-differs=\"no\""));
    BOOST_TEST(has(html, "name=\"differing\""));
    BOOST_TEST(has(html, "data-transport=\"websocket\" data-verdict=\"skipped\""));
}

BOOST_AUTO_TEST_CASE(no_report_writes_into_it)
{
    const std::string attack = "|<script>\n\x1b[2J";
    const std::vector<Report> reports{hostile_report(attack), some_report()};
    const auto comparison = compare(reports);
    BOOST_TEST(!has(comparison_text(comparison), "\x1b"));
    const auto table = comparison_markdown(comparison);
    BOOST_TEST(!has(table, "<script"));
    BOOST_TEST(!has(table, " |&lt;script"));
    BOOST_TEST(!has(table, "\x1b"));
    const auto html = comparison_html(comparison);
    BOOST_TEST(html.find("<script>") == html.rfind("<script>"));
}

BOOST_AUTO_TEST_CASE(nothing_to_compare)
{
    const std::vector<Report> reports{report_with("One", {})};
    BOOST_TEST(comparison_text(compare(reports)) ==
               "1  One  http://example.org/  (no case was run)\n"
               "\n"
               "Cases without a finding about any server: 0\n");
}

BOOST_AUTO_TEST_SUITE_END()
