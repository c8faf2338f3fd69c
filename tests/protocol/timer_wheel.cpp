#include "protocol/timer_wheel.hpp"

#include <algorithm>
#include <memory>
#include <ostream>
#include <random>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace halley::protocol {

namespace {

using namespace std::chrono_literals;

constexpr TimePoint start{1000s};
constexpr auto resolution = TimerWheel::resolution;

// The wheel is large: it lives on the heap as it does in a shard.
struct Fixture {
    // Moves the wheel and returns the slots that came due.
    std::vector<std::uint32_t> advance(TimePoint now)
    {
        std::vector<TimerWheel::Due> due;
        wheel->advance(now, due);
        std::vector<std::uint32_t> slots;
        for (const auto& entry : due)
            slots.push_back(entry.key.slot);
        std::sort(slots.begin(), slots.end());
        return slots;
    }

    std::unique_ptr<TimerWheel> wheel = std::make_unique<TimerWheel>(start);
};

using Slots = std::vector<std::uint32_t>;

struct DueCase {
    const char* name;
    Duration after;  // Since the start.
};

const DueCase dues[] = {
    {"CON-04 in the past",         -1h                    },
    {"CON-04 now",                 0ns                    },
    {"CON-04 at once",             1ns                    },
    {"CON-04 just before a step",  resolution - 1ns       },
    {"CON-04 at a step",           resolution             },
    {"CON-04 just after a step",   resolution + 1ns       },
    {"CON-04 30 seconds",          30s                    },
    {"CON-04 just before a round", resolution * 4096 - 1ns},
    {"CON-04 a round",             resolution * 4096      },
    {"CON-04 just after a round",  resolution * 4096 + 1ns},
    {"CON-04 an hour",             1h                     },
    {"CON-04 a month",             720h                   },
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(timer_wheel, Fixture)

BOOST_AUTO_TEST_CASE(is_empty_at_first)
{
    BOOST_TEST(wheel->empty());
    BOOST_TEST(!wheel->next().has_value());
    BOOST_TEST(advance(start + 1h).empty());
    BOOST_TEST(!wheel->next().has_value());
}

// Never before its time, and not much after it, when `next` is obeyed.
BOOST_AUTO_TEST_CASE(comes_due_in_time)
{
    for (const auto& c : dues) {
        BOOST_TEST_CONTEXT(c.name)
        {
            wheel = std::make_unique<TimerWheel>(start);
            const auto time = start + c.after;
            wheel->add({7, 1}, time);
            std::vector<TimerWheel::Due> due;
            auto now = start;
            for (int steps = 0; due.empty(); ++steps) {
                BOOST_TEST_REQUIRE(steps < 50'000);
                BOOST_TEST_REQUIRE(!wheel->empty());
                const auto next = wheel->next();
                BOOST_TEST_REQUIRE((next && *next > now));
                now = *next;
                wheel->advance(now, due);
            }
            BOOST_TEST((due == std::vector<TimerWheel::Due>{
                                   {{7, 1}, time}
            }));
            BOOST_TEST((now >= time));
            BOOST_TEST((now <= std::max(time, start) + resolution));
            BOOST_TEST(wheel->empty());
            BOOST_TEST(!wheel->next().has_value());
        }
    }
}

BOOST_AUTO_TEST_CASE(comes_due_at_any_later_time)
{
    for (const auto& c : dues) {
        for (const auto later : {resolution, Duration{65s}, Duration{66s}, Duration{1000h}}) {
            BOOST_TEST_CONTEXT(c.name)
            {
                wheel = std::make_unique<TimerWheel>(start);
                wheel->add({7, 1}, start + c.after);
                if (c.after > 0ns) BOOST_TEST(advance(start + c.after - 1ns).empty());
                BOOST_TEST(advance(std::max(start, start + c.after) + later) == Slots{7},
                           boost::test_tools::per_element());
                BOOST_TEST(wheel->empty());
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(keeps_the_key_and_the_time)
{
    wheel->add({1, 2}, start + 5s);
    wheel->add({1, 3}, start + 5s);
    std::vector<TimerWheel::Due> due{
        {{9, 9}, start}
    };
    wheel->advance(start + 6s, due);
    BOOST_REQUIRE(due.size() == 3u);
    BOOST_TEST((due[0] == TimerWheel::Due{
                              {9, 9},
                              start
    }));
    BOOST_TEST((due[1] == TimerWheel::Due{
                              {1, 2},
                              start + 5s
    }));
    BOOST_TEST((due[2] == TimerWheel::Due{
                              {1, 3},
                              start + 5s
    }));
}

BOOST_AUTO_TEST_CASE(separates_the_rounds)
{
    constexpr auto round = resolution * 4096;
    for (std::uint32_t i = 0; i < 5; ++i)
        wheel->add({i, 0}, start + 1s + round * i);
    for (std::uint32_t i = 0; i < 5; ++i) {
        BOOST_TEST(advance(start + 1s + round * i - 1ns).empty());
        BOOST_TEST(advance(start + 1s + round * i + resolution) == Slots{i},
                   boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(survives_time_that_stands_or_goes_back)
{
    wheel->add({1, 0}, start + 5s);
    BOOST_TEST(advance(start + 4s).empty());
    BOOST_TEST(advance(start + 4s).empty());
    BOOST_TEST(advance(start).empty());
    BOOST_TEST(advance(start - 1h).empty());
    BOOST_TEST(advance(start + 6s) == Slots{1}, boost::test_tools::per_element());
}

// What is overdue already comes with the next step, not a round later.
BOOST_AUTO_TEST_CASE(takes_what_is_overdue)
{
    advance(start + 10s);
    wheel->add({1, 0}, start + 5s);
    wheel->add({2, 0}, start + 10s);
    BOOST_REQUIRE(wheel->next().has_value());
    BOOST_TEST((*wheel->next() <= start + 10s + resolution));
    BOOST_TEST(advance(*wheel->next()) == (Slots{1, 2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(takes_the_end_of_time)
{
    wheel->add({1, 0}, TimePoint::max());
    BOOST_TEST(advance(start + 24h * 365).empty());
    BOOST_TEST(!wheel->empty());
}

BOOST_AUTO_TEST_CASE(agrees_with_the_naive_one)
{
    constexpr unsigned seed = 1910;
    std::mt19937 random{seed};
    std::vector<TimerWheel::Due> naive;
    auto now = start;
    const auto upto = [&](Duration most) {
        return most / 1000 * static_cast<int>(random() % 1000);
    };
    for (int round = 0; round < 20'000; ++round) {
        BOOST_TEST_CONTEXT("seed " << seed << ", round " << round)
        {
            for (auto count = random() % 4; count > 0; --count) {
                const TimerWheel::Key key{static_cast<std::uint32_t>(random()), 0};
                const Duration spans[] = {50ms, 1s, 30s, 200s};
                const auto time = now + upto(spans[random() % 4]) - 20ms;
                wheel->add(key, time);
                naive.push_back({key, time});
            }
            const auto next = wheel->next();
            BOOST_TEST_REQUIRE(next.has_value() == !naive.empty());
            const Duration steps[] = {1ms, 20ms, 500ms, 100s};
            const auto last = now;
            now = next && random() % 2 == 0 ? *next : now + upto(steps[random() % 4]);

            std::vector<TimerWheel::Due> due;
            wheel->advance(now, due);
            for (const auto& entry : due) {
                BOOST_TEST_REQUIRE((entry.time <= now));
                const auto found = std::find(naive.begin(), naive.end(), entry);
                BOOST_TEST_REQUIRE((found != naive.end()));
                naive.erase(found);
            }
            // What is left behind may be late by less than a step, counted from
            // when the wheel heard of it.
            for (const auto& entry : naive)
                BOOST_TEST_REQUIRE((std::max(entry.time, last) + resolution > now));
            BOOST_TEST_REQUIRE(wheel->empty() == naive.empty());
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace halley::protocol
