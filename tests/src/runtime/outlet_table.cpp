#include "src/runtime/outlet_table.hpp"

#include <boost/test/unit_test.hpp>

using namespace halley;
using runtime::OutletTable;

namespace {

class SilentWriter final : public runtime::OutletWriter {
public:
    void deliver(protocol::Delivery&&, std::string) override {}
    void close(protocol::CloseReason) override {}
};

}  // namespace

BOOST_AUTO_TEST_SUITE(outlet_table)

BOOST_AUTO_TEST_CASE(a_closed_outlet_is_never_found_again)
{
    OutletTable table{3};
    const auto writer = std::make_shared<SilentWriter>();
    const auto first = table.open(writer, false);
    BOOST_TEST(first.shard == 3);
    BOOST_TEST(table.find(first) == writer.get());
    BOOST_TEST((table.close(first).writer == writer));
    BOOST_TEST(!table.find(first));
    BOOST_TEST(!table.close(first).writer);

    const auto second = table.open(writer, true);
    BOOST_TEST(second.slot == first.slot);
    BOOST_TEST(second.streaming);
    BOOST_TEST(!table.find(first));
    BOOST_TEST(table.find(second));
}

BOOST_AUTO_TEST_CASE(names_that_lead_nowhere)
{
    OutletTable table{0};
    const auto outlet = table.open(std::make_shared<SilentWriter>(), true);
    BOOST_TEST(!table.find({}));
    BOOST_TEST(!table.find({1, outlet.slot, outlet.generation, true}));
    BOOST_TEST(!table.find({0, outlet.slot + 1, outlet.generation, true}));
    BOOST_TEST(!table.find({0, outlet.slot, outlet.generation + 1, true}));
}

BOOST_AUTO_TEST_CASE(it_remembers_what_was_forwarded)
{
    OutletTable table{0};
    const auto first = table.open(std::make_shared<SilentWriter>(), true);
    table.mark_forwarded(first);
    BOOST_TEST(table.close(first).forwarded);
    table.mark_forwarded(first);
    const auto second = table.open(std::make_shared<SilentWriter>(), true);
    BOOST_TEST(!table.close(second).forwarded);
}

BOOST_AUTO_TEST_CASE(writers_live_as_long_as_their_outlet)
{
    OutletTable table{0};
    auto writer = std::make_shared<SilentWriter>();
    const std::weak_ptr<SilentWriter> watched = writer;
    const auto outlet = table.open(std::move(writer), true);
    BOOST_TEST(!watched.expired());
    table.close(outlet);
    BOOST_TEST(watched.expired());
}

BOOST_AUTO_TEST_SUITE_END()
