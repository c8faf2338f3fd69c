#include "src/transport/attention.hpp"

#include <boost/test/unit_test.hpp>

using halley::transport::Attention;

BOOST_AUTO_TEST_SUITE(attention)

BOOST_AUTO_TEST_CASE(WS_30_a_silent_client_is_asked_once)
{
    using enum Attention::Finding;
    Attention client;
    BOOST_TEST((client.look() == there));  // It has just come.
    BOOST_TEST((client.look() == ping));
    BOOST_TEST((client.look() == gone));

    Attention answering;
    for (int turn = 0; turn < 100; ++turn) {
        answering.look();
        BOOST_TEST((answering.look() == ping));
        answering.heard();
    }

    Attention busy;
    for (int turn = 0; turn < 100; ++turn) {
        busy.heard();
        BOOST_TEST((busy.look() == there));
    }
    BOOST_TEST((busy.look() == ping));
}

BOOST_AUTO_TEST_SUITE_END()
