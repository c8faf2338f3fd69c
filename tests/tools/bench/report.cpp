#include "tools/bayeux-bench/report.hpp"

#include <limits>

#include <boost/test/unit_test.hpp>

#include "tools/client/json.hpp"

using namespace halley::bench;

namespace {

std::string member(const std::string& json, const std::string& name)
{
    const auto members = halley::client::json_members(json);
    for (const auto& [key, value] : members.value()) {
        if (key == name) return std::string{value};
    }
    return "none";
}

Options some_options()
{
    Options options;
    options.workload = "load";
    options.url = "ws://h/\"x\"";
    return options;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(report)

BOOST_AUTO_TEST_CASE(the_json_is_one_line_with_all_figures)
{
    Report report;
    report.add("rate", "a rate", 1234.5, "/s");
    report.add("count", "a count", std::uint64_t{1} << 60);
    report.add("unknown", "not known", std::numeric_limits<double>::infinity(), "s");
    const auto json = report.json(some_options(), "websocket");
    BOOST_TEST(json.find('\n') == std::string::npos);
    BOOST_TEST(halley::client::json_value(json).value() == json);
    BOOST_TEST(member(json, "format") == "\"bayeux-bench\"");
    BOOST_TEST(member(json, "version") == "1");
    BOOST_TEST(member(json, "workload") == "\"load\"");
    BOOST_TEST(member(json, "url") == R"("ws://h/\"x\"")");
    BOOST_TEST(member(json, "transport") == "\"websocket\"");
    BOOST_TEST(member(json, "interrupted") == "false");
    BOOST_TEST(member(json, "failures") == "[]");
    BOOST_TEST(member(member(json, "options"), "clients") == "100");
    const auto figures = member(json, "figures");
    BOOST_TEST(figures == R"({"rate":1234.5,"count":1152921504606846976,"unknown":null})");
}

BOOST_AUTO_TEST_CASE(bad_counts_are_failures)
{
    Counts counts;
    counts.published = 2;
    counts.expected = 4;
    counts.delivered = 4;
    Report good;
    good.add_counts(counts);
    BOOST_TEST(good.good());

    const std::pair<std::uint64_t Counts::*, const char*> rows[] = {
        {&Counts::refused,   "3 publications refused"         },
        {&Counts::lost,      "3 deliveries lost"              },
        {&Counts::doubled,   "3 deliveries doubled"           },
        {&Counts::reordered, "3 deliveries out of order"      },
        {&Counts::foreign,   "3 events that nobody was to get"},
    };
    for (const auto& [member_of, text] : rows) {
        auto bad = counts;
        bad.*member_of = 3;
        Report report;
        report.add_counts(bad);
        BOOST_TEST(!report.good(), text);
        BOOST_TEST(member(report.json(some_options(), "websocket"), "failures") ==
                   "[\"" + std::string{text} + "\"]");
        const auto table = report.table(some_options(), "websocket");
        BOOST_TEST(table.find("FAILED: " + std::string{text} + "\n") != std::string::npos, table);
    }
}

BOOST_AUTO_TEST_CASE(latencies_are_milliseconds)
{
    Histogram latency;
    for (std::uint64_t value = 1; value <= 1000; ++value)
        latency.add(value);
    Report report;
    report.add_latency(latency, "latency");
    const auto figures = member(report.json(some_options(), "websocket"), "figures");
    BOOST_TEST(member(figures, "p50_ms") == "0.5");
    BOOST_TEST(member(figures, "p99_ms") == "0.99");
    BOOST_TEST(member(figures, "max_ms") == "1");
}

BOOST_AUTO_TEST_CASE(numbers_have_three_digits_or_more)
{
    BOOST_TEST(number_text(0) == "0.000");
    BOOST_TEST(number_text(0.1234) == "0.123");
    BOOST_TEST(number_text(1.234) == "1.23");
    BOOST_TEST(number_text(12.34) == "12.3");
    BOOST_TEST(number_text(123456.7) == "123457");
}

BOOST_AUTO_TEST_SUITE_END()
