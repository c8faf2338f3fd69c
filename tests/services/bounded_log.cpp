#include "services/bounded_log.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/support/recording_logger.hpp"

namespace halley::services {
namespace {

using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(bounded_log_keeps_to_its_rate)
{
    test::RecordingLogger logger;
    BoundedLog log(logger, "service random", {.entries = 2, .period = 10s});
    const BoundedLog::Clock::time_point start{1h};
    for (int second = 0; second < 10; ++second)
        log.write(LogLevel::warning, std::to_string(second), start + second * 1s);
    log.write(LogLevel::warning, "10", start + 10s);
    log.write(LogLevel::warning, "11", start + 11s);
    const std::vector<std::string> expected{
        "service random: 0",
        "service random: 1",
        "service random: 10 (8 left out before)",
        "service random: 11",
    };
    BOOST_TEST(logger.entries() == expected, boost::test_tools::per_element());
}

}  // namespace
}  // namespace halley::services
