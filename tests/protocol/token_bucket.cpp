#include "protocol/token_bucket.hpp"

#include <boost/test/unit_test.hpp>

namespace halley::protocol {
namespace {

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(token_bucket)

constexpr TimePoint start{1h};

int take_all(TokenBucket& bucket, const RateConfig& rate, TimePoint now)
{
    int taken = 0;
    while (taken < 1000 && bucket.take(rate, 1, now))
        ++taken;
    return taken;
}

BOOST_AUTO_TEST_CASE(grants_a_burst_and_then_so_many_a_second)
{
    const RateConfig rate{10, 30};
    TokenBucket bucket;
    BOOST_TEST(take_all(bucket, rate, start) == 30);
    BOOST_TEST(take_all(bucket, rate, start + 99ms) == 0);
    BOOST_TEST(take_all(bucket, rate, start + 100ms) == 1);
    BOOST_TEST(take_all(bucket, rate, start + 1100ms) == 10);
    BOOST_TEST(take_all(bucket, rate, start + 1h) == 30);
}

BOOST_AUTO_TEST_CASE(without_a_burst_that_of_a_second)
{
    TokenBucket bucket;
    BOOST_TEST(take_all(bucket, {7, 0}, start) == 7);
    BOOST_TEST(take_all(bucket, {7, 0}, start + 1s) == 7);
    TokenBucket slow;
    BOOST_TEST(take_all(slow, {1, 0}, start) == 1);
    BOOST_TEST(take_all(slow, {1, 0}, start + 999ms) == 0);
    BOOST_TEST(take_all(slow, {1, 0}, start + 1s) == 1);
}

BOOST_AUTO_TEST_CASE(what_costs_more_than_there_is_makes_debts)
{
    const RateConfig rate{10, 10};
    TokenBucket bucket;
    BOOST_TEST(bucket.take(rate, 50, start));
    BOOST_TEST(!bucket.take(rate, 1, start + 4s));
    BOOST_TEST(bucket.take(rate, 1, start + 4100ms));
}

BOOST_AUTO_TEST_CASE(is_full_after_a_pause)
{
    const RateConfig rate{10, 10};
    TokenBucket bucket;
    BOOST_TEST(bucket.is_full(start));
    bucket.take(rate, 5, start);
    BOOST_TEST(!bucket.is_full(start + 499ms));
    BOOST_TEST(bucket.is_full(start + 500ms));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::protocol
