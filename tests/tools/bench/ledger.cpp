#include "tools/bayeux-bench/measure/ledger.hpp"

#include <boost/test/unit_test.hpp>

using namespace halley::bench;

namespace {

/// A stream of five events on channel 3 with two subscribers.
struct FiveEvents {
    FiveEvents()
    {
        for (int count = 0; count < 5; ++count)
            ledger.publish(stream);
    }

    void receive(std::uint32_t position, std::initializer_list<std::uint32_t> numbers)
    {
        for (const auto number : numbers)
            ledger.receive(stream, number, 3, position);
    }

    Ledger ledger;
    Ledger::StreamId stream = ledger.stream(7, 3, 2);
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ledger)

BOOST_AUTO_TEST_CASE(numbers_count_for_each_publisher_and_channel)
{
    Ledger ledger;
    const auto one = ledger.stream(0, 0, 1);
    const auto other = ledger.stream(0, 1, 1);
    const auto third = ledger.stream(1, 0, 1);
    BOOST_TEST(one != other);
    BOOST_TEST(one != third);
    BOOST_TEST(ledger.stream(0, 1, 1) == other);
    BOOST_TEST(ledger.publish(one) == 0);
    BOOST_TEST(ledger.publish(one) == 1);
    BOOST_TEST(ledger.publish(other) == 0);
    BOOST_TEST(ledger.publisher_of(third) == 1);
}

BOOST_AUTO_TEST_CASE(what_becomes_of_events)
{
    struct Row {
        const char* name;
        std::initializer_list<std::uint32_t> received;
        std::uint64_t delivered, lost, doubled, reordered, foreign;
    };
    // clang-format off
    const Row rows[] = {
        {"all in order",            {0, 1, 2, 3, 4},          5, 0, 0, 0, 0},
        {"none",                    {},                       0, 5, 0, 0, 0},
        {"the first is lost",       {1, 2, 3, 4},             4, 1, 0, 0, 0},
        {"the last is lost",        {0, 1, 2, 3},             4, 1, 0, 0, 0},
        {"two in the middle",       {0, 1, 4},                3, 2, 0, 0, 0},
        {"one comes twice",         {0, 1, 1, 2, 3, 4},       5, 0, 1, 0, 0},
        {"one comes again later",   {0, 1, 2, 3, 4, 0},       5, 0, 1, 0, 0},
        {"all come three times",    {0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4}, 5, 0, 10, 0, 0},
        {"two change places",       {0, 2, 1, 3, 4},          5, 0, 0, 1, 0},
        {"the first comes last",    {1, 2, 3, 4, 0},          5, 0, 0, 1, 0},
        {"backwards",               {4, 3, 2, 1, 0},          5, 0, 0, 4, 0},
        {"late, and then again",    {0, 2, 1, 1, 3, 4},       5, 0, 1, 1, 0},
        {"one that was never sent", {0, 1, 2, 3, 4, 5},       5, 0, 0, 0, 1},
    };
    // clang-format on
    for (const auto& row : rows) {
        BOOST_TEST_CONTEXT(row.name)
        {
            FiveEvents events;
            events.receive(0, {0, 1, 2, 3, 4});
            events.receive(1, row.received);
            const auto counts = events.ledger.counts();
            BOOST_TEST(counts.published == 5);
            BOOST_TEST(counts.expected == 10);
            BOOST_TEST(counts.delivered == 5 + row.delivered);
            BOOST_TEST(counts.lost == row.lost);
            BOOST_TEST(counts.doubled == row.doubled);
            BOOST_TEST(counts.reordered == row.reordered);
            BOOST_TEST(counts.foreign == row.foreign);
            BOOST_TEST(counts.sound() ==
                       (row.lost + row.doubled + row.reordered + row.foreign == 0));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_doubled_one_makes_up_for_none_that_is_lost)
{
    FiveEvents events;
    events.receive(0, {0, 1, 2, 3, 4, 4});
    events.receive(1, {0, 1, 2, 3});
    BOOST_TEST(events.ledger.counts().lost == 1);
    BOOST_TEST(events.ledger.counts().doubled == 1);
    BOOST_TEST(!events.ledger.complete());
}

BOOST_AUTO_TEST_CASE(events_of_others_are_foreign)
{
    FiveEvents events;
    BOOST_TEST(!events.ledger.receive(events.stream, 0, 4, 0));  // another channel
    BOOST_TEST(!events.ledger.receive(events.stream, 0, 3, 2));  // a third subscriber
    BOOST_TEST(!events.ledger.receive(99, 0, 3, 0));             // no such stream
    events.ledger.receive_foreign();
    BOOST_TEST(events.ledger.counts().foreign == 4);
    BOOST_TEST(events.ledger.counts().delivered == 0);
}

BOOST_AUTO_TEST_CASE(what_is_refused_is_not_lost)
{
    FiveEvents events;
    events.receive(0, {0, 1, 2, 4});
    events.receive(1, {0, 1, 2, 4});
    events.ledger.refuse(2);
    BOOST_TEST(events.ledger.counts().refused == 1);
    BOOST_TEST(events.ledger.counts().lost == 0);
    BOOST_TEST(events.ledger.complete());
    BOOST_TEST(!events.ledger.counts().sound());
}

BOOST_AUTO_TEST_SUITE_END()
