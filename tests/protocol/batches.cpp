#include "client.hpp"

BOOST_AUTO_TEST_SUITE(batches)

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(FMT_01_to_03_the_envelope)
{
    Simulation world;
    auto client = Client::polling(world);
    const auto one = publish_message("/a", "1");
    for (const auto& body : {"[" + one + "]", one, " [ " + one + " ]\n"}) {
        const auto reply = client.request(body);
        BOOST_TEST(reply.is_array());
        BOOST_TEST(reply.size() == 1u);
    }
    client.socket = world.open();
    BOOST_TEST(client.send(one).size() == 1u);  // WS-03
    world.send(*client.socket, with_id(one, client.id));
    BOOST_TEST(world.frames(*client.socket).at(0).is_array());
}

BOOST_AUTO_TEST_CASE(FMT_06_the_empty_array)
{
    Simulation world;
    const auto exchange = world.post("[]");
    BOOST_TEST(world.raw_response(exchange) == "[]");
    const auto socket = world.open();
    world.send(socket, "[]");
    BOOST_TEST(world.frames(socket).empty());
    BOOST_TEST(!world.closed(socket));
}

BOOST_AUTO_TEST_CASE(FMT_24_replies_keep_the_order)
{
    for (const auto shards : {protocol::ShardId{1}, protocol::ShardId{4}}) {
        Simulation world{{}, shards};
        auto client = Client::polling(world);
        std::vector<std::string> messages;
        for (int i = 0; i < 200; ++i) {
            const auto id = R"("id":)" + std::to_string(i);
            switch (i % 5) {
            case 0: messages.push_back(publish_message("/a", "1", id)); break;
            case 1: messages.push_back(publish_message("/a/", "1", id)); break;
            case 2: messages.push_back(subscribe_message("/b", id)); break;
            case 3: messages.push_back(R"({"channel":"/x","clientId":"zzz",)" + id + "}"); break;
            default: messages.push_back("{" + id + "}");
            }
        }
        client.from.shard = static_cast<protocol::ShardId>(shards - 1);
        const auto replies = client.request(batch_of(messages)).elements();
        BOOST_TEST_REQUIRE(replies.size() == 200u);
        for (int i = 0; i < 200; ++i) {
            const auto& reply = replies[static_cast<std::size_t>(i)];
            BOOST_TEST(reply["id"].number() == i);
            BOOST_TEST(reply["successful"].truth() == (i % 5 == 0 || i % 5 == 2));
        }
    }
}

BOOST_AUTO_TEST_CASE(FMT_25_SUB_18_events_before_replies)
{
    Simulation world;
    auto poller = Client::polling(world);
    auto streamer = Client::streaming(world);
    constexpr auto expected = R"([{"data":1},{"data":2},{"id":"s"},{"id":"p"},{"id":"q"}])";
    const auto batch = batch_of({subscribe_message("/a", R"("id":"s")"),
                                 publish_message("/a", "1", R"("id":"p")"),
                                 publish_message("/a", "2", R"("id":"q")")});
    BOOST_TEST(like(poller.request(batch), expected));
    poller.say(batch_of({message("/meta/disconnect")}));
    world.send(*streamer.socket, with_id(batch, streamer.id));
    BOOST_TEST(like(world.frames(*streamer.socket).at(0), expected));
}

BOOST_AUTO_TEST_CASE(FMT_26_a_failing_message_harms_no_other)
{
    struct {
        const char* name;
        std::string message;
    } const table[] = {
        {"FMT-26 invalid id",           publish_message("/a",                         "1", R"("id":{})")},
        {"FMT-26 invalid channel",                publish_message("/a/*/b",                                                            "1")},
        {"FMT-26 no channel",R"({"clientId":"$ID"})"},
        {"FMT-05 channel is a number",           R"({"channel":5,"clientId":"$ID"})"                                          },
        {"FMT-26 unknown session",  R"({"channel":"/a","clientId":"zzz","data":1})"},
        {"FMT-26 no data",      message("/a") },
        {"FMT-26 an empty object",              "{}"                                       },
        {"FMT-26 unknown meta channel",      message("/meta/x")                                },
        {"FMT-26 subscribe to nothing", message("/meta/subscribe",                      R"("subscription":[])")},
        {"FMT-26 connect of nobody", R"({"channel":"/meta/connect"})"                   },
        {"FMT-26 odd fields everywhere",
         R"({"channel":[],"clientId":[],"id":[],"subscription":{},"advice":[],"ext":5,"version":1,"connectionType":{},"supportedConnectionTypes":"x"})"                                               },
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world;
            auto client = Client::polling(world);
            client.subscribe("/ok");
            const auto replies = client.request(
                batch_of({publish_message("/ok", "1"), row.message, publish_message("/ok", "2")}));
            BOOST_TEST(like(replies, R"([{"data":1},{"data":2},{"channel":"/ok","successful":true},
                {"successful":false,"error":"4*"},{"channel":"/ok","successful":true}])"));
        }
    }
}

BOOST_AUTO_TEST_CASE(FMT_27_each_message_by_its_own_client_id)
{
    Simulation world;
    auto a = Client::polling(world);
    auto b = Client::polling(world);
    a.subscribe("/a");
    b.subscribe("/b");
    const auto body = "[" + with_id(publish_message("/b", "1", R"("id":"a")"), a.id) + "," +
                      with_id(publish_message("/a", "2", R"("id":"b")"), b.id) + "," +
                      with_id(subscribe_message("/c", R"("id":"s")"), b.id) + "]";
    const auto replies = world.request(body);
    // Only the first one's events ride along: no client sees another one's.
    BOOST_TEST(like(replies, R"([{"channel":"/a","data":2},{"id":"a","successful":true},
                                 {"id":"b","successful":true},{"id":"s","successful":true}])"));
    BOOST_TEST(data_of(b.poll().elements()) == std::vector<std::string>{"1"});
    BOOST_TEST(data_of(a.poll().elements()).empty());
    a.publish("/c", "3");
    BOOST_TEST(data_of(b.poll().elements()) == std::vector<std::string>{"3"});
}

BOOST_AUTO_TEST_CASE(FMT_27_with_cookies_each_by_its_own)
{
    Simulation world;
    const auto hello_a = world.post(R"([{"channel":"/meta/handshake"}])");
    const auto hello_b = world.post(R"([{"channel":"/meta/handshake"}])");
    const auto a = world.response(hello_a)[0]["clientId"].string();
    const auto b = world.response(hello_b)[0]["clientId"].string();
    const auto body = "[" + with_id(publish_message("/x", "1"), a) + "," +
                      with_id(publish_message("/x", "1"), b) + "]";
    const auto replies = world.request(body, {.cookie = world.cookie_of(hello_a)});
    BOOST_TEST(like(replies, R"([{"successful":true},{"successful":false,"error":"402:*"}])"));
}

BOOST_AUTO_TEST_CASE(FMT_27_two_clients_disconnect_in_one_batch)
{
    Simulation world{{}, 4};
    auto a = Client::polling(world, {.shard = 1});
    auto b = Client::polling(world, {.shard = 2});
    const auto held_a = a.hold();
    const auto held_b = b.hold();
    const auto body = "[" + with_id(message("/meta/disconnect"), a.id) + "," +
                      with_id(message("/meta/disconnect"), b.id) + "," +
                      with_id(message("/meta/disconnect"), a.id) + "]";
    BOOST_TEST(like(world.request(body, {.shard = 3}),
                    R"([{"successful":true},{"successful":true},{"successful":false}])"));
    for (const auto held : {held_a, held_b})
        BOOST_TEST(like(world.response(held), R"([{"advice":{"reconnect":"none"}}])"));
    BOOST_TEST(world.sessions() == 0u);
}

BOOST_AUTO_TEST_CASE(two_connects_in_one_batch_of_two_clients)
{
    Simulation world;
    auto a = Client::polling(world);
    auto b = Client::polling(world);
    const auto body =
        "[" + with_id(connect_message(), a.id) + "," + with_id(connect_message(), b.id) + "]";
    BOOST_TEST(like(world.request(body), R"([{"successful":true},{"successful":true}])"));
}

// LIM-04: a thousand messages are a batch, and cost one frame.
BOOST_AUTO_TEST_CASE(LIM_04_a_thousand_messages)
{
    Simulation world;
    auto client = Client::streaming(world);
    client.subscribe("/a");
    std::vector<std::string> messages;
    for (int i = 0; i < 1000; ++i)
        messages.push_back(publish_message("/a", std::to_string(i)));
    world.send(*client.socket, with_id(batch_of(messages), client.id));
    const auto frames = world.frames(*client.socket);
    BOOST_TEST_REQUIRE(frames.size() == 1u);
    BOOST_TEST(frames[0].size() == 2000u);
}

// A burst leaves in one frame for each subscriber, not in one for each event.
BOOST_AUTO_TEST_CASE(a_burst_is_one_frame)
{
    Simulation world{{}, 2};
    auto near = Client::streaming(world);
    auto far = Client::streaming(world, {.shard = 1});
    near.subscribe("/a");
    far.subscribe("/a");
    std::vector<std::string> messages(100, publish_message("/a", "1"));
    Client::polling(world).request(batch_of(messages));
    BOOST_TEST(world.frames(*near.socket).size() == 1u);
    BOOST_TEST(data_of(far.received()).size() == 100u);
}

BOOST_AUTO_TEST_SUITE_END()
