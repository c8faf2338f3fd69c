#include "client.hpp"

// Slow consumers, LIM-03: bounded by messages and bytes, with three policies.

BOOST_AUTO_TEST_SUITE(queues)

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;

namespace {

using Texts = std::vector<std::string>;

Config bounded(SlowConsumer policy, std::size_t messages, std::size_t bytes = 1 << 20)
{
    Config config;
    config.limits.slow_consumer = policy;
    config.limits.queue_messages = messages;
    config.limits.queue_bytes = bytes;
    return config;
}

void publish(Client& publisher, int from, int to)
{
    for (int i = from; i <= to; ++i)
        publisher.publish("/a", std::to_string(i));
}

struct Case {
    const char* name;
    SlowConsumer policy;
    std::size_t messages;
    std::size_t bytes;
    int published;
    Texts delivered;
    bool alive;
};

// An event here is `{"channel":"/a","data":1}`: 25 bytes.
// clang-format off
const Case cases[] = {
    {"LIM-03 exactly full",            SlowConsumer::disconnect,  3,   1000, 3, {"1", "2", "3"}, true},
    {"LIM-03 disconnect",              SlowConsumer::disconnect,  3,   1000, 4, {},              false},
    {"LIM-03 disconnect, much more",   SlowConsumer::disconnect,  3,   1000, 9, {},              false},
    {"LIM-03 drop the oldest",         SlowConsumer::drop_oldest, 3,   1000, 5, {"3", "4", "5"}, true},
    {"LIM-03 drop the newest",         SlowConsumer::drop_newest, 3,   1000, 5, {"1", "2", "3"}, true},
    {"LIM-03 exactly full of bytes",   SlowConsumer::disconnect,  100, 75,   3, {"1", "2", "3"}, true},
    {"LIM-03 bytes, disconnect",       SlowConsumer::disconnect,  100, 75,   4, {},              false},
    {"LIM-03 bytes, drop the oldest",  SlowConsumer::drop_oldest, 100, 75,   5, {"3", "4", "5"}, true},
    {"LIM-03 bytes, drop the newest",  SlowConsumer::drop_newest, 100, 75,   5, {"1", "2", "3"}, true},
    {"LIM-03 one always fits",         SlowConsumer::disconnect,  100, 1,    1, {"1"},           true},
    {"LIM-03 one alone, the newest",   SlowConsumer::drop_oldest, 100, 1,    5, {"5"},           true},
    {"LIM-03 one alone, the oldest",   SlowConsumer::drop_newest, 100, 1,    5, {"1"},           true},
    {"LIM-03 long dropping",           SlowConsumer::drop_oldest, 2,   1000, 9, {"8", "9"},      true},
};
// clang-format on

}  // namespace

BOOST_AUTO_TEST_CASE(a_client_that_does_not_poll)
{
    for (const auto& row : cases) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world{bounded(row.policy, row.messages, row.bytes)};
            auto slow = Client::polling(world);
            slow.subscribe("/a");
            auto publisher = Client::polling(world);
            publish(publisher, 1, row.published);
            BOOST_TEST(world.sessions() == (row.alive ? 2u : 1u));
            BOOST_TEST(world.subscriptions() == (row.alive ? 1u : 0u));
            const auto answer = slow.poll();
            BOOST_TEST(data_of(answer.elements()) == row.delivered,
                       boost::test_tools::per_element());
            if (!row.alive)
                BOOST_TEST(like(answer, R"([{"successful":false,"error":"402:*",
                    "advice":{"reconnect":"handshake"}}])"));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_websocket_that_does_not_read)
{
    for (const auto& row : cases) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world{bounded(row.policy, row.messages, row.bytes)};
            auto slow = Client::streaming(world);
            slow.subscribe("/a");
            slow.send(batch_of({connect_message(R"("id":"held")")}));
            world.stall(*slow.socket);
            auto publisher = Client::polling(world);
            publisher.publish("/a", "0");  // On its way; the others have to wait.
            publish(publisher, 1, row.published);
            BOOST_TEST(world.sessions() == (row.alive ? 2u : 1u));
            BOOST_TEST(world.closed(*slow.socket).has_value() == !row.alive);
            if (!row.alive) {
                BOOST_TEST((world.closed(*slow.socket) == protocol::CloseReason::slow_consumer));
                // CON-26: the held connect says what to do, for who reads on.
                world.unstall(*slow.socket);
                const auto last = slow.received();
                BOOST_TEST_REQUIRE(last.size() == 2u);
                BOOST_TEST(like(last[1], R"({"id":"held","advice":{"reconnect":"handshake"}})"));
                continue;
            }
            world.unstall(*slow.socket);
            auto expected = row.delivered;
            expected.insert(expected.begin(), "0");
            BOOST_TEST(data_of(slow.received()) == expected, boost::test_tools::per_element());
        }
    }
}

// LIM-03, PUB-24: what comes in one turn is no sign of a slow consumer.
BOOST_AUTO_TEST_CASE(a_burst_within_the_bound_of_two_queues)
{
    for (const auto policy :
         {SlowConsumer::disconnect, SlowConsumer::drop_oldest, SlowConsumer::drop_newest}) {
        Simulation world{bounded(policy, 10)};
        auto streamer = Client::streaming(world);
        streamer.subscribe("/a");
        auto poller = Client::polling(world);
        poller.subscribe("/a");
        const auto held = poller.hold();
        std::vector<std::string> burst;
        Texts all;
        for (int i = 0; i < 20; ++i) {
            all.push_back(std::to_string(i));
            burst.push_back(publish_message("/a", all.back()));
        }
        Client::polling(world).request(batch_of(burst));
        BOOST_TEST(world.sessions() == 3u);
        BOOST_TEST(data_of(streamer.received()) == all);
        auto polled = data_of(world.response(held).elements());
        for (auto& data : data_of(poller.poll().elements()))
            polled.push_back(data);
        BOOST_TEST(polled == all);
    }
}

BOOST_AUTO_TEST_CASE(what_comes_back_is_never_dropped)
{
    Simulation world{bounded(SlowConsumer::drop_newest, 2)};
    auto slow = Client::streaming(world);
    slow.subscribe("/a");
    world.stall(*slow.socket);
    auto publisher = Client::polling(world);
    publish(publisher, 1, 4);  // 1 on its way, 2 and 3 in the queue, 4 dropped.
    world.lose(*slow.socket);
    publish(publisher, 5, 5);  // The queue holds three and is full.
    slow.socket.reset();
    BOOST_TEST(data_of(slow.poll().elements()) == (Texts{"1", "2", "3"}),
               boost::test_tools::per_element());
    publish(publisher, 6, 6);
    BOOST_TEST(data_of(slow.poll().elements()) == Texts{"6"});
}

BOOST_AUTO_TEST_CASE(one_slow_consumer_harms_no_other)
{
    Simulation world{bounded(SlowConsumer::disconnect, 5)};
    auto slow = Client::streaming(world);
    slow.subscribe("/a");
    slow.subscribe("/b");
    world.stall(*slow.socket);
    auto healthy = Client::streaming(world);
    healthy.subscribe("/a");
    std::vector<std::string> batch;
    for (int i = 0; i < 4; ++i)
        batch.push_back(publish_message("/a", std::to_string(i)));
    auto publisher = Client::polling(world);
    publisher.subscribe("/a");
    std::size_t seen = 0;
    for (int i = 0; i < 3; ++i) {
        const auto answer = publisher.request(batch_of(batch)).elements();
        BOOST_TEST(data_of(answer).size() == 4u);
        seen += data_of(healthy.received()).size();
    }
    BOOST_TEST(seen == 12u);
    BOOST_TEST(world.sessions() == 2u);
    BOOST_TEST((world.closed(*slow.socket) == protocol::CloseReason::slow_consumer));
    world.lose(*slow.socket);  // What comes back has no session any more.
    BOOST_TEST(world.subscriptions() == 2u);
}

BOOST_AUTO_TEST_CASE(a_slow_consumer_on_another_shard)
{
    Simulation world{bounded(SlowConsumer::disconnect, 3), 4};
    auto slow = Client::streaming(world, {.shard = 3});
    slow.subscribe("/a");
    world.stall(*slow.socket);
    auto publisher = Client::polling(world, {.shard = 1});
    publish(publisher, 0, 4);
    BOOST_TEST((world.closed(*slow.socket) == protocol::CloseReason::slow_consumer));
    BOOST_TEST(world.sessions() == 1u);
    BOOST_TEST(world.subscriptions() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
