#include "tools/client/message_queue.hpp"

#include <boost/test/unit_test.hpp>

using halley::client::MessageQueue;

BOOST_AUTO_TEST_SUITE(message_queue)

BOOST_AUTO_TEST_CASE(messages_travel_together_in_order)
{
    MessageQueue queue;
    for (const auto* const text : {"1", "2", "3"})
        queue.push(text, false);
    BOOST_TEST(queue.take() == "[1,2,3]");
    BOOST_TEST(queue.empty());
}

// CON-16: a connect in company is not held.
BOOST_AUTO_TEST_CASE(some_travel_alone)
{
    MessageQueue queue;
    queue.push("1", false);
    queue.push("2", true);
    queue.push("3", true);
    queue.push("4", false);
    queue.push("5", false);
    BOOST_TEST(queue.take() == "[1]");
    BOOST_TEST(queue.take() == "[2]");
    BOOST_TEST(queue.take() == "[3]");
    BOOST_TEST(queue.take() == "[4,5]");
}

BOOST_AUTO_TEST_CASE(arrays_are_bounded)
{
    MessageQueue many;
    for (int message = 0; message < 250; ++message)
        many.push("1", false);
    BOOST_TEST(many.take().size() == 201u);
    BOOST_TEST(many.take().size() == 201u);
    BOOST_TEST(many.take().size() == 101u);

    MessageQueue large;
    for (int message = 0; message < 3; ++message)
        large.push(std::string(100'000, '1'), false);
    BOOST_TEST(large.take().size() == 100'002u);
    BOOST_TEST(large.take().size() == 100'002u);
}

BOOST_AUTO_TEST_SUITE_END()
