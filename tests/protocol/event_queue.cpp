#include "protocol/event_queue.hpp"

#include <deque>
#include <random>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(event_queue)

using namespace halley;
using namespace halley::protocol;

namespace {

using Texts = std::vector<std::string>;

EventPtr an_event(int number)
{
    return Event::make("/a", std::to_string(number));
}

Texts texts(const std::vector<EventPtr>& events)
{
    Texts all;
    for (const auto& event : events)
        all.emplace_back(event->text());
    return all;
}

std::size_t bytes_of(const std::vector<EventPtr>& events)
{
    std::size_t sum = 0;
    for (const auto& event : events)
        sum += event->text().size();
    return sum;
}

}  // namespace

BOOST_AUTO_TEST_CASE(first_in_first_out)
{
    EventQueue queue;
    BOOST_TEST(queue.empty());
    const std::vector<EventPtr> events{an_event(1), an_event(2), an_event(3)};
    for (const auto& event : events)
        BOOST_TEST(queue.push(event, {}));
    BOOST_TEST(queue.size() == 3u);
    BOOST_TEST(queue.bytes() == bytes_of(events));
    BOOST_TEST((queue.take() == events));
    BOOST_TEST((queue.empty() && queue.size() == 0 && queue.bytes() == 0));
    BOOST_TEST(queue.take().empty());
}

BOOST_AUTO_TEST_CASE(what_comes_back_goes_to_the_front)
{
    EventQueue queue;
    std::vector<EventPtr> all;
    for (int i = 0; i < 6; ++i)
        all.push_back(an_event(i));
    for (int i = 4; i < 6; ++i)
        queue.push(all[static_cast<std::size_t>(i)], {});
    queue.put_back({all[2], all[3]});
    queue.put_back({});
    queue.put_back({all[0], all[1]});
    BOOST_TEST(queue.size() == 6u);
    BOOST_TEST(queue.bytes() == bytes_of(all));
    BOOST_TEST((queue.take() == all));
}

BOOST_AUTO_TEST_CASE(what_comes_back_is_kept_beyond_the_bounds)
{
    const QueueLimits limits{2, 1'000'000, SlowConsumer::drop_oldest};
    EventQueue queue;
    queue.push(an_event(3), limits);
    queue.push(an_event(4), limits);
    queue.put_back({an_event(1), an_event(2)});
    BOOST_TEST(queue.size() == 4u);
    queue.push(an_event(5), limits);  // Now it is brought within them again.
    BOOST_TEST(texts(queue.take()) == texts({an_event(4), an_event(5)}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_counts_let_go_of_what_left)
{
    const auto event = an_event(1);
    const QueueLimits one{1, 1'000'000, SlowConsumer::drop_oldest};
    EventQueue queue;
    queue.push(event, one);
    queue.push(an_event(2), one);
    BOOST_TEST(queue.bytes() == event->text().size());
    queue.take();
    BOOST_TEST(queue.push(event, {1, 1, SlowConsumer::disconnect}));  // One always fits.
    BOOST_TEST(!queue.push(event, {1, 1, SlowConsumer::disconnect}));
    BOOST_TEST(queue.size() == 1u);
}

// Against the simplest queue that could be right.
BOOST_AUTO_TEST_CASE(a_model)
{
    for (unsigned seed = 1; seed <= 60; ++seed) {
        BOOST_TEST_CONTEXT("seed " << seed)
        {
            std::mt19937 random{seed};
            const SlowConsumer policies[] = {
                SlowConsumer::disconnect, SlowConsumer::drop_oldest, SlowConsumer::drop_newest};
            const QueueLimits limits{
                1 + random() % 200, 25 + random() % 5000, policies[random() % 3]};
            EventQueue queue;
            std::deque<EventPtr> model;
            std::size_t bytes = 0;
            std::vector<EventPtr> taken;
            for (int step = 0; step < 3000; ++step) {
                const auto dice = random() % 100;
                if (dice < 1) {
                    taken = queue.take();
                    BOOST_REQUIRE((taken == std::vector<EventPtr>{model.begin(), model.end()}));
                    model.clear();
                    bytes = 0;
                } else if (dice < 2) {
                    model.insert(model.begin(), taken.begin(), taken.end());
                    bytes += bytes_of(taken);
                    queue.put_back(std::exchange(taken, {}));
                } else {
                    const auto event = an_event(static_cast<int>(random()));
                    const auto size = event->text().size();
                    const auto full = [&] {
                        return !model.empty() &&
                               (model.size() >= limits.messages || bytes + size > limits.bytes);
                    };
                    bool keep = true;
                    bool expected = true;
                    if (full()) {
                        keep = limits.policy == SlowConsumer::drop_oldest;
                        expected = limits.policy != SlowConsumer::disconnect;
                    }
                    while (keep && full()) {
                        bytes -= model.front()->text().size();
                        model.pop_front();
                    }
                    if (keep) {
                        model.push_back(event);
                        bytes += size;
                    }
                    BOOST_REQUIRE(queue.push(event, limits) == expected);
                }
                BOOST_REQUIRE(queue.size() == model.size());
                BOOST_REQUIRE(queue.bytes() == bytes);
                BOOST_REQUIRE(queue.empty() == model.empty());
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
