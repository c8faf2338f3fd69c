#include "draining.hpp"
#include "nodefony_page.hpp"

// In a drain, the end of each session.

BOOST_AUTO_TEST_SUITE(leaving)

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;
using protocol::CloseReason;
using Texts = std::vector<std::string>;

BOOST_AUTO_TEST_CASE(what_waits_goes_first)
{
    for (const bool with_connects : {false, true}) {
        auto config = draining_over(0ms);
        config.bayeux.channels["/lazy"].lazy = 1h;
        config.bayeux.meta_connect_deliver_only = with_connects;
        Simulation world{config};
        auto streamer = Client::streaming(world);
        streamer.subscribe("/lazy");
        streamer.send(batch_of({connect_message()}));
        auto poller = Client::polling(world);
        poller.subscribe("/lazy");
        const auto exchange = poller.hold();
        world.publish("/lazy", "1");
        world.publish("/lazy", "2");
        world.drain();
        world.advance(100ms);
        BOOST_TEST(
            like(world.response(exchange),
                 R"([{"data":1},{"data":2},{"channel":"/meta/connect","successful":true}])"));
        const auto received = streamer.received();
        BOOST_TEST(data_of(received) == (Texts{"1", "2"}));
        BOOST_TEST(like(received.back(), to_leave));
        BOOST_TEST((world.closed(*streamer.socket) == CloseReason::server_stopping));
    }
}

BOOST_AUTO_TEST_CASE(between_two_connects_the_next_one_is_answered)
{
    Simulation world{draining_over(500ms)};
    auto poller = Client::polling(world);
    poller.subscribe("/a");
    auto streamer = Client::streaming(world);
    world.publish("/a", "1");
    world.drain();
    world.advance(600ms);
    BOOST_TEST(world.sessions() == 2u);
    // What else it has to say is taken.
    BOOST_TEST(like(poller.publish("/b", "0").back(), R"({"successful":true})"));
    world.publish("/a", "2");
    const auto exchange = poller.post(batch_of({connect_message(R"("id":"c")")}));
    BOOST_TEST(data_of(world.response(exchange).elements()) == Texts{"2"});
    BOOST_TEST(like(world.response(exchange)[1], to_leave));
    BOOST_TEST(world.last(exchange));
    BOOST_TEST(like(streamer.send(batch_of({connect_message()})).at(0), to_leave));
    BOOST_TEST((world.closed(*streamer.socket) == CloseReason::server_stopping));
    BOOST_TEST(world.sessions() == 0u);
}

BOOST_AUTO_TEST_CASE(nobody_is_waited_for_longer_than_a_second)
{
    Simulation world{draining_over(500ms)};
    auto silent = Client::polling(world);
    auto streamer = Client::streaming(world);
    auto stuck = Client::polling(world);
    stuck.subscribe("/a");
    world.stall(stuck.hold());
    world.publish("/a", "1");
    world.drain();
    world.advance(1400ms);
    BOOST_TEST(world.sessions() == 3u);
    world.advance(200ms);
    BOOST_TEST(world.sessions() == 0u);
    BOOST_TEST((world.closed(*streamer.socket) == CloseReason::server_stopping));
}

BOOST_AUTO_TEST_CASE(events_that_may_come_back_are_waited_for)
{
    for (const bool lost : {false, true}) {
        Simulation world{draining_over(0ms)};
        auto client = Client::polling(world);
        client.subscribe("/a");
        const auto first = client.hold();
        world.stall(first);
        world.publish("/a", "1");
        const auto second = client.hold();
        world.publish("/a", "2");
        world.drain();
        world.advance(500ms);
        BOOST_TEST(!world.answered(second));
        if (lost) {
            world.lose(first);
        } else {
            world.unstall(first);
        }
        const auto answer = world.response(second).elements();
        BOOST_TEST(data_of(answer) == (lost ? Texts{"1", "2"} : Texts{"2"}));
        BOOST_TEST(like(answer.back(), to_leave));
        BOOST_TEST(world.sessions() == 0u);
    }
}

BOOST_AUTO_TEST_CASE(with_acknowledgements_nothing_is_lost_or_doubled)
{
    for (const bool confirmed : {false, true}) {
        Simulation world{draining_over(0ms)};
        Client client;
        client.world = &world;
        client.id = world.handshake({}, R"(,"ext":{"ack":true})");
        client.say(batch_of({connect_message(R"("ext":{"ack":0})")}));
        client.subscribe("/a");
        world.publish("/a", "1");
        const auto told =
            client.say(batch_of({connect_message(R"("ext":{"ack":1},"advice":{"timeout":0})")}));
        BOOST_TEST(data_of(told) == Texts{"1"});
        world.publish("/a", "2");
        world.drain();
        world.advance(500ms);
        const auto last = client.say(batch_of({connect_message(
            confirmed ? R"("id":"c","ext":{"ack":2})" : R"("id":"c","ext":{"ack":1})")}));
        BOOST_TEST(data_of(last) == (confirmed ? Texts{"2"} : Texts{"1", "2"}));
        BOOST_TEST(like(last.back(), to_leave));
    }
}

BOOST_AUTO_TEST_CASE(one_way_streams_end_after_what_waits)
{
    Simulation world{draining_over(0ms)};
    // A page that does nothing but read, and Faye, which connects besides.
    auto page = Client::handshaken(world);
    const auto pages = world.stream(page.id);
    auto faye = Client::polling(world);
    const auto fayes = world.stream(faye.id);
    const auto exchange = faye.hold(R"("connectionType":"eventsource","id":"c")");
    for (auto* client : {&page, &faye})
        client->subscribe("/a");
    for (const auto stream : {pages, fayes}) {
        world.frames(stream);
        world.stall(stream);
    }
    world.publish("/a", "1");
    world.drain();
    world.advance(100ms);
    for (const auto stream : {pages, fayes}) {
        world.unstall(stream);
        BOOST_TEST(data_of(world.messages(stream)) == Texts{"1"});
        BOOST_TEST((world.closed(stream) == CloseReason::session_ended));
    }
    BOOST_TEST(like(world.response(exchange)[0], to_leave));
    BOOST_TEST(world.sessions() == 0u);
}

BOOST_AUTO_TEST_CASE(nodefony_sockets_are_closed_and_their_backends_left)
{
    for (const bool newer : {false, true}) {
        auto config = nodefony_config();
        config.drain.window = 0ms;
        Simulation world{config};
        Page page{world, newer};
        const auto backend = page.opened();
        world.stall(page.socket);
        world.data(backend, R"({"n":1})");
        world.drain();
        world.advance(100ms);
        world.unstall(page.socket);
        BOOST_TEST(like(page.frame(), R"({"channel":"/service/random"})"));
        BOOST_TEST((world.closed(page.socket) == CloseReason::server_stopping));
        const auto calls = verbs(world.service_calls());
        BOOST_TEST((calls == Texts{"finish"} || calls == Texts{"abort"}));
        // The newer client shakes hands for nothing before it connects.
        world.advance(1s);
        BOOST_TEST(world.sessions() == 0u);
    }
}

BOOST_AUTO_TEST_SUITE_END()
