#include "client.hpp"

BOOST_AUTO_TEST_SUITE(stopping)

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(every_held_connect_is_answered)
{
    Simulation world{{}, 2};
    std::vector<protocol::Outlet> held;
    std::vector<Client> streamers;
    for (unsigned i = 0; i < 8; ++i) {
        const From from{.shard = static_cast<protocol::ShardId>(i % 2)};
        held.push_back(Client::polling(world, from).hold(R"("id":"p")"));
        streamers.push_back(Client::streaming(world, from));
        streamers.back().send(batch_of({connect_message(R"("id":"s")")}));
    }
    world.stop();
    for (const auto exchange : held)
        BOOST_TEST(like(world.response(exchange), R"([{"id":"p","successful":true}])"));
    for (auto& client : streamers)
        BOOST_TEST(like(client.received().at(0), R"({"id":"s","successful":true})"));
    world.stop();  // A second time there is nothing to do.
    for (auto& client : streamers)
        BOOST_TEST(client.received().empty());
}

BOOST_AUTO_TEST_CASE(what_waits_leaves_where_it_can)
{
    Config config;
    config.bayeux.meta_connect_deliver_only = true;
    Simulation world{config};
    auto streamer = Client::streaming(world);
    streamer.subscribe("/a");
    auto poller = Client::polling(world);
    poller.subscribe("/a");
    poller.publish("/a", "1");
    BOOST_TEST(streamer.received().empty());
    world.stop();
    BOOST_TEST(data_of(streamer.received()) == std::vector<std::string>{"1"});
    // A poll that comes in after that is served as ever.
    BOOST_TEST(data_of(poller.poll().elements()) == std::vector<std::string>{"1"});
}

BOOST_AUTO_TEST_CASE(a_stuck_socket_is_left_alone)
{
    Simulation world;
    auto client = Client::streaming(world);
    client.subscribe("/a");
    world.stall(*client.socket);
    auto publisher = Client::polling(world);
    publisher.publish("/a", "1");
    publisher.publish("/a", "2");
    world.stop();
    world.unstall(*client.socket);
    BOOST_TEST(data_of(client.received()) == (std::vector<std::string>{"1", "2"}));
}

BOOST_AUTO_TEST_CASE(everything_is_lost_afterwards)
{
    Simulation world;
    auto poller = Client::polling(world);
    const auto held = poller.hold();
    auto streamer = Client::streaming(world);
    streamer.send(batch_of({connect_message()}));
    world.stop();
    world.lose(held);
    world.lose(*streamer.socket);
    world.advance(11s);
    BOOST_TEST(world.sessions() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
