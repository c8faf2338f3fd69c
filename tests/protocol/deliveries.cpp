#include "support/delivery_model.hpp"

#include <exception>

#include <boost/test/unit_test.hpp>

// No event lost, doubled or reordered. A failure names its seed: put it alone
// into the loop to see it again.

BOOST_AUTO_TEST_SUITE(deliveries)

using namespace halley::test;

namespace {

struct Case {
    const char* name;
    halley::protocol::ShardId shards;
    bool delayed_mail;
    bool long_turns;
};

const Case cases[] = {
    {"one shard",                          1, false, false},
    {"one shard, long turns",              1, false, true },
    {"four shards",                        4, false, false},
    {"four shards, long turns",            4, false, true },
    {"four shards, late mail",             4, true,  false},
    {"two shards, late mail, long turns",  2, true,  true },
    {"four shards, late mail, long turns", 4, true,  true },
};

}  // namespace

BOOST_AUTO_TEST_CASE(random_scripts)
{
    DeliveryModel::Tally tally;
    for (const auto& row : cases) {
        for (unsigned seed = 1; seed <= 25; ++seed) {
            BOOST_TEST_CONTEXT(row.name << ", seed " << seed)
            {
                DeliveryModel model{
                    {.seed = seed,
                     .shards = row.shards,
                     .delayed_mail = row.delayed_mail,
                     .long_turns = row.long_turns}
                };
                try {
                    model.run();
                } catch (const std::exception& error) {
                    BOOST_ERROR(error.what());
                }
                tally.lost += model.tally().lost;
                tally.repeated += model.tally().repeated;
                tally.streamed += model.tally().streamed;
            }
        }
    }
    // Or the scripts would prove nothing about acknowledgements and streams.
    BOOST_TEST(tally.lost > 1000u);
    BOOST_TEST(tally.repeated > 1000u);
    BOOST_TEST(tally.streamed > 1000u);
}

BOOST_AUTO_TEST_SUITE_END()
