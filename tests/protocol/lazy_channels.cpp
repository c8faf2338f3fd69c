#include "client.hpp"

// Channels whose events may wait for company.

BOOST_AUTO_TEST_SUITE(lazy_channels)

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;

namespace {

using Texts = std::vector<std::string>;

Config lazy()
{
    Config config;
    config.bayeux.channels["/lazy/**"] = {.lazy = 2s, .broadcast_to_publisher = {}};
    return config;
}

/// A client that has subscribed to everything, and what it is given meanwhile.
struct Subscriber {
    Subscriber(Simulation& world, bool streaming, protocol::ShardId shard)
        : client(streaming ? Client::streaming(world, {.shard = shard})
                           : Client::polling(world, {.shard = shard}))
    {
        client.subscribe("/**");
        if (!streaming) held = client.hold();
    }

    Texts received()
    {
        if (client.socket) return data_of(client.received());
        if (!client.world->answered(held)) return {};
        const auto texts = data_of(client.world->response(held).elements());
        held = client.hold();
        return texts;
    }

    Client client;
    protocol::Outlet held;
};

template <class Test> void with_every_subscriber(Test test)
{
    for (const bool streaming : {false, true}) {
        for (const protocol::ShardId shard : {protocol::ShardId{0}, protocol::ShardId{1}}) {
            Simulation world{lazy(), 2};
            Subscriber subscriber{world, streaming, shard};
            auto publisher = Client::handshaken(world);
            test(world, subscriber, publisher);
        }
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(LZY_01_the_time_is_over)
{
    with_every_subscriber([](Simulation& world, Subscriber& subscriber, Client& publisher) {
        publisher.publish("/lazy/a", "1");
        world.advance(1s);
        publisher.publish("/lazy/a/b", "2");
        BOOST_TEST(subscriber.received().empty());
        world.advance(900ms);
        BOOST_TEST(subscriber.received().empty());
        world.advance(300ms);
        BOOST_TEST(subscriber.received() == (Texts{"1", "2"}));
        // And again: the time of the next begins with the next.
        publisher.publish("/lazy/a", "3");
        world.advance(1900ms);
        BOOST_TEST(subscriber.received().empty());
        world.advance(300ms);
        BOOST_TEST(subscriber.received() == Texts{"3"});
    });
}

BOOST_AUTO_TEST_CASE(LZY_02_with_others_at_once_and_in_order)
{
    with_every_subscriber([](Simulation&, Subscriber& subscriber, Client& publisher) {
        publisher.publish("/lazy/a", "1");
        BOOST_TEST(subscriber.received().empty());
        publisher.publish("/b", "2");
        BOOST_TEST(subscriber.received() == (Texts{"1", "2"}));
        publisher.publish("/lazy/a", "3");
        BOOST_TEST(subscriber.received().empty());
    });
}

BOOST_AUTO_TEST_CASE(LZY_03_only_what_the_pattern_matches)
{
    with_every_subscriber([](Simulation&, Subscriber& subscriber, Client& publisher) {
        publisher.publish("/lazy", "1");
        BOOST_TEST(subscriber.received() == Texts{"1"});
        publisher.publish("/lazyness/a", "2");
        BOOST_TEST(subscriber.received() == Texts{"2"});
    });
}

BOOST_AUTO_TEST_CASE(LZY_01_the_end_of_a_held_connect)
{
    Simulation world{lazy()};
    auto client = Client::polling(world);
    client.subscribe("/**");
    const auto held = client.hold(R"("advice":{"timeout":1000})");
    Client::handshaken(world).publish("/lazy/a", "1");
    world.advance(1100ms);
    BOOST_TEST(data_of(world.response(held).elements()) == Texts{"1"});
}

BOOST_AUTO_TEST_CASE(LZY_01_a_connect_that_comes_later_waits_with_them)
{
    Simulation world{lazy()};
    auto client = Client::polling(world);
    client.subscribe("/**");
    auto publisher = Client::handshaken(world);
    publisher.publish("/lazy/a", "1");
    const auto held = client.hold();
    publisher.publish("/lazy/a", "2");
    BOOST_TEST(!world.answered(held));
    world.advance(2100ms);
    BOOST_TEST(data_of(world.response(held).elements()) == (Texts{"1", "2"}));
    publisher.publish("/b", "3");
    BOOST_TEST(data_of(client.poll().elements()) == Texts{"3"});
}

BOOST_AUTO_TEST_CASE(LZY_01_a_connect_on_a_websocket_does_not_hurry_them)
{
    Simulation world{lazy()};
    auto client = Client::streaming(world);
    client.subscribe("/**");
    Client::handshaken(world).publish("/lazy/a", "1");
    BOOST_TEST(client.send(batch_of({connect_message()})).empty());
    world.advance(1900ms);
    BOOST_TEST(client.received().empty());
    world.advance(300ms);
    BOOST_TEST(data_of(client.received()) == Texts{"1"});
}

BOOST_AUTO_TEST_CASE(ACK_15_lazy_events_do_not_hurry_a_connect)
{
    Simulation world{lazy()};
    const auto hello = world.request(R"([{"channel":"/meta/handshake","ext":{"ack":true}}])");
    Client client;
    client.world = &world;
    client.id = hello[0]["clientId"].string();
    client.request(batch_of({connect_message(R"("ext":{"ack":0})")}));
    client.subscribe("/**");
    auto publisher = Client::handshaken(world);
    publisher.publish("/lazy/a", "1");
    const auto held = client.hold(R"("ext":{"ack":1})");
    BOOST_TEST(!world.answered(held));
    world.advance(2100ms);
    BOOST_TEST(data_of(world.response(held).elements()) == Texts{"1"});
    // Once it was given and not confirmed it is in no way lazy any more.
    BOOST_TEST(
        data_of(client.request(batch_of({connect_message(R"("ext":{"ack":1})")})).elements()) ==
        Texts{"1"});
}

BOOST_AUTO_TEST_CASE(without_a_connect_they_wait_for_the_next)
{
    Simulation world{lazy()};
    auto client = Client::polling(world);
    client.subscribe("/**");
    auto publisher = Client::handshaken(world);
    publisher.publish("/lazy/a", "1");
    world.advance(3s);
    BOOST_TEST(data_of(client.request(batch_of({connect_message()})).elements()) == Texts{"1"});
}

BOOST_AUTO_TEST_CASE(many_are_no_reason_to_cut_a_client_off)
{
    auto config = lazy();
    config.limits.queue_messages = 10;
    Simulation world{config};
    Subscriber subscriber{world, true, 0};
    auto publisher = Client::handshaken(world);
    Texts all;
    for (int i = 0; i < 100; ++i) {
        all.push_back(std::to_string(i));
        publisher.publish("/lazy/a", all.back());
    }
    world.advance(3s);
    BOOST_TEST(subscriber.received() == all);
}

BOOST_AUTO_TEST_CASE(PUB_06_a_channel_that_spares_its_publisher)
{
    Config config;
    config.bayeux.channels["/audit/**"] = {.lazy = {}, .broadcast_to_publisher = false};
    Simulation world{config, 2};
    auto publisher = Client::streaming(world);
    publisher.subscribe("/**");
    auto other = Client::streaming(world, {.shard = 1});
    other.subscribe("/**");
    BOOST_TEST(data_of(publisher.publish("/audit/a", "1")).empty());
    BOOST_TEST(data_of(publisher.publish("/b", "2")) == Texts{"2"});
    BOOST_TEST(data_of(other.received()) == (Texts{"1", "2"}));
}

BOOST_AUTO_TEST_SUITE_END()
