#include "tools/bayeux-conformance/report/junit.hpp"

#include <array>
#include <cstdio>

#include "tools/bayeux-conformance/report/harmless.hpp"

namespace halley::conformance {

namespace {

std::string seconds(std::chrono::milliseconds time)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3f", static_cast<double>(time.count()) / 1000);
    return text.data();
}

std::string attribute(std::string_view name, std::string_view value)
{
    std::string text;
    (((text += " ") += name) += "=\"") += markup(harmless_line(value));
    return text += "\"";
}

struct Totals {
    std::size_t tests = 0;
    std::size_t failures = 0;
    std::size_t skipped = 0;
    std::chrono::milliseconds took{};

    void add(const Report::Row& row, Threshold threshold)
    {
        ++tests;
        failures += counts(row.verdict, threshold) ? 1 : 0;
        skipped += row.verdict == Verdict::skipped ? 1 : 0;
        took += row.took;
    }
    std::string attributes() const
    {
        return attribute("tests", std::to_string(tests)) +
               attribute("failures", std::to_string(failures)) + attribute("errors", "0") +
               attribute("skipped", std::to_string(skipped)) + attribute("time", seconds(took));
    }
};

std::string story_of(const Report::Row& row)
{
    std::string text;
    const auto add = [&](std::string_view label, std::string_view value) {
        if (!value.empty()) ((text += label) += value) += "\n";
    };
    add("expected: ", row.expected);
    add("received: ", row.received);
    add("", row.detail);
    add("source: ", row.source);
    for (const auto& entry : row.conversation) {
        const bool sent = entry.direction == Conversation::Direction::sent;
        const bool received = entry.direction == Conversation::Direction::received;
        const auto* const arrow = sent ? " > " : received ? " < " : " - ";
        add(std::to_string(entry.at.count()) + " ms " + entry.peer + arrow, entry.text);
    }
    return text;
}

std::string family_of(std::string_view id)
{
    return std::string{id.substr(0, id.find('-'))};
}

std::string test_case(const Report::Row& row, Threshold threshold)
{
    const auto medium = std::string{name_of(row.medium)};
    const auto verdict = std::string{name_of(row.verdict)};
    const auto begin = "    <testcase" + attribute("classname", medium + "." + family_of(row.id)) +
                       attribute("name", row.id + " " + row.title) +
                       attribute("time", seconds(row.took));
    if (row.verdict == Verdict::pass) return begin + "/>\n";
    std::string inside;
    if (row.verdict == Verdict::skipped) {
        inside = "      <skipped" + attribute("message", row.detail) + "/>\n";
    } else if (counts(row.verdict, threshold)) {
        inside = "      <failure" + attribute("type", name_of(row.level)) +
                 attribute("message", "expected: " + row.expected) + ">" + markup(story_of(row)) +
                 "</failure>\n";
    } else {
        inside = "      <system-out>" + markup(verdict + "\n" + story_of(row)) + "</system-out>\n";
    }
    return begin + ">\n" + inside + "    </testcase>\n";
}

std::string suite_of(const Report& report, Medium medium, Threshold threshold)
{
    Totals totals;
    std::string cases;
    for (const auto& row : report.rows) {
        if (row.medium != medium) continue;
        totals.add(row, threshold);
        cases += test_case(row, threshold);
    }
    // JUnit's time has no zone.
    const auto time = report.begun.substr(0, report.begun.find('Z'));
    return "  <testsuite" + attribute("name", name_of(medium)) + totals.attributes() +
           attribute("timestamp", time) + ">\n    <properties>\n      <property name=\"url\"" +
           attribute("value", report.server.url) + "/>\n      <property name=\"server\"" +
           attribute("value", report.server.dialect) + "/>\n    </properties>\n" + cases +
           "  </testsuite>\n";
}

}  // namespace

std::string junit_of(const Report& report, Threshold threshold)
{
    Totals totals;
    std::string suites;
    for (const auto medium : media_of(report))
        suites += suite_of(report, medium, threshold);
    for (const auto& row : report.rows)
        totals.add(row, threshold);
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" +
           attribute("name", "bayeux-conformance") + totals.attributes() + ">\n" + suites +
           "</testsuites>\n";
}

}  // namespace halley::conformance
