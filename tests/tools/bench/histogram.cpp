#include "tools/bayeux-bench/measure/histogram.hpp"

#include <random>

#include <boost/test/unit_test.hpp>

using halley::bench::Histogram;

BOOST_AUTO_TEST_SUITE(histogram)

BOOST_AUTO_TEST_CASE(nothing)
{
    const Histogram none;
    BOOST_TEST(none.count() == 0);
    BOOST_TEST(none.at(50) == 0);
    BOOST_TEST(none.max() == 0);
    BOOST_TEST(none.mean() == 0);
}

BOOST_AUTO_TEST_CASE(small_values_are_exact)
{
    Histogram values;
    for (std::uint64_t value = 1; value <= 100; ++value)
        values.add(value);
    BOOST_TEST(values.at(0) == 1);
    BOOST_TEST(values.at(1) == 1);
    BOOST_TEST(values.at(50) == 50);
    BOOST_TEST(values.at(99) == 99);
    BOOST_TEST(values.at(99.1) == 100);
    BOOST_TEST(values.at(100) == 100);
    BOOST_TEST(values.mean() == 50.5);
}

BOOST_AUTO_TEST_CASE(every_size_is_kept_to_its_digits)
{
    for (const unsigned bits : {Histogram::fine, Histogram::coarse}) {
        for (unsigned shift = 0; shift < 62; ++shift) {
            for (const auto value : {std::uint64_t{1} << shift,
                                     (std::uint64_t{1} << shift) + 1,
                                     (std::uint64_t{3} << shift) - 1}) {
                Histogram values{bits};
                values.add(value);
                values.add(value * 2);  // So that the maximum does not bound what is said.
                const auto told = values.at(50);
                BOOST_TEST(told >= value);
                BOOST_TEST(told - value <= value >> bits);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(nothing_exceeds_the_maximum)
{
    Histogram values;
    values.add(1'000'001);
    BOOST_TEST(values.at(50) == 1'000'001);
    BOOST_TEST(values.max() == 1'000'001);
}

BOOST_AUTO_TEST_CASE(percentiles_are_those_of_the_sorted_values)
{
    std::minstd_rand chance{7};
    std::vector<std::uint64_t> sorted;
    Histogram values;
    for (int count = 0; count < 10'000; ++count) {
        const auto value = std::uint64_t{chance()} >> (chance() % 24);
        sorted.push_back(value);
        values.add(value);
    }
    std::sort(sorted.begin(), sorted.end());
    for (const double percent : {0.01, 1.0, 10.0, 50.0, 90.0, 99.0, 99.9, 100.0}) {
        const auto rank = static_cast<std::size_t>(percent / 100 * 10'000 + 0.5);
        const auto exact = static_cast<double>(sorted[rank - 1]);
        const auto told = static_cast<double>(values.at(percent));
        BOOST_TEST(told >= exact);
        BOOST_TEST(told <= exact * 1.001);
    }
}

BOOST_AUTO_TEST_SUITE_END()
