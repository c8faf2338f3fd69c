#include <boost/test/unit_test.hpp>

#include "tests/tools/conformance/some_report.hpp"
#include "tools/bayeux-conformance/report/html.hpp"
#include "tools/bayeux-conformance/report/json.hpp"
#include "tools/bayeux-conformance/report/junit.hpp"
#include "tools/bayeux-conformance/report/text.hpp"

using namespace halley::conformance;
using namespace halley::conformance::test;

namespace {

bool has(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

std::size_t occurrences(const std::string& text, std::string_view part)
{
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

std::string refusal_of(std::string_view text)
{
    try {
        report_from_json(text);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "taken";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reports)

BOOST_AUTO_TEST_CASE(thresholds)
{
    struct {
        Verdict verdict;
        bool must, should, hardening;
    } const rows[] = {
        {Verdict::fail,    true,  true,  true },
        {Verdict::warn,    false, true,  true },
        {Verdict::weak,    false, false, true },
        {Verdict::info,    false, false, false},
        {Verdict::skipped, false, false, false},
        {Verdict::pass,    false, false, false},
    };
    for (const auto& row : rows) {
        BOOST_TEST_CONTEXT(name_of(row.verdict))
        {
            BOOST_TEST(!counts(row.verdict, Threshold::none));
            BOOST_TEST(counts(row.verdict, Threshold::must) == row.must);
            BOOST_TEST(counts(row.verdict, Threshold::should) == row.should);
            BOOST_TEST(counts(row.verdict, Threshold::hardening) == row.hardening);
        }
    }
}

BOOST_AUTO_TEST_CASE(json_is_read_back_as_it_was)
{
    const auto text = json_of(some_report());
    const auto back = report_from_json(text);
    BOOST_TEST(json_of(back) == text);
    BOOST_TEST(back.server.url == "http://example.org/cometd");
    BOOST_TEST(back.server.timeout.count() == 30000);
    BOOST_TEST(back.server.advice == R"({"timeout":30000})");
    BOOST_TEST(back.rows.size() == 6U);
    const auto& row = back.rows.front();
    BOOST_TEST(row.expected == "a reply");
    BOOST_TEST((row.verdict == Verdict::fail && row.level == Level::must));
    BOOST_TEST(row.took.count() == 1500);
    BOOST_TEST(row.conversation.at(1).text == "HTTP 200\n\n[]");
    BOOST_TEST((row.conversation[1].direction == Conversation::Direction::received));
}

BOOST_AUTO_TEST_CASE(json_of_hostile_texts_is_json)
{
    for (const auto* attack : {"\"},{\"", "\\", "\xff\xfe", "\x1b[2J", "\u2028\n\r"})
        BOOST_TEST(report_from_json(json_of(hostile_report(attack))).rows.size() == 6U);
}

BOOST_AUTO_TEST_CASE(other_files_are_told_apart)
{
    const auto good = json_of(some_report());
    const auto changed = [&](std::string_view from, std::string_view to) {
        auto text = good;
        return text.replace(text.find(from), from.size(), to);
    };
    // clang-format off
    const std::pair<std::string, const char*> rows[] = {
        {"",                                       "it is no JSON"               },
        {"[]",                                     "it has no such format"       },
        {R"({"format":"tap"})",                    "it has no such format"       },
        {changed("\"version\":1", "\"version\":2"), "its version is not 1"        },
        {changed("\"MUST\"", "\"MUSS\""),           "it says \"MUSS\""            },
        {changed("\"fail\",", "7,"),                "it says 7"                   },
        {good.substr(0, good.size() / 2),           "it is no JSON"               },
        {changed(":1500", ":-1e300"),               "taken"                       },
        {changed(":1500", ":\"x\""),                "taken"                       },
    };
    // clang-format on
    for (const auto& [text, expected] : rows) {
        const auto refusal = refusal_of(text);
        BOOST_TEST(has(refusal, expected), refusal);
    }
}

BOOST_AUTO_TEST_CASE(junit_fails_what_counts)
{
    const auto report = some_report();
    const std::pair<Threshold, std::size_t> rows[] = {
        {Threshold::none,      0},
        {Threshold::must,      1},
        {Threshold::should,    2},
        {Threshold::hardening, 3},
    };
    for (const auto& [threshold, failures] : rows) {
        const auto xml = junit_of(report, threshold);
        BOOST_TEST(occurrences(xml, "<failure ") == failures);
        BOOST_TEST(occurrences(xml, "<testcase ") == 6U);
        BOOST_TEST(occurrences(xml, "<testsuite ") == 2U);
        BOOST_TEST(occurrences(xml, "<skipped ") == 1U);
        BOOST_TEST(occurrences(xml, "<system-out>") == 4U - failures);
        BOOST_TEST(has(xml, "tests=\"6\" failures=\"" + std::to_string(failures) + "\""));
    }
}

BOOST_AUTO_TEST_CASE(text_shows_the_worst_first)
{
    const auto text = findings_text(some_report(), {});
    const auto at = [&](std::string_view part) { return text.find(part); };
    BOOST_TEST(at("fail  HSK-01  A handshake is answered") == 0U);
    BOOST_TEST(at("fail  ") < at("warn  "));
    BOOST_TEST(at("warn  ") < at("weak  "));
    BOOST_TEST(at("weak  ") < at("info  "));
    BOOST_TEST(has(text, "      expected  a reply\n      received  []\n"));
    BOOST_TEST(!has(text, "pass"));
    BOOST_TEST(!has(text, "POST"));
    BOOST_TEST(!has(text, "\x1b"));
}

BOOST_AUTO_TEST_CASE(text_shows_all_when_asked)
{
    const auto text = findings_text(some_report(), {false, true});
    BOOST_TEST(has(text, "pass  HSK-02"));
    BOOST_TEST(has(text, "skipped WS-01"));
    BOOST_TEST(has(text, "7 ms A receives\n        HTTP 200\n"));
}

BOOST_AUTO_TEST_CASE(text_tells_once_what_holds_on_no_transport)
{
    Report report;
    report.rows = {row_of("HSK-01", Medium::long_polling, Level::must, Verdict::fail),
                   row_of("HSK-01", Medium::websocket, Level::must, Verdict::fail),
                   row_of("HSK-02", Medium::websocket, Level::must, Verdict::fail)};
    const auto text = findings_text(report, {});
    BOOST_TEST(occurrences(text, "HSK-01  ") == 1U);
    BOOST_TEST(has(text, "; long-polling, websocket\n"));
    BOOST_TEST(has(text, "; websocket\n"));
    BOOST_TEST(occurrences(findings_text(report, {false, true}), "HSK-01  ") == 2U);
}

BOOST_AUTO_TEST_CASE(text_ends_with_a_summary)
{
    BOOST_TEST(summary_text(some_report(), {}) ==
               "skipped 1: the server offers no WebSocket\n"
               "1 fail, 1 warn, 1 weak, 1 info, 1 skipped, 1 pass in 61.0 s\n");
    BOOST_TEST(summary_text(Report{}, {}) == "no case was run in 0 ms\n");
    BOOST_TEST(has(summary_text(some_report(), {true, false}), "\x1b[1;31m1 fail\x1b[0m"));
}

BOOST_AUTO_TEST_CASE(the_last_line_says_when_all_is_well)
{
    const std::string well = "All is well.\n";
    const std::string open = "All is well; info is what servers may do in several ways.\n";
    const struct {
        std::vector<Verdict> verdicts;
        std::string line;
    } rows[] = {
        {{Verdict::pass},                   well},
        {{Verdict::pass, Verdict::skipped}, well},
        {{Verdict::pass, Verdict::info},    open},
        {{Verdict::pass, Verdict::weak},    ""  },
        {{Verdict::pass, Verdict::warn},    ""  },
        {{Verdict::pass, Verdict::fail},    ""  },
        {{Verdict::skipped},                ""  },
        {{},                                ""  },
    };
    for (const auto& row : rows) {
        Report report;
        for (const auto verdict : row.verdicts)
            report.rows.push_back(row_of("A-01", Medium::long_polling, Level::must, verdict));
        BOOST_TEST(praise_text(report, {}) == row.line);
    }
}

BOOST_AUTO_TEST_CASE(no_server_steers_the_terminal)
{
    const auto report = hostile_report("\x1b[2J\u009b2J\rpass");
    for (const auto& text : {facts_text(report.server, {}),
                             findings_text(report, {false, true}),
                             summary_text(report, {})}) {
        BOOST_TEST(!has(text, "\x1b"));
        BOOST_TEST(!has(text, "\u009b"));
        BOOST_TEST(!has(text, "\r"));
    }
}

BOOST_AUTO_TEST_CASE(the_page_has_every_case_and_conversation)
{
    const auto html = html_of(some_report());
    BOOST_TEST(occurrences(html, "<tbody class=\"case\"") == 5U);
    BOOST_TEST(occurrences(html, "data-verdict=\"fail\"") == 1U);
    BOOST_TEST(occurrences(html, "data-verdict=") == 6U);
    BOOST_TEST(has(html, "id=\"HSK-01\""));
    BOOST_TEST(has(html, "<pre>POST / HTTP/1.1</pre>"));
    BOOST_TEST(has(html, "<dt>expected</dt><dd>a reply</dd>"));
    BOOST_TEST(occurrences(html, "<details>") == 1U);
    BOOST_TEST(html == html_of(report_from_json(json_of(some_report()))));
}

BOOST_AUTO_TEST_CASE(the_page_asks_for_nothing)
{
    const auto html = html_of(some_report());
    for (const auto* part : {"src=", "<link", "@import", "url(", "fetch("})
        BOOST_TEST(!has(html, part), part);
    BOOST_TEST(has(html, "default-src 'none'; script-src 'sha256-"));
    BOOST_TEST(!has(html, "unsafe-inline"));
}

BOOST_AUTO_TEST_CASE(no_server_writes_into_the_page)
{
    for (const auto* attack : {"<script>alert(1)</script>",
                               "\"><img src=x onerror=alert(1)>",
                               "' onmouseover='alert(1)",
                               "</pre></style></title><svg onload=alert(1)>",
                               "<!--"}) {
        const auto html = html_of(hostile_report(attack));
        BOOST_TEST(!has(html, attack), attack);
        BOOST_TEST(occurrences(html, "<script>") == 1U);
        BOOST_TEST(!has(html, "<img"));
        BOOST_TEST(!has(html, "<svg"));
    }
}

BOOST_AUTO_TEST_CASE(no_server_writes_into_the_junit_file)
{
    for (const auto* attack : {"</testsuites>", "\"/><failure", "]]>", "&x;"}) {
        const auto xml = junit_of(hostile_report(attack), Threshold::hardening);
        BOOST_TEST(occurrences(xml, "</testsuites>") == 1U);
        BOOST_TEST(occurrences(xml, "<failure ") == 3U);
        BOOST_TEST(!has(xml, "]]>"));
        BOOST_TEST(!has(xml, "&x;"));
    }
}

BOOST_AUTO_TEST_SUITE_END()
