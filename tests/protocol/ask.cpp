#include "protocol/ask.hpp"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(asking)

using namespace halley;
using namespace halley::protocol;

namespace {

Admission named(const std::string& name)
{
    Admission admission;
    admission.verdict.identity = name;
    return admission;
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_answer_at_once_is_returned_and_the_first_one_counts)
{
    Answer kept;
    const auto answer = ask(
        [&](Answer give) {
            kept = give;
            give(named("ada"));
            give(named("eve"));
        },
        [](const Admission&) { BOOST_ERROR("it was given already"); });
    BOOST_TEST_REQUIRE(answer.has_value());
    BOOST_TEST(answer->verdict.identity == "ada");
    kept(named("eve"));
}

BOOST_AUTO_TEST_CASE(a_later_answer_goes_where_it_is_wanted_once)
{
    Answer kept;
    std::vector<std::string> heard;
    const auto answer =
        ask([&](Answer give) { kept = std::move(give); },
            [&](const Admission& admission) { heard.push_back(admission.verdict.identity); });
    BOOST_TEST(!answer.has_value());
    kept(named("ada"));
    kept(named("eve"));
    BOOST_TEST(heard == std::vector<std::string>{"ada"});
}

BOOST_AUTO_TEST_CASE(an_answer_of_another_thread_arrives_one_way_or_the_other)
{
    for (int round = 0; round < 500; ++round) {
        std::atomic<int> heard{0};
        std::thread other;
        const auto answer = ask(
            [&](Answer give) {
                other = std::thread{[give = std::move(give)] { give(named("ada")); }};
                if (round % 2 == 0) std::this_thread::yield();
            },
            [&](const Admission&) { ++heard; });
        other.join();
        BOOST_TEST_REQUIRE((answer ? 1 : 0) + heard == 1);
    }
}

BOOST_AUTO_TEST_SUITE_END()
