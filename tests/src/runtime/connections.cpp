#include "src/runtime/connections.hpp"

#include <chrono>
#include <memory>

#include <boost/test/unit_test.hpp>

using namespace halley;
using namespace std::chrono_literals;
using runtime::Connections;

namespace {

const protocol::TimePoint start{1000s};

class Watched final : public runtime::Connection {
public:
    using Connection::Connection;
    using Connection::expire_at;
    using Connection::expire_never;
    void on_deadline() override { ++deadlines; }
    void stop() override { ++stops; }

    int deadlines = 0;
    int stops = 0;
};

struct Registry {
    std::atomic<std::size_t> total{0};
    int changes = 0;
    Connections connections{total, [this] { ++changes; }, start};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(connections)

BOOST_AUTO_TEST_CASE(they_are_counted)
{
    Registry registry;
    {
        const Watched first{registry.connections};
        const Watched second{registry.connections};
        BOOST_TEST(registry.connections.size() == 2U);
        BOOST_TEST(registry.total == 2U);
        BOOST_TEST(registry.changes == 0);
    }
    BOOST_TEST(registry.changes == 1);  // When the last one went.
    BOOST_TEST(registry.connections.size() == 0U);
    BOOST_TEST(registry.total == 0U);
}

BOOST_AUTO_TEST_CASE(a_deadline_comes_once)
{
    Registry registry;
    Watched connection{registry.connections};
    connection.expire_at(start + 1s);
    BOOST_TEST(registry.changes == 1);
    registry.connections.advance(start + 900ms);
    BOOST_TEST(connection.deadlines == 0);
    registry.connections.advance(start + 1100ms);
    registry.connections.advance(start + 10s);
    BOOST_TEST(connection.deadlines == 1);
}

BOOST_AUTO_TEST_CASE(postponing_is_no_work_for_the_wheel)
{
    Registry registry;
    Watched connection{registry.connections};
    for (int second = 1; second < 100; ++second)
        connection.expire_at(start + std::chrono::seconds{second});
    BOOST_TEST(registry.changes == 1);
    registry.connections.advance(start + 50s);
    BOOST_TEST(connection.deadlines == 0);
    registry.connections.advance(start + 100s);
    BOOST_TEST(connection.deadlines == 1);
}

BOOST_AUTO_TEST_CASE(an_earlier_deadline_replaces_a_later_one)
{
    Registry registry;
    Watched connection{registry.connections};
    connection.expire_at(start + 10s);
    connection.expire_at(start + 1s);
    registry.connections.advance(start + 2s);
    BOOST_TEST(connection.deadlines == 1);
    registry.connections.advance(start + 20s);
    BOOST_TEST(connection.deadlines == 1);
}

BOOST_AUTO_TEST_CASE(never_is_never)
{
    Registry registry;
    Watched connection{registry.connections};
    connection.expire_at(start + 1s);
    connection.expire_never();
    registry.connections.advance(start + 10s);
    BOOST_TEST(connection.deadlines == 0);
    connection.expire_at(start + 11s);
    registry.connections.advance(start + 12s);
    BOOST_TEST(connection.deadlines == 1);
}

BOOST_AUTO_TEST_CASE(a_slot_that_is_used_again_inherits_nothing)
{
    Registry registry;
    auto first = std::make_unique<Watched>(registry.connections);
    first->expire_at(start + 1s);
    first.reset();
    Watched second{registry.connections};
    registry.connections.advance(start + 2s);
    BOOST_TEST(second.deadlines == 0);
}

BOOST_AUTO_TEST_CASE(all_are_told_to_stop)
{
    Registry registry;
    Watched first{registry.connections};
    Watched second{registry.connections};
    registry.connections.stop_all();
    BOOST_TEST(first.stops + second.stops == 2);
}

BOOST_AUTO_TEST_SUITE_END()
