#include "delivery_model.hpp"

// No event lost, doubled or reordered. A failure names its seed: put it alone
// into the loop to see it again.

BOOST_AUTO_TEST_SUITE(deliveries)

using namespace halley::test;

namespace {

void play(halley::protocol::ShardId shards, bool delayed_mail, unsigned seeds)
{
    for (unsigned seed = 1; seed <= seeds; ++seed) {
        BOOST_TEST_CONTEXT("seed " << seed << ", shards " << shards)
        {
            DeliveryModel model{
                {.seed = seed, .shards = shards, .delayed_mail = delayed_mail}
            };
            BOOST_REQUIRE_NO_THROW(model.run());
        }
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(on_one_shard)
{
    play(1, false, 60);
}

BOOST_AUTO_TEST_CASE(on_four_shards)
{
    play(4, false, 60);
}

BOOST_AUTO_TEST_CASE(on_four_shards_with_delays_between_them)
{
    play(4, true, 80);
}

BOOST_AUTO_TEST_SUITE_END()
