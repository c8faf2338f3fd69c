#include <chrono>

#include "client.hpp"

BOOST_AUTO_TEST_SUITE(connect)

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

struct Case {
    const char* name;
    const char* members;  ///< Of the second connect.
    std::optional<milliseconds> held_for;
};

// clang-format off
const Case cases[] = {
    {"CON-04 held for the timeout",             R"("id":"1")",                        30s},
    {"CON-05 zero is immediate",                R"("advice":{"timeout":0})",          {}},
    {"CON-06 shorter is honoured",              R"("advice":{"timeout":1000})",       1s},
    {"CON-07 longer is capped",                 R"("advice":{"timeout":3600000})",    30s},
    {"CON-07 beyond 64 bits of nanoseconds",    R"("advice":{"timeout":9223372036854775807})", 30s},
    {"CON-07 negative counts as not asked",     R"("advice":{"timeout":-1})",         30s},
    {"CON-14 connectionType missing",           R"("connectionType":null)",           30s},
    {"CON-14 connectionType bogus",             R"("connectionType":"bogus")",        30s},
    {"CON-14 connectionType of the wrong type", R"("connectionType":7)",              30s},
    {"CON-18 advice is a string",               R"("advice":"x")",                    30s},
    {"CON-18 advice is an array",               R"("advice":[0])",                    30s},
    {"CON-18 timeout is a string",              R"("advice":{"timeout":"0"})",        30s},
    {"CON-18 timeout is an object",             R"("advice":{"timeout":{}})",         30s},
    {"CON-18 timeout beyond any number",        R"("advice":{"timeout":1e400})",      30s},
    {"CON-18 interval is a string",             R"("advice":{"interval":"5"})",       30s},
    {"ADV-06 interval alone does not shorten",  R"("advice":{"interval":0})",         30s},
};
// clang-format on

}  // namespace

BOOST_AUTO_TEST_CASE(CON_03_the_first_connect_is_answered_at_once)
{
    Simulation world;
    auto client = Client::handshaken(world);
    const auto body = client.request(batch_of({connect_message(R"("id":"1")")}));
    BOOST_TEST(body.size() == 1u);
    BOOST_TEST(like(body[0], R"({"channel":"/meta/connect","successful":true,"id":"1",
                                 "error":null,"data":null})"));  // CON-01
    BOOST_TEST(body[0]["clientId"].string() == client.id);       // CON-02
}

BOOST_AUTO_TEST_CASE(held_or_answered_over_http)
{
    for (const auto& row : cases) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world;
            auto client = Client::polling(world);
            const auto exchange = client.post(batch_of({connect_message(row.members)}));
            BOOST_TEST_REQUIRE(world.answered(exchange) == !row.held_for);
            if (row.held_for) {
                world.advance(*row.held_for - 1ms);
                BOOST_TEST_REQUIRE(!world.answered(exchange));
                world.advance(21ms);
                BOOST_TEST_REQUIRE(world.answered(exchange));
            }
            const auto body = world.response(exchange);
            BOOST_TEST_REQUIRE(body.size() == 1u);
            BOOST_TEST(
                like(body[0], R"({"channel":"/meta/connect","successful":true,"error":null})"));
        }
    }
}

BOOST_AUTO_TEST_CASE(held_or_answered_over_websocket)
{
    for (const auto& row : cases) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world;
            auto client = Client::streaming(world);
            auto answer = client.send(batch_of({connect_message(row.members)}));
            BOOST_TEST_REQUIRE(answer.empty() == row.held_for.has_value());
            if (row.held_for) {
                world.advance(*row.held_for - 1ms);
                BOOST_TEST_REQUIRE(client.received().empty());
                world.advance(21ms);
                answer = client.received();  // WS-10
            }
            BOOST_TEST_REQUIRE(answer.size() == 1u);
            BOOST_TEST(like(answer[0], R"({"channel":"/meta/connect","successful":true})"));
        }
    }
}

BOOST_AUTO_TEST_CASE(CON_08_the_timeout_is_for_one_connect)
{
    Simulation world;
    auto client = Client::polling(world);
    client.poll(R"("advice":{"timeout":0})");
    const auto held = client.hold();
    world.advance(29'990ms);
    BOOST_TEST(!world.answered(held));
    world.advance(50ms);
    BOOST_TEST(world.answered(held));
}

BOOST_AUTO_TEST_CASE(CON_10_an_event_ends_the_hold)
{
    Simulation world;
    auto client = Client::polling(world);
    client.subscribe("/a");
    const auto held = client.hold(R"("id":"7")");
    Client::polling(world).publish("/a", R"("news")");
    BOOST_TEST_REQUIRE(world.answered(held));
    // FMT-25: events before replies.
    BOOST_TEST(like(world.response(held), R"([{"channel":"/a","data":"news"},
        {"channel":"/meta/connect","id":"7","successful":true}])"));
}

BOOST_AUTO_TEST_CASE(CON_11_queued_events_come_with_the_next_response)
{
    struct {
        const char* name;
        std::string body;
    } const table[] = {
        {"CON-11 connect",            batch_of({connect_message()})                   },
        {"LP-21 publish",             batch_of({publish_message("/zz", "0")})         },
        {"LP-21 subscribe",           batch_of({subscribe_message("/b")})             },
        {"LP-21 unsubscribe",         batch_of({unsubscribe_message("/b")})           },
        {"LP-21 a refused message",   batch_of({publish_message("/a//b", "0")})       },
        {"DSC-06 disconnect",         batch_of({message("/meta/disconnect")})         },
        {"CON-16 connect in a batch", batch_of({connect_message(), connect_message()})},
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world;
            auto client = Client::polling(world);
            client.subscribe("/a");
            auto other = Client::polling(world);
            for (const auto* data : {"1", "2", "3"})
                other.publish("/a", data);
            const auto body = client.request(row.body).elements();
            BOOST_TEST(data_of({body.begin(), body.begin() + 3}) ==
                           (std::vector<std::string>{"1", "2", "3"}),
                       boost::test_tools::per_element());
            BOOST_TEST(body.back().has("successful"));
        }
    }
}

BOOST_AUTO_TEST_CASE(unknown_and_missing_client_ids)
{
    struct {
        const char* name;
        const char* members;
    } const table[] = {
        {"CON-12 unknown",           R"(,"clientId":"zzz")"                                                           },
        {"CON-12 of the right form", R"(,"clientId":"aaaaaaaaaaaaaaaaaaaaaaaaaaaa")"                                  },
        {"CON-12 empty",             R"(,"clientId":"")"                                                              },
        {"CON-12 very long",
         R"(,"clientId":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")"},
        {"CON-13 missing",           ""                                                                               },
        {"LIM-10 of the wrong type", R"(,"clientId":5)"                                                               },
        {"LIM-10 null",              R"(,"clientId":null)"                                                            },
    };
    for (const auto shards : {protocol::ShardId{1}, protocol::ShardId{4}}) {
        for (const auto& row : table) {
            BOOST_TEST_CONTEXT(row.name << " shards " << shards)
            {
                Simulation world{{}, shards};
                const std::string body =
                    R"([{"channel":"/meta/connect","id":"5","connectionType":"websocket")" +
                    std::string{row.members} + "}]";
                constexpr auto expected =
                    R"({"channel":"/meta/connect","id":"5","successful":false,"clientId":null,
                        "error":"402::session_unknown",
                        "advice":{"reconnect":"handshake","interval":0}})";
                const auto answer = world.request(body);
                BOOST_TEST_REQUIRE(answer.size() == 1u);
                BOOST_TEST(like(answer[0], expected));

                const auto socket = world.open();  // WS-12
                world.send(socket, body);
                BOOST_TEST(like(world.messages(socket).at(0), expected));
                BOOST_TEST(!world.closed(socket));
            }
        }
    }
}

// CON-15, LP-05: the older one is answered, with status 200 and a proper reply.
BOOST_AUTO_TEST_CASE(CON_15_a_second_connect_over_http)
{
    Simulation world;
    auto client = Client::polling(world);
    client.subscribe("/a");
    const auto first = client.hold(R"("id":"9")");
    const auto second = client.hold(R"("id":"10")");
    BOOST_TEST(like(world.response(first), R"([{"channel":"/meta/connect","id":"9",
        "successful":false,"error":"*"}])"));
    Client::polling(world).publish("/a", "1");
    BOOST_TEST(like(world.response(second), R"([{"data":1},{"id":"10","successful":true}])"));
}

// WS-07
BOOST_AUTO_TEST_CASE(CON_15_a_second_connect_over_websocket)
{
    Simulation world;
    auto client = Client::streaming(world);
    BOOST_TEST(client.send(batch_of({connect_message(R"("id":"3")")})).empty());
    const auto former = client.send(batch_of({connect_message(R"("id":"7")")}));
    BOOST_TEST_REQUIRE(former.size() == 1u);
    BOOST_TEST(like(former[0], R"({"channel":"/meta/connect","id":"3","successful":false})"));
    world.advance(31s);
    const auto answer = client.received();
    BOOST_TEST_REQUIRE(answer.size() == 1u);
    BOOST_TEST(like(answer[0], R"({"id":"7","successful":true})"));
}

BOOST_AUTO_TEST_CASE(CON_15_a_connect_that_is_not_held_supersedes_too)
{
    Simulation world;
    auto client = Client::polling(world);
    const auto first = client.hold(R"("id":"1")");
    BOOST_TEST(client.poll(R"("id":"2","advice":{"timeout":0})")[0]["successful"].truth());
    BOOST_TEST(like(world.response(first), R"([{"id":"1","successful":false}])"));
    const auto third = client.hold(R"("id":"3")");
    const auto batch = client.request(batch_of({connect_message(R"("id":"4")"), message("/x")}));
    BOOST_TEST(like(batch, R"([{"id":"4","successful":true},{"successful":false}])"));
    BOOST_TEST(like(world.response(third), R"([{"id":"3","successful":false}])"));
}

BOOST_AUTO_TEST_CASE(a_connect_among_other_messages_is_not_held)
{
    const auto connect = connect_message(R"("id":"c")");
    const auto publish = publish_message("/zz", "1", R"("id":"p")");
    const auto subscribe = subscribe_message("/b", R"("id":"s")");
    struct {
        const char* name;
        std::vector<std::string> batch;
        const char* ids;
    } const table[] = {
        {"CON-16 first",  {connect, publish},            R"([{"id":"c"},{"id":"p"}])"           },
        {"CON-17 middle", {publish, connect, subscribe}, R"([{"id":"p"},{"id":"c"},{"id":"s"}])"},
        {"CON-17 last",   {publish, connect},            R"([{"id":"p"},{"id":"c"}])"           },
        {"CON-16 twice",  {connect, connect},            R"([{"id":"c"},{"id":"c"}])"           },
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world;
            auto poller = Client::polling(world);
            BOOST_TEST(like(poller.request(batch_of(row.batch)), row.ids));
            auto streamer = Client::streaming(world);
            streamer.world->send(*streamer.socket, with_id(batch_of(row.batch), streamer.id));
            const auto frames = world.frames(*streamer.socket);
            BOOST_TEST_REQUIRE(frames.size() == 1u);  // WS-04
            BOOST_TEST(like(frames[0], row.ids));
        }
    }
}

BOOST_AUTO_TEST_CASE(CON_19_disconnect_releases_the_held_connect)
{
    Simulation world;
    auto client = Client::polling(world);
    const auto held = client.hold(R"("id":"1")");
    client.request(batch_of({message("/meta/disconnect")}));
    BOOST_TEST(like(world.response(held), R"([{"channel":"/meta/connect","id":"1",
        "successful":true,"advice":{"reconnect":"none"}}])"));
    // CON-20
    BOOST_TEST(like(client.poll(), R"([{"successful":false,"error":"402:*",
        "advice":{"reconnect":"handshake","interval":0}}])"));
}

BOOST_AUTO_TEST_CASE(CON_27_nothing_has_to_wait_for_the_first_connect)
{
    Simulation world;
    auto client = Client::handshaken(world);
    const auto early = client.request(  // SUB-20
        batch_of({subscribe_message("/a"), publish_message("/a", "1"), unsubscribe_message("/x")}));
    BOOST_TEST(
        like(early, R"([{"data":1},{"successful":true},{"successful":true},{"successful":true}])"));
    const auto first = client.request(batch_of({connect_message()}));
    BOOST_TEST(like(first, R"([{"channel":"/meta/connect","successful":true}])"));

    auto bare = Client::handshaken(world);
    bare.request(batch_of({connect_message()}));
    bare.subscribe("/b");
}

BOOST_AUTO_TEST_CASE(LP_20_its_own_event_rides_on_the_publish_response)
{
    Simulation world;
    auto client = Client::polling(world);
    client.subscribe("/a");
    const auto held = client.hold();
    BOOST_TEST(like(client.request(batch_of({publish_message("/a", "1", R"("id":"p")")})),
                    R"([{"channel":"/a","data":1},{"channel":"/a","id":"p","successful":true}])"));
    BOOST_TEST(!world.answered(held));
    world.advance(31s);
    BOOST_TEST(like(world.response(held), R"([{"channel":"/meta/connect"}])"));
}

BOOST_AUTO_TEST_CASE(WS_06_an_event_leaves_the_connect_held)
{
    Simulation world;
    auto client = Client::streaming(world);
    client.subscribe("/a");
    client.send(batch_of({connect_message(R"("id":"c")")}));
    Client::polling(world).publish("/a", "1");
    const auto event = client.received();
    BOOST_TEST_REQUIRE(event.size() == 1u);
    BOOST_TEST(like(event[0], R"({"channel":"/a","data":1,"successful":null})"));
    world.advance(31s);
    BOOST_TEST(like(client.received().at(0), R"({"channel":"/meta/connect","id":"c"})"));
}

BOOST_AUTO_TEST_CASE(WS_09_events_come_before_the_first_connect)
{
    Simulation world;
    const auto socket = world.open();
    world.send(socket, R"([{"channel":"/meta/handshake"}])");
    Client client{&world, {}, world.messages(socket).at(0)["clientId"].string(), socket};
    client.subscribe("/a");
    Client::polling(world).publish("/a", "1");
    BOOST_TEST(data_of(client.received()) == std::vector<std::string>{"1"});
}

BOOST_AUTO_TEST_CASE(WS_08_deliver_only_with_connects)
{
    Config config;
    config.bayeux.meta_connect_deliver_only = true;
    for (const bool streaming : {false, true}) {
        BOOST_TEST_CONTEXT("streaming " << streaming)
        {
            Simulation world{config};
            auto client = streaming ? Client::streaming(world) : Client::polling(world);
            auto other = Client::polling(world);
            client.subscribe("/a");
            BOOST_TEST(data_of(client.publish("/a", "1")).empty());
            other.publish("/a", "2");
            BOOST_TEST(data_of(client.say(batch_of({subscribe_message("/b")}))).empty());

            const auto connect = batch_of({connect_message(R"("id":"1")")});
            const auto queued = client.say(connect);
            BOOST_TEST_REQUIRE(queued.size() == 3u);
            BOOST_TEST(data_of(queued) == (std::vector<std::string>{"1", "2"}),
                       boost::test_tools::per_element());
            BOOST_TEST(queued.back()["id"].string() == "1");

            // While one is held, an event ends it: first the event, then the reply.
            std::vector<Json> answer;
            if (streaming) {
                BOOST_TEST(client.send(connect).empty());
                other.publish("/a", "3");
                answer = client.received();
            } else {
                const auto held = client.hold(R"("id":"1")");
                other.publish("/a", "3");
                answer = world.response(held).elements();
            }
            BOOST_TEST_REQUIRE(answer.size() == 2u);
            BOOST_TEST(like(answer[0], R"({"data":3})"));
            BOOST_TEST(like(answer[1], R"({"id":"1","successful":true})"));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
