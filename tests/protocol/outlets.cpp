#include "client.hpp"

// Sessions that move between transports, and connections that break: nothing is
// lost, doubled or reordered, and every exchange gets its one answer.

BOOST_AUTO_TEST_SUITE(outlets)

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;

namespace {

using Texts = std::vector<std::string>;

/// Publishes these numbers to `/a`, each in a request of its own.
void publish(Simulation& world, const Texts& numbers)
{
    auto publisher = Client::handshaken(world);
    for (const auto& number : numbers)
        publisher.publish("/a", number);
    publisher.say(batch_of({message("/meta/disconnect")}));
}

}  // namespace

BOOST_AUTO_TEST_CASE(LP_06_from_a_held_poll_to_a_websocket)
{
    Simulation world;
    auto client = Client::polling(world);
    client.subscribe("/a");
    const auto held = client.hold(R"("id":"lp")");
    client.socket = world.open();
    BOOST_TEST(client.send(batch_of({connect_message(R"("id":"ws")")})).empty());
    BOOST_TEST(like(world.response(held),
                    R"([{"channel":"/meta/connect","id":"lp","successful":false}])"));
    publish(world, {"1"});
    BOOST_TEST(data_of(client.received()) == Texts{"1"});  // WS-15, LP-10
}

BOOST_AUTO_TEST_CASE(WS_13_a_known_client_id_on_a_new_socket)
{
    Simulation world;
    auto client = Client::streaming(world);
    client.subscribe("/a");
    const auto former = *client.socket;
    client.socket = world.open();
    BOOST_TEST(client.publish("/zz", "0").at(0)["successful"].truth());
    publish(world, {"1"});
    BOOST_TEST(world.messages(former).empty());
    BOOST_TEST(data_of(client.received()) == Texts{"1"});
    world.lose(former);  // Too late to matter.
    publish(world, {"2"});
    BOOST_TEST(data_of(client.received()) == Texts{"2"});
    world.advance(9s);
    BOOST_TEST(world.sessions() == 1u);
}

BOOST_AUTO_TEST_CASE(a_held_connect_does_not_stay_on_the_former_socket)
{
    for (const bool deliver_only : {false, true}) {
        Config config;
        config.bayeux.meta_connect_deliver_only = deliver_only;
        Simulation world{config};
        auto client = Client::streaming(world);
        client.subscribe("/a");
        client.send(batch_of({connect_message(R"("id":"old")")}));
        const auto former = *client.socket;
        client.socket = world.open();
        client.publish("/zz", "0");
        const auto last = world.messages(former);
        BOOST_TEST_REQUIRE(last.size() == 1u);
        BOOST_TEST(like(last[0], R"({"id":"old","successful":false})"));
        publish(world, {"1"});
        BOOST_TEST(world.messages(former).empty());
        BOOST_TEST(data_of(client.received()) == (deliver_only ? Texts{} : Texts{"1"}));
    }
}

BOOST_AUTO_TEST_CASE(a_hold_that_is_taken_over_leaves_the_session_its_patience)
{
    Simulation world;
    auto client = Client::polling(world);
    client.hold();
    world.advance(29'900ms);
    client.socket = world.open();
    client.publish("/zz", "0");
    world.advance(9'900ms);
    BOOST_TEST(client.send(batch_of({connect_message()})).empty());
}

BOOST_AUTO_TEST_CASE(from_a_websocket_to_polling)
{
    Simulation world;
    auto client = Client::streaming(world);
    client.subscribe("/a");
    client.send(batch_of({connect_message(R"("id":"ws")")}));
    const auto socket = std::exchange(client.socket, std::nullopt).value();
    const auto held = client.hold();
    BOOST_TEST(like(world.messages(socket).at(0), R"({"id":"ws","successful":false})"));
    publish(world, {"1"});
    BOOST_TEST(world.frames(socket).empty());
    BOOST_TEST(data_of(world.response(held).elements()) == Texts{"1"});
    BOOST_TEST(!world.closed(socket));
}

BOOST_AUTO_TEST_CASE(a_publish_over_http_leaves_the_stream_alone)
{
    Simulation world;
    auto client = Client::streaming(world);
    client.subscribe("/a");
    BOOST_TEST(like(client.request(batch_of({publish_message("/a", "1")})),
                    R"([{"channel":"/a","successful":true,"data":null}])"));
    BOOST_TEST(data_of(client.received()) == Texts{"1"});
}

BOOST_AUTO_TEST_CASE(what_waits_comes_with_the_first_message_on_a_new_socket)
{
    const auto slow = R"("subscription":"/service/slow")";
    struct {
        const char* name;
        std::string body;
    } const table[] = {
        {"a connect that is held",         batch_of({connect_message()})               },
        {"a publish",                      batch_of({publish_message("/zz", "0")})     },
        {"a subscribe",                    batch_of({subscribe_message("/b")})         },
        {"a refused message",              batch_of({message("/meta/x")})              },
        {"what has to wait for a service", batch_of({message("/meta/subscribe", slow)})},
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Config config;
            config.services["slow"] = {};
            Simulation world{config};
            auto client = Client::polling(world);
            client.subscribe("/a");
            publish(world, {"1", "2"});
            client.socket = world.open();
            BOOST_TEST(data_of(client.send(row.body)) == (Texts{"1", "2"}));
        }
    }
}

BOOST_AUTO_TEST_CASE(what_waits_for_the_second_client_of_a_batch)
{
    Simulation world;
    auto first = Client::polling(world);
    auto second = Client::polling(world);
    second.subscribe("/a");
    publish(world, {"1"});
    const auto socket = world.open();
    world.send(socket,
               "[" + with_id(publish_message("/zz", "0"), first.id) + "," +
                   with_id(publish_message("/zz", "0"), second.id) + "]");
    const auto messages = world.messages(socket);
    BOOST_TEST(messages.size() == 3u);
    BOOST_TEST(data_of(messages) == Texts{"1"});
}

BOOST_AUTO_TEST_CASE(WS_18_a_gap_between_two_sockets)
{
    Simulation world;
    auto client = Client::streaming(world);
    client.subscribe("/a");
    world.stall(*client.socket);  // The peer is gone, and nobody knows yet.
    publish(world, {"1", "2", "3"});
    world.lose(*client.socket);
    publish(world, {"4"});
    client.socket = world.open();
    BOOST_TEST(data_of(client.send(batch_of({connect_message()}))) == (Texts{"1", "2", "3", "4"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_stuck_socket_is_replaced)
{
    Simulation world;
    auto client = Client::streaming(world);
    client.subscribe("/a");
    const auto stuck = *client.socket;
    world.stall(stuck);
    publish(world, {"1", "2"});
    client.socket = world.open();
    const auto messages = client.send(batch_of({connect_message()}));
    BOOST_TEST((world.closed(stuck) == protocol::CloseReason::replaced));
    BOOST_TEST(data_of(messages) == (Texts{"1", "2"}), boost::test_tools::per_element());
    publish(world, {"3"});
    BOOST_TEST(data_of(client.received()) == Texts{"3"});
}

BOOST_AUTO_TEST_CASE(a_stuck_socket_is_replaced_by_polling)
{
    Simulation world;
    auto client = Client::streaming(world);
    client.subscribe("/a");
    world.stall(*client.socket);
    publish(world, {"1", "2"});
    const auto stuck = std::exchange(client.socket, std::nullopt).value();
    const auto exchange = client.post(batch_of({connect_message()}));
    BOOST_TEST((world.closed(stuck) == protocol::CloseReason::replaced));
    BOOST_TEST(data_of(world.response(exchange).elements()) == (Texts{"1", "2"}));
}

BOOST_AUTO_TEST_CASE(several_deliveries_come_back_in_order)
{
    Simulation world;
    auto client = Client::streaming(world);
    client.subscribe("/a");
    world.stall(*client.socket);
    // Its own ride with each reply: three deliveries on their way at once.
    for (const auto* data : {"1", "2", "3"})
        client.publish("/a", data);
    publish(world, {"4", "5"});
    world.lose(*client.socket);
    client.socket.reset();
    BOOST_TEST(data_of(client.poll().elements()) == (Texts{"1", "2", "3", "4", "5"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(while_one_is_being_written_the_next_gather)
{
    Simulation world;
    auto client = Client::streaming(world);
    client.subscribe("/a");
    world.stall(*client.socket);
    publish(world, {"1", "2", "3"});
    world.unstall(*client.socket);
    const auto frames = world.frames(*client.socket);
    BOOST_TEST_REQUIRE(frames.size() == 2u);
    BOOST_TEST(data_of(frames[0].elements()) == Texts{"1"});
    BOOST_TEST(data_of(frames[1].elements()) == (Texts{"2", "3"}));
}

// LP-23, LP-24: what was not handed to the kernel is delivered again, in its place.
BOOST_AUTO_TEST_CASE(LP_23_a_response_that_is_not_written)
{
    Simulation world;
    auto client = Client::polling(world);
    client.subscribe("/a");
    const auto held = client.hold();
    world.stall(held);
    publish(world, {"1", "2"});  // 1 is in the response, 2 has to wait for its outcome.
    const auto next = client.hold();
    publish(world, {"3"});
    BOOST_TEST(!world.answered(next));
    BOOST_TEST(data_of(client.request(batch_of({publish_message("/zz", "0")})).elements()).empty());
    world.lose(held);
    BOOST_TEST(data_of(world.response(next).elements()) == (Texts{"1", "2", "3"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(at_most_one_response_is_on_its_way)
{
    Simulation world;
    auto client = Client::polling(world);
    client.subscribe("/a");
    const auto first = client.hold();
    world.stall(first);
    publish(world, {"1"});
    const auto second = client.hold();
    publish(world, {"2"});
    BOOST_TEST(!world.answered(second));
    world.unstall(first);
    BOOST_TEST(data_of(world.response(first).elements()) == Texts{"1"});
    BOOST_TEST(data_of(world.response(second).elements()) == Texts{"2"});
}

BOOST_AUTO_TEST_CASE(a_hold_ends_without_events_while_others_are_on_their_way)
{
    Simulation world;
    auto client = Client::polling(world);
    client.subscribe("/a");
    const auto first = client.hold();
    world.stall(first);
    publish(world, {"1", "2"});
    const auto second = client.hold(R"("id":"2")");
    world.advance(31s);
    BOOST_TEST(like(world.response(second), R"([{"id":"2","successful":true}])"));
    world.lose(first);
    BOOST_TEST(data_of(client.poll().elements()) == (Texts{"1", "2"}));
}

BOOST_AUTO_TEST_CASE(LP_22_a_held_poll_is_lost)
{
    Simulation world;
    auto client = Client::polling(world);
    client.subscribe("/a");
    world.lose(client.hold());
    publish(world, {"1", "2"});
    BOOST_TEST(data_of(client.poll().elements()) == (Texts{"1", "2"}));
}

BOOST_AUTO_TEST_CASE(RLD_01_a_page_is_loaded_again)
{
    for (const bool streaming : {false, true}) {
        Simulation world;
        auto client = streaming ? Client::streaming(world) : Client::polling(world);
        client.subscribe("/a");
        world.lose(streaming ? *client.socket : client.hold());
        publish(world, {"1"});
        world.advance(9s);
        if (streaming) client.socket = world.open();
        const auto connect = connect_message(R"("advice":{"timeout":0})");
        BOOST_TEST(like(client.say(batch_of({connect})).back(),
                        R"({"channel":"/meta/connect","successful":true})"));
        publish(world, {"2"});
        if (!streaming) BOOST_TEST(data_of(client.poll().elements()) == Texts{"2"});
        if (streaming) BOOST_TEST(data_of(client.received()) == Texts{"2"});
    }
}

BOOST_AUTO_TEST_CASE(a_superseded_poll_is_lost)
{
    Simulation world;
    auto client = Client::polling(world);
    client.subscribe("/a");
    const auto first = client.hold();
    const auto second = client.hold();
    world.lose(first);  // Answered already; the second one is not touched.
    publish(world, {"1"});
    BOOST_TEST(data_of(world.response(second).elements()) == Texts{"1"});
}

BOOST_AUTO_TEST_CASE(two_sessions_on_a_socket_that_one_leaves)
{
    Simulation world;
    const auto socket = world.open();
    Client a{&world, {}, world.connected(socket), socket};
    Client b{&world, {}, world.connected(socket), socket};
    a.subscribe("/a");
    b.subscribe("/a");
    a.socket = world.open();
    a.publish("/zz", "0");
    BOOST_TEST(!world.closed(socket));
    publish(world, {"1"});
    BOOST_TEST(data_of(a.received()) == Texts{"1"});
    BOOST_TEST(data_of(b.received()) == Texts{"1"});
    world.lose(socket);
    publish(world, {"2"});
    BOOST_TEST(data_of(a.received()) == Texts{"2"});
    BOOST_TEST(data_of(b.poll().elements()) == Texts{"2"});
}

BOOST_AUTO_TEST_CASE(something_is_sent_to_a_socket_that_is_gone)
{
    Simulation world{{}, 2};
    auto client = Client::streaming(world, {.shard = 1});
    client.subscribe("/a");
    client.send(batch_of({connect_message()}));
    world.lose(*client.socket);
    publish(world, {"1"});
    world.advance(5s);
    publish(world, {"2"});
    client.socket = world.open();
    BOOST_TEST(data_of(client.send(batch_of({connect_message()}))) == (Texts{"1", "2"}));
}

BOOST_AUTO_TEST_SUITE_END()
