#include "services/rpc/backoff.hpp"

#include <boost/test/unit_test.hpp>

namespace halley::services::rpc {
namespace {

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(backoff)

BOOST_AUTO_TEST_CASE(pauses_double_up_to_the_longest)
{
    Backoff backoff;
    const Chance none = [] { return 0.0; };
    for (const auto pause : {100ms,
                             200ms,
                             400ms,
                             800ms,
                             1600ms,
                             3200ms,
                             6400ms,
                             12'800ms,
                             25'600ms,
                             30'000ms,
                             30'000ms})
        BOOST_TEST((backoff.next(none) == pause), pause.count());
    backoff.reset();
    BOOST_TEST((backoff.next(none) == 100ms));
}

BOOST_AUTO_TEST_CASE(chance_cuts_up_to_half)
{
    const struct {
        double chance;
        protocol::Duration first, second;
    } cases[] = {
        {0.0,  100ms,   200ms},
        {0.5,  75ms,    150ms},
        {0.25, 87500us, 175ms},
        {1.0,  50ms,    100ms},
    };
    for (const auto& c : cases) {
        Backoff backoff;
        const Chance chance = [&] { return c.chance; };
        BOOST_TEST((backoff.next(chance) == c.first), c.chance);
        BOOST_TEST((backoff.next(chance) == c.second), c.chance);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services::rpc
