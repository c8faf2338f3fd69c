#include "client.hpp"

BOOST_AUTO_TEST_SUITE(disconnect)

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(DSC_01_DSC_07_the_reply)
{
    Simulation world;
    auto poller = Client::polling(world);
    auto streamer = Client::streaming(world);
    for (auto* client : {&poller, &streamer}) {
        const auto reply = client->say(batch_of({message("/meta/disconnect", R"("id":"9")")}));
        BOOST_TEST_REQUIRE(reply.size() == 1u);
        BOOST_TEST(like(reply[0], R"({"channel":"/meta/disconnect","id":"9","successful":true,
                                      "error":null,"advice":null})"));
        BOOST_TEST(reply[0]["clientId"].string() == client->id);
    }
    BOOST_TEST(!world.closed(*streamer.socket));  // WS-20: the client closes.
    BOOST_TEST(world.sessions() == 0u);
}

BOOST_AUTO_TEST_CASE(DSC_02_the_state_is_gone_at_once)
{
    Simulation world;
    auto client = Client::streaming(world);
    client.subscribe("/a");
    client.subscribe("/b/**");
    client.send(batch_of({message("/meta/disconnect")}));
    BOOST_TEST(world.subscriptions() == 0u);
    Client::polling(world).publish("/a", "1");
    BOOST_TEST(client.received().empty());

    struct {
        const char* name;
        std::string message;
        const char* advice;
    } const table[] = {
        {"DSC-02 publish", publish_message("/a", "1"),                      R"({"advice":null})"},
        {"DSC-02 subscribe",                subscribe_message("/a"),                   R"({"advice":null})"     },
        {"DSC-04 disconnect",                message("/meta/disconnect"),                  R"({"advice":null})"},
        {"CON-20 connect",                connect_message(),                     R"({"advice":{"reconnect":"handshake"}})"                  },
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            const auto reply = client.send(batch_of({row.message}));
            BOOST_TEST_REQUIRE(reply.size() == 1u);
            BOOST_TEST(like(reply[0], R"({"successful":false,"error":"402::session_unknown"})"));
            BOOST_TEST(like(reply[0], row.advice));
        }
    }
}

// WS-20: first the reply to the disconnect, then the held connect.
BOOST_AUTO_TEST_CASE(DSC_03_the_held_connect_is_released)
{
    Simulation world;
    auto streamer = Client::streaming(world);
    streamer.send(batch_of({connect_message(R"("id":"c")")}));
    const auto both = streamer.send(batch_of({message("/meta/disconnect", R"("id":"d")")}));
    BOOST_TEST_REQUIRE(both.size() == 2u);
    BOOST_TEST(like(both[0], R"({"channel":"/meta/disconnect","id":"d","successful":true})"));
    BOOST_TEST(like(both[1], R"({"channel":"/meta/connect","id":"c","successful":true,
                                 "advice":{"reconnect":"none"}})"));

    auto poller = Client::polling(world);
    poller.subscribe("/a");
    const auto held = poller.hold(R"("id":"c")");
    poller.say(batch_of({publish_message("/a", "1"), message("/meta/disconnect")}));
    BOOST_TEST(like(world.response(held),
                    R"([{"id":"c","successful":true,"advice":{"reconnect":"none"}}])"));
    world.advance(1h);  // Nothing comes a second time.
    BOOST_TEST(streamer.received().empty());
}

BOOST_AUTO_TEST_CASE(DSC_05_the_rest_of_the_batch_is_refused)
{
    Simulation world;
    auto listener = Client::streaming(world);
    listener.subscribe("/a");
    for (const bool streaming : {false, true}) {
        auto client = streaming ? Client::streaming(world) : Client::polling(world);
        const auto replies = client.say(batch_of({publish_message("/a", "1"),
                                                  message("/meta/disconnect"),
                                                  publish_message("/a", "2"),
                                                  connect_message(),
                                                  message("/meta/disconnect")}));
        BOOST_TEST_REQUIRE(replies.size() == 5u);
        const bool expected[] = {true, true, false, false, false};
        for (std::size_t i = 0; i < replies.size(); ++i)
            BOOST_TEST(replies[i]["successful"].truth() == expected[i]);
        for (std::size_t i = 2; i < replies.size(); ++i)
            BOOST_TEST(like(replies[i], R"({"error":"402:*"})"));
        BOOST_TEST(data_of(listener.received()) == std::vector<std::string>{"1"});
    }
}

BOOST_AUTO_TEST_CASE(DSC_06_its_queue_comes_with_the_reply)
{
    Simulation world;
    auto client = Client::polling(world);
    client.subscribe("/a");
    Client::polling(world).publish("/a", "1");
    BOOST_TEST(like(client.request(batch_of({message("/meta/disconnect")})),
                    R"([{"data":1},{"channel":"/meta/disconnect","successful":true}])"));
}

BOOST_AUTO_TEST_CASE(by_another_way_than_the_held_connect)
{
    Simulation world;
    auto client = Client::streaming(world);
    client.send(batch_of({connect_message(R"("id":"c")")}));
    // Over HTTP: both exchanges and the stream get their answer.
    BOOST_TEST(like(client.request(batch_of({message("/meta/disconnect")})),
                    R"([{"channel":"/meta/disconnect","successful":true}])"));
    BOOST_TEST(like(client.received().at(0), R"({"id":"c","advice":{"reconnect":"none"}})"));
    BOOST_TEST(world.sessions() == 0u);
}

BOOST_AUTO_TEST_CASE(unknown_sessions)
{
    Simulation world;
    BOOST_TEST(like(world.request(R"([{"channel":"/meta/disconnect","id":"1","clientId":"zzz"}])"),
                    R"([{"channel":"/meta/disconnect","id":"1","successful":false,
                         "error":"402::session_unknown","advice":null}])"));
}

// A slot is used again: nothing of its former session may show up.
BOOST_AUTO_TEST_CASE(a_new_session_in_an_old_slot)
{
    Simulation world;
    auto former = Client::streaming(world);
    former.subscribe("/a");
    world.stall(*former.socket);
    auto publisher = Client::polling(world);
    publisher.publish("/a", "1");
    world.send(*former.socket, with_id(batch_of({message("/meta/disconnect")}), former.id));

    auto next = Client::polling(world);  // In the slot of `former`.
    next.subscribe("/b");
    world.lose(*former.socket);  // Returns event 1 to a session that is no more.
    publisher.publish("/b", "2");
    BOOST_TEST(data_of(next.poll().elements()) == std::vector<std::string>{"2"});
    world.advance(9'990ms);
    BOOST_TEST(next.poll()[0]["successful"].truth());

    // Deadlines of the former session do not end the new one.
    auto brief = Client::polling(world);
    world.advance(5s);
    brief.say(batch_of({message("/meta/disconnect")}));
    auto fresh = Client::polling(world);
    world.advance(9s);
    BOOST_TEST(fresh.poll()[0]["successful"].truth());
}

BOOST_AUTO_TEST_SUITE_END()
