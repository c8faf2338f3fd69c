#include "client.hpp"

BOOST_AUTO_TEST_SUITE(subscribe)

using namespace halley;
using namespace halley::test;

namespace {

struct Case {
    const char* name;
    const char* members;
    const char* reply;
    std::size_t subscriptions;
};

// clang-format off
const Case cases[] = {
    {"SUB-01 one name", R"("id":"1","subscription":"/a")",
     R"({"channel":"/meta/subscribe","id":"1","successful":true,"subscription":"/a","error":null,"advice":null})", 1},
    {"SUB-02 names and patterns", R"("subscription":["/p","/q/*","/r/**"])",
     R"({"successful":true,"subscription":["/p","/q/*","/r/**"]})", 3},
    {"SUB-02 an array of one stays an array", R"("subscription":["/p"])",
     R"({"successful":true,"subscription":["/p"]})", 1},
    {"SUB-02 the same twice in one array", R"("subscription":["/p","/p"])",
     R"({"successful":true,"subscription":["/p","/p"]})", 1},
    {"SUB-03 missing", R"("id":3)",
     R"({"channel":"/meta/subscribe","id":3,"successful":false,"error":"403::subscription_missing","subscription":null})", 0},
    {"SUB-04 an object", R"("subscription":{"a":1})",
     R"({"successful":false,"error":"403::subscription_invalid"})", 0},
    {"SUB-04 a number", R"("subscription":5)", R"({"successful":false,"error":"403::subscription_invalid"})", 0},
    {"SUB-04 null", R"("subscription":null)", R"({"successful":false,"error":"403:*"})", 0},
    {"SUB-04 true", R"("subscription":true)", R"({"successful":false,"error":"403::subscription_invalid"})", 0},
    {"SUB-04 a number in the array", R"("subscription":["/a",5])",
     R"({"successful":false,"error":"403::subscription_invalid"})", 0},
    {"SUB-04 an array in the array", R"("subscription":["/a",["/b"]])",
     R"({"successful":false,"error":"403::subscription_invalid"})", 0},
    {"SUB-05 empty array", R"("subscription":[])", R"({"successful":false,"error":"403:*"})", 0},
    {"SUB-06 invalid name", R"("subscription":"foo")",
     R"({"successful":false,"error":"403:foo:subscription_invalid","subscription":"foo"})", 0},
    {"SUB-07 /meta/*", R"("subscription":"/meta/*")", R"({"successful":false,"error":"403:*","subscription":"/meta/*"})", 0},
    {"SUB-07 /meta/**", R"("subscription":"/meta/**")", R"({"successful":false,"error":"403:*"})", 0},
    {"SUB-07 /meta/connect", R"("subscription":"/meta/connect")", R"({"successful":false,"error":"403:/meta/connect:*"})", 0},
    {"SUB-08 /service/x", R"("subscription":"/service/x")",
     R"({"successful":true,"subscription":"/service/x","error":null})", 0},
    {"SUB-08 /service/**", R"("subscription":"/service/**")", R"({"successful":true})", 0},
    {"SUB-10 the second is refused", R"("subscription":["/ok","/meta/zz","//"])",
     R"({"successful":false,"error":"403:/meta/zz:*","subscription":["/ok","/meta/zz","//"]})", 0},
    {"SUB-10 the last is refused", R"("subscription":["/ok","/ok/*","/bad/"])",
     R"({"successful":false,"error":"403:/bad/:*"})", 0},
    {"SUB-11 no list of what failed", R"("subscription":["/meta/zz"])", R"({"successful":false,"failed":null})", 0},
    {"SUB-22 whatever else it carries", R"("subscription":"/a","data":{"x":1},"ext":{"y":2},"foo":3)",
     R"({"successful":true,"data":null,"ext":null,"foo":null})", 1},
    {"ERR-06 quotes in a name", R"("subscription":"/a\"b\\")",
     R"({"successful":false,"subscription":"/a\"b\\"})", 0},
    {"ERR-06 a control in a name", R"("subscription":"/a\u0007")",
     R"({"successful":false,"subscription":"/a\u0007"})", 0},
    {"ERR-06 colons in a name do not break the error", R"("subscription":"/a:b:c")",
     R"({"successful":false,"error":"403::subscription_invalid"})", 0},
};
// clang-format on

}  // namespace

BOOST_AUTO_TEST_CASE(replies)
{
    for (const auto& row : cases) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world;
            auto poller = Client::polling(world);
            auto streamer = Client::streaming(world);
            for (auto* client : {&poller, &streamer}) {
                const auto reply = client->say(batch_of({message("/meta/subscribe", row.members)}));
                BOOST_TEST_REQUIRE(reply.size() == 1u);
                BOOST_TEST(like(reply[0], row.reply));
                // Go clients for Salesforce read it from here (CON-02).
                BOOST_TEST(reply[0]["clientId"].string() == client->id);
            }
            BOOST_TEST(world.subscriptions() == 2 * row.subscriptions);
        }
    }
}

BOOST_AUTO_TEST_CASE(unsubscribe_replies)
{
    struct {
        const char* name;
        const char* members;
        const char* reply;
        std::size_t left;
    } const table[] = {
  // clang-format off
        {"SUB-13 one name", R"("id":"1","subscription":"/a")",
         R"({"channel":"/meta/unsubscribe","id":"1","successful":true,"subscription":"/a","error":null})", 1},
        {"SUB-13 an array", R"("subscription":["/a","/b/*"])", R"({"successful":true,"subscription":["/a","/b/*"]})", 0},
        {"SUB-13 missing", R"("id":1)", R"({"successful":false,"error":"403::subscription_missing"})", 2},
        {"SUB-13 wrong type", R"("subscription":7)", R"({"successful":false,"error":"403::subscription_invalid"})", 2},
        {"SUB-13 empty array", R"("subscription":[])", R"({"successful":false,"error":"403:*"})", 2},
        {"SUB-13 invalid name", R"("subscription":"a")", R"({"successful":false,"error":"403:a:*"})", 2},
        {"SUB-14 not subscribed", R"("subscription":"/taken")", R"({"successful":true})", 2},
        {"SUB-15 never seen", R"("subscription":"/neverseen/*")", R"({"successful":true})", 2},
        {"SUB-15 a service", R"("subscription":"/service/x")", R"({"successful":true})", 2},
        {"SUB-16 /meta/connect", R"("subscription":"/meta/connect")", R"({"successful":false,"error":"403:*"})", 2},
        {"SUB-16 all or nothing", R"("subscription":["/a","/meta/connect"])", R"({"successful":false})", 2},
        {"SUB-14 a pattern is not what it matches", R"("subscription":"/b/c")", R"({"successful":true})", 2},
  // clang-format on
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world;
            auto other = Client::polling(world);
            other.subscribe("/taken");
            auto client = Client::polling(world);
            client.subscribe("/a");
            client.subscribe("/b/*");
            const auto reply =
                client.request(batch_of({message("/meta/unsubscribe", row.members)}));
            BOOST_TEST_REQUIRE(reply.size() == 1u);
            BOOST_TEST(like(reply[0], row.reply));
            BOOST_TEST(world.subscriptions() == row.left + 1);
        }
    }
}

BOOST_AUTO_TEST_CASE(SUB_09_a_duplicate_is_successful)
{
    Simulation world;
    auto client = Client::streaming(world);
    client.subscribe("/a");
    client.subscribe("/a");
    BOOST_TEST(world.subscriptions() == 1u);
    BOOST_TEST(data_of(client.publish("/a", "1")).size() == 1u);
    client.unsubscribe("/a");
    BOOST_TEST(world.subscriptions() == 0u);
    BOOST_TEST(data_of(client.publish("/a", "1")).empty());
}

BOOST_AUTO_TEST_CASE(SUB_10_nothing_of_a_refused_array_is_subscribed)
{
    Simulation world;
    auto client = Client::streaming(world);
    client.send(batch_of({message("/meta/subscribe", R"("subscription":["/okk","/meta/zz"])")}));
    BOOST_TEST(data_of(client.publish("/okk", "1")).empty());
    client.subscribe("/okk");
    client.send(
        batch_of({message("/meta/subscribe", R"("subscription":["/other","/okk","/a/"])")}));
    BOOST_TEST(data_of(client.publish("/okk", "1")).size() == 1u);  // It keeps what it had.
}

BOOST_AUTO_TEST_CASE(SUB_12_unknown_session)
{
    Simulation world;
    for (const auto* channel : {"/meta/subscribe", "/meta/unsubscribe"}) {
        const auto reply = world.request(
            with_id(batch_of({message(channel, R"("id":"1","subscription":["/a"])")}), "zzz"));
        BOOST_TEST(like(reply, R"([{"successful":false,"error":"402::session_unknown","id":"1",
                                    "subscription":["/a"],"advice":null}])"));  // SUB-01, SUB-13
        BOOST_TEST(reply[0]["channel"].string() == channel);
    }
    BOOST_TEST(world.subscriptions() == 0u);
}

BOOST_AUTO_TEST_CASE(SUB_17_18_in_one_batch)
{
    Simulation world;
    const auto batch = batch_of({subscribe_message("/a"),
                                 publish_message("/a", "1"),
                                 unsubscribe_message("/a"),
                                 publish_message("/a", "2")});
    constexpr auto expected = R"([{"channel":"/a","data":1},
        {"channel":"/meta/subscribe","successful":true},{"channel":"/a","successful":true,"data":null},
        {"channel":"/meta/unsubscribe","successful":true},{"channel":"/a","successful":true,"data":null}])";
    auto poller = Client::polling(world);
    BOOST_TEST(like(poller.request(batch), expected));

    auto streamer = Client::streaming(world);
    world.send(*streamer.socket, with_id(batch, streamer.id));
    const auto frames = world.frames(*streamer.socket);
    BOOST_TEST_REQUIRE(frames.size() == 1u);
    BOOST_TEST(like(frames[0], expected));  // WS-04, WS-05
}

BOOST_AUTO_TEST_CASE(SUB_17_nothing_arrives_after_the_reply)
{
    Simulation world;
    auto client = Client::polling(world);
    client.subscribe("/a");
    auto other = Client::polling(world);
    other.publish("/a", "1");
    // What was published before may come, and does.
    BOOST_TEST(like(client.request(batch_of({unsubscribe_message("/a")})),
                    R"([{"data":1},{"successful":true}])"));
    other.publish("/a", "2");
    BOOST_TEST(like(client.poll(), R"([{"channel":"/meta/connect"}])"));
}

BOOST_AUTO_TEST_CASE(SUB_19_a_new_handshake_starts_empty)
{
    Simulation world;
    auto client = Client::polling(world);
    client.subscribe("/a");
    client.say(batch_of({message("/meta/disconnect")}));
    BOOST_TEST(world.subscriptions() == 0u);
    client.id = world.handshake();
    client.poll();
    Client::polling(world).publish("/a", "1");
    BOOST_TEST(data_of(client.poll().elements()).empty());
}

BOOST_AUTO_TEST_CASE(SUB_21_a_pattern_covers_later_channels)
{
    Simulation world;
    auto client = Client::streaming(world);
    client.subscribe("/x/*");
    auto other = Client::polling(world);
    other.publish("/x/1", "1");
    other.publish("/x/2", "2");
    BOOST_TEST(data_of(client.received()) == (std::vector<std::string>{"1", "2"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(LIM_05_subscriptions_per_session)
{
    Config config;
    config.limits.subscriptions_per_session = 3;
    Simulation world{config};
    auto client = Client::polling(world);
    client.subscribe("/1");
    client.subscribe("/2");
    const auto many =
        client.request(batch_of({message("/meta/subscribe", R"("subscription":["/3","/4"])")}));
    BOOST_TEST(like(many, R"([{"successful":false,"error":"403::too_many_subscriptions"}])"));
    client.subscribe("/3");
    BOOST_TEST(like(client.request(batch_of({subscribe_message("/4")})),
                    R"([{"successful":false,"error":"403::too_many_subscriptions"}])"));
    client.subscribe("/2");  // SUB-09: what it has costs nothing.
    client.unsubscribe("/1");
    client.subscribe("/4");
    BOOST_TEST(world.subscriptions() == 3u);
    Client::polling(world).subscribe("/1");
}

BOOST_AUTO_TEST_SUITE_END()
