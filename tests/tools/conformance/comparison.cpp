#include "tools/bayeux-conformance/report/comparison.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/tools/conformance/some_report.hpp"
#include "tools/bayeux-conformance/case.hpp"
#include "tools/bayeux-conformance/report/families.hpp"

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

// The paragraph that says what the words mean.
std::string without_legend(const std::string& text)
{
    const auto begin = text.find("Each case counts once");
    const auto end = text.find("## By subject");
    BOOST_REQUIRE(begin < end && end != std::string::npos);
    return text.substr(0, begin) + text.substr(end);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(comparisons)

BOOST_AUTO_TEST_CASE(families_have_subjects_and_an_order)
{
    BOOST_TEST(family_of("HSK-01") == "HSK");
    BOOST_TEST(family_of("") == "");
    BOOST_TEST(subject_of("HSK") == "Handshake");
    BOOST_TEST(subject_of("XYZ") == "XYZ");
    BOOST_TEST(place_of("FMT") < place_of("HSK"));
    BOOST_TEST(place_of("LIM") < place_of("XYZ"));
    for (const auto& each : all_cases()) {
        const auto family = family_of(each.id);
        BOOST_TEST(subject_of(family) != family, family << " needs a subject");
    }
}

BOOST_AUTO_TEST_CASE(cases_of_the_catalogue_stand_in_its_order)
{
    const std::vector<Report> reports{
        report_with("One", {must("SUB-01", Verdict::pass), must("FMT-02", Verdict::pass)}),
        report_with("Two", {must("XYZ-01", Verdict::pass), must("FMT-01", Verdict::pass)}),
    };
    std::string order;
    for (const auto& line : compare(reports).lines)
        order += line.about->id + " ";
    BOOST_TEST(order == "FMT-01 FMT-02 SUB-01 XYZ-01 ");
}

BOOST_AUTO_TEST_CASE(what_is_wrong_comes_first_by_level)
{
    auto open = must("B-02", Verdict::info);
    open.level = Level::may;
    auto should = must("A-01", Verdict::warn);
    should.level = Level::should;
    const std::vector<Report> reports{
        report_with("One", {should, must("B-01", Verdict::fail), open})};
    const auto text = comparison_markdown(compare(reports));
    const auto at = [&](const char* part) { return text.find(part); };
    BOOST_TEST(at("| B-01 | MUST |") < at("| A-01 | SHOULD |"));
    BOOST_TEST(at("| A-01 | SHOULD |") < at("\n## What servers may do"));
    BOOST_TEST(at("\n## What servers may do") < at("| B-02 | MAY |"));
    BOOST_TEST(!has(text, "What nobody gets wrong"));
}

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
        without_legend(comparison_markdown(compare(two()))) ==
        "# Bayeux servers side by side\n"
        "\n"
        "| server | URL | tested | fail | warn | weak | info | pass | skipped |\n"
        "|---|---|---|---:|---:|---:|---:|---:|---:|\n"
        "| One | http://example.org/ |  | 2 | 0 | 0 | 0 | 2 | 1 |\n"
        "| Two | http://example.org/ |  | 2 | 0 | 0 | 0 | 3 | 0 |\n"
        "\n"
        "## By subject\n"
        "\n"
        "| subject | cases | One | Two |\n"
        "|---|---|---|---|\n"
        "| A | 1 | pass | pass |\n"
        "| B | 1 | 1 fail | pass |\n"
        "| C | 1 | – | 1 fail |\n"
        "| D | 1 | 1 fail | 1 fail |\n"
        "\n"
        "## What is wrong somewhere\n"
        "\n"
        "| case | level | what is right | One | Two |\n"
        "|---|---|---|---|---|\n"
        "| B-01 | MUST | What B-01 says | **fail** (long-polling), pass (websocket) | pass |\n"
        "| C-01 | MUST | What C-01 says | – | **fail** |\n"
        "| D-01 | MUST | What D-01 says | **fail** | **fail** |\n"
        "\n"
        "## What nobody gets wrong\n"
        "\n"
        "| case | level | what is right | One | Two |\n"
        "|---|---|---|---|---|\n"
        "| A-01 | MUST | What A-01 says | pass | pass |\n");
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
