#include "src/log/logger.hpp"

#include <algorithm>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace halley::log {
namespace {

// What was logged, with every time replaced by `T`.
std::string without_times(const std::ostringstream& out)
{
    constexpr std::string_view shape = "dddd-dd-ddTdd:dd:dd.dddZ";
    const auto fits = [](char c, char wanted) {
        return wanted == 'd' ? c >= '0' && c <= '9' : c == wanted;
    };
    std::string text = out.str();
    for (auto at = text.begin();;) {
        at = std::search(at, text.end(), shape.begin(), shape.end(), fits);
        if (at == text.end()) return text;
        at = text.erase(at + 1, at + shape.size());
        *std::prev(at) = 'T';
    }
}

BOOST_AUTO_TEST_SUITE(logger)

BOOST_AUTO_TEST_CASE(writes_text)
{
    std::ostringstream out;
    const auto log = make_logger({LogLevel::debug, LogFormat::text}, out);
    log->write(LogLevel::debug, "one");
    log->write(LogLevel::info, "listening on http://127.0.0.1:8080");
    log->write(LogLevel::warning, "two\nlines {} %v");
    log->write(LogLevel::error, "");
    BOOST_TEST(without_times(out) == "T debug one\n"
                                     "T info listening on http://127.0.0.1:8080\n"
                                     "T warning two\\nlines {} %v\n"
                                     "T error \n");
}

BOOST_AUTO_TEST_CASE(writes_json)
{
    std::ostringstream out;
    const auto log = make_logger({LogLevel::info, LogFormat::json}, out);
    log->write(LogLevel::info, "a \"b\"\nc \\ \xFF");
    BOOST_TEST(without_times(out) == "{\"time\":\"T\",\"level\":\"info\",\"message\":\"a "
                                     "\\\"b\\\"\\nc \\\\ \uFFFD\"}\n");
}

BOOST_AUTO_TEST_CASE(writes_from_its_level_on)
{
    const LogLevel levels[] = {
        LogLevel::debug, LogLevel::info, LogLevel::warning, LogLevel::error, LogLevel::off};
    for (const auto configured : levels) {
        std::ostringstream out;
        const auto log = make_logger({configured, LogFormat::text}, out);
        for (const auto level : levels) {
            const bool expected = level >= configured && level != LogLevel::off;
            out.str({});
            BOOST_TEST(log->enabled(level) == expected);
            log->write(level, "x");
            BOOST_TEST(out.str().empty() != expected);
        }
    }
}

BOOST_AUTO_TEST_CASE(keeps_lines_of_threads_apart)
{
    constexpr int threads = 4, entries = 500;
    const std::string entry(200, 'x');
    std::ostringstream out;
    const auto log = make_logger({}, out);
    {
        std::vector<std::jthread> writers;
        for (int i = 0; i < threads; ++i) {
            writers.emplace_back([&log, &entry] {
                for (int j = 0; j < entries; ++j)
                    log->write(LogLevel::info, entry);
            });
        }
    }
    std::istringstream lines{without_times(out)};
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        BOOST_TEST_REQUIRE(line == "T info " + entry);
    }
    BOOST_TEST(count == threads * entries);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::log
