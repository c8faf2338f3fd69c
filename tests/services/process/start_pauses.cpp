#include "services/process/start_pauses.hpp"

#include <boost/test/unit_test.hpp>

namespace halley::services {
namespace {

using namespace std::chrono_literals;

constexpr StartPauses::TimePoint start{1h};

// Starts it whenever that is allowed, until `end`; it fails at once. Returns when.
std::vector<int> starts_until(StartPauses& pauses, std::chrono::milliseconds end)
{
    std::vector<int> starts;
    for (auto now = 0ms; now < end; now += 10ms) {
        if (!pauses.may_start(start + now)) continue;
        pauses.failed(start + now, start + now);
        starts.push_back(static_cast<int>(now.count()));
    }
    return starts;
}

BOOST_AUTO_TEST_SUITE(start_pauses)

BOOST_AUTO_TEST_CASE(each_is_twice_as_long)
{
    StartPauses pauses;
    const std::vector<int> expected{0, 100, 300, 700, 1500, 3100, 6300, 12'700, 25'500, 51'100};
    BOOST_TEST(starts_until(pauses, 60s) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(none_is_longer_than_half_a_minute)
{
    StartPauses pauses;
    const auto starts = starts_until(pauses, 200s);
    BOOST_TEST(starts.back() - starts[starts.size() - 2] == 30'000);
}

BOOST_AUTO_TEST_CASE(what_fails_together_counts_once)
{
    StartPauses pauses;
    for (int i = 0; i < 100; ++i)
        pauses.failed(start, start + 50ms);
    BOOST_TEST(!pauses.may_start(start + 149ms));
    BOOST_TEST(pauses.may_start(start + 150ms));
}

BOOST_AUTO_TEST_CASE(a_failure_is_forgotten)
{
    StartPauses pauses;
    starts_until(pauses, 10s);  // the last pause: 6.4 s
    BOOST_TEST(pauses.may_start(start + 12'700ms));
    pauses.failed(start + 50s, start + 50s);
    BOOST_TEST(pauses.may_start(start + 50'100ms));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services
