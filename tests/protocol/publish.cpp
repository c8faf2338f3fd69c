#include "client.hpp"

BOOST_AUTO_TEST_SUITE(publish)

using namespace halley;
using namespace halley::test;

namespace {

using Texts = std::vector<std::string>;

struct Case {
    const char* name;
    const char* channel;
    const char* members;
    const char* reply;
};

// clang-format off
const Case cases[] = {
    {"PUB-01 fields of the reply", "/a", R"("id":"1","data":1)",
     R"({"channel":"/a","id":"1","successful":true,"error":null,"data":null,"advice":null})"},
    {"PUB-01 numeric id", "/a", R"("id":7,"data":1)", R"({"id":7,"successful":true})"},
    {"PUB-01 no id", "/a", R"("data":1)", R"({"id":null,"successful":true})"},
    {"PUB-07 data absent", "/a", R"("id":"1")", R"({"channel":"/a","id":"1","successful":false,"error":"400:*"})"},
    {"PUB-09 id with a dash", "/a", R"("id":"1-2","data":1)", R"({"id":"1-2","successful":true})"},
    {"PUB-09 empty id", "/a", R"("id":"","data":1)", R"({"id":"","successful":true})"},
    {"PUB-09 markup as id", "/a", R"("id":"<script>","data":1)", R"({"id":"<script>","successful":true})"},
    {"PUB-09 id with escapes", "/a", R"("id":"\u00e9\n\"","data":1)", R"({"id":"\u00e9\n\"","successful":true})"},
    {"PUB-09 id as an array", "/a", R"("id":[1],"data":1)",
     R"({"channel":"/a","id":null,"successful":false,"error":"405::message_id_invalid"})"},
    {"PUB-10 a pattern", "/a/*", R"("data":1)", R"({"channel":"/a/*","successful":false,"error":"405:*"})"},
    {"PUB-10 a deep pattern", "/**", R"("data":1)", R"({"successful":false,"error":"405:*"})"},
    {"PUB-11 unknown meta channel", "/meta/foo", R"("id":"1","data":1)",
     R"({"channel":"/meta/foo","id":"1","successful":false,"error":"403:/meta/foo:*"})"},
    {"PUB-12 no such service", "/service/x", R"("id":"1","data":1)",
     R"({"channel":"/service/x","id":"1","successful":false,"error":"404:*"})"},
    // Nothing in Halley deletes a message on its way, so `404::message_deleted` is never said.
    {"PUB-27 nothing is deleted", "/deleted", R"("id":"1","data":1)", R"({"successful":true,"error":null})"},
    {"CHN-01 no channel", "a", R"("id":"1","data":1)", R"({"channel":"a","id":"1","successful":false,"error":"405:*"})"},
    {"PUB-22 a subscription is not copied", "/a", R"("data":1,"subscription":"/x")",
     R"({"successful":true,"subscription":null})"},
    {"PUB-23 an error is not believed", "/a", R"("data":1,"error":"e","successful":false)",
     R"({"successful":true,"error":null})"},
    {"FMT-28 unknown fields", "/a", R"("data":1,"foo":{"x":[]})", R"({"successful":true,"foo":null})"},
};

struct Value {
    const char* name;
    const char* data;
};

const Value values[] = {
    {"PUB-08 null", "null"}, {"PUB-08 false", "false"}, {"PUB-08 zero", "0"}, {"PUB-08 empty string", R"("")"},
    {"PUB-08 array", "[]"}, {"PUB-08 string", R"("s")"}, {"PUB-08 object", "{}"},
    {"FMT-12 not ASCII", "\"é😀\""},
    {"FMT-16 2^53-1", "9007199254740991"}, {"FMT-17 64 bits", "9007199254740993"},
    {"FMT-18 beyond a double", "1e400"}, {"FMT-19 beyond 64 bits", "123456789012345678901234567890"},
    {"FMT-20 minus zero", "-0"}, {"FMT-20 1.0", "1.0"}, {"FMT-20 1E2", "1E2"},
    {"FMT-21 lone surrogate", R"("\ud83d")"}, {"FMT-21 NUL", R"("\u0000")"},
    {"FMT-21 line separators", R"("\u2028\u2029")"},
    {"FMT-20 white space inside", R"({ "a" : [ 1 , 2 ] })"},
    {"FMT-23 duplicate keys inside", R"({"a":1,"a":2})"},
    {"FMT-20 fields of a message inside", R"({"channel":"/x","advice":{"reconnect":"none"},"clientId":"y"})"},
    {"BIN-03 Z85", R"({"data":"HelloWorld<>&{}[]","last":true})"},
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
                const auto reply = client->say(batch_of({message(row.channel, row.members)}));
                BOOST_TEST_REQUIRE(reply.size() == 1u);
                BOOST_TEST(like(reply[0], row.reply));  // PUB-02: nobody listens, all the same.
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(data_travels_byte_for_byte)
{
    for (const auto& row : values) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world;
            auto client = Client::polling(world);
            client.subscribe("/a");
            const auto exchange = client.post(batch_of({publish_message("/a", row.data)}));
            const auto expected = std::string{R"([{"channel":"/a","data":)"} + row.data + "},";
            const auto& body = world.raw_response(exchange);
            BOOST_TEST(body.starts_with(expected), body);
        }
    }
}

BOOST_AUTO_TEST_CASE(what_an_event_carries)
{
    struct {
        const char* name;
        const char* members;
        const char* event;
    } const table[] = {
  // clang-format off
        {"PUB-03 channel and data", R"("data":{"x":1})", R"({"channel":"/a","data":{"x":1}})"},
        {"PUB-04 no clientId, PUB-05 no id", R"("data":1,"id":"7")", R"({"channel":"/a","data":1})"},
        {"PUB-20 advice", R"("data":1,"advice":{"reconnect":"none"})", R"({"channel":"/a","data":1})"},
        {"PUB-20 error", R"("data":1,"error":"402::x")", R"({"channel":"/a","data":1})"},
        {"PUB-20 successful", R"("data":1,"successful":false)", R"({"channel":"/a","data":1})"},
        {"PUB-20 subscription", R"("data":1,"subscription":"/b")", R"({"channel":"/a","data":1})"},
        {"PUB-20 timestamp", R"("data":1,"timestamp":"2030")", R"({"channel":"/a","data":1})"},
        {"PUB-20 whatever", R"("data":1,"foo":"bar","version":"9")", R"({"channel":"/a","data":1})"},
        {"PUB-21 ext", R"("ext":{"binary":{}},"data":1)", R"({"channel":"/a","data":1,"ext":{"binary":{}}})"},
        {"PUB-20 all of them", R"("data":1,"advice":{"reconnect":"none"},"error":"e","successful":false,"subscription":"/a")",
         R"({"channel":"/a","data":1})"},
        {"BIN-01 bytes and what they are", R"("ext":{"binary":{}},"data":{"data":"HelloWorld","last":false,"meta":{"n":1}})",
         R"({"channel":"/a","data":{"data":"HelloWorld","last":false,"meta":{"n":1}},"ext":{"binary":{}}})"},
        {"BIN-02 three bytes", R"("ext":{"binary":{}},"data":{"data":"009c","last":true})",
         R"({"channel":"/a","data":{"data":"009c","last":true},"ext":{"binary":{}}})"},
        {"FMT-23 the last data wins", R"("data":1,"data":2)", R"({"channel":"/a","data":2})"},
        {"FMT-23 the last channel wins", R"("data":1,"channel":"/a")", R"({"channel":"/a","data":1})"},
  // clang-format on
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world;
            auto subscriber = Client::streaming(world);
            subscriber.subscribe("/a");
            auto publisher = Client::polling(world);
            publisher.request(batch_of({message("/a", row.members)}));
            const auto events = subscriber.received();
            BOOST_TEST_REQUIRE(events.size() == 1u);
            BOOST_TEST(events[0] == row.event);

            publisher.subscribe("/a");  // PUB-06: and so does the publisher's own.
            const auto own = publisher.request(batch_of({message("/a", row.members)}));
            BOOST_TEST_REQUIRE(own.size() == 2u);
            BOOST_TEST(own[0] == row.event);
        }
    }
}

BOOST_AUTO_TEST_CASE(PUB_06_not_to_the_publisher_when_so_configured)
{
    Config config;
    config.bayeux.broadcast_to_publisher = false;
    for (const auto shards : {protocol::ShardId{1}, protocol::ShardId{3}}) {
        Simulation world{config, shards};
        auto client = Client::polling(world);
        client.subscribe("/a");
        auto other =
            Client::streaming(world, {.shard = static_cast<protocol::ShardId>(shards - 1)});
        other.subscribe("/a");
        BOOST_TEST(data_of(client.publish("/a", "1")).empty());
        BOOST_TEST(data_of(other.received()) == Texts{"1"});
        BOOST_TEST(data_of(client.poll().elements()).empty());
        BOOST_TEST(data_of(other.publish("/a", "2")).empty());
        BOOST_TEST(data_of(client.poll().elements()) == Texts{"2"});
    }
}

BOOST_AUTO_TEST_CASE(anonymous_publishing_is_refused)
{
    Simulation world;
    auto listener = Client::streaming(world);
    listener.subscribe("/a");
    const auto hello = world.post(R"([{"channel":"/meta/handshake"}])");
    struct {
        const char* name;
        const char* members;
        From from;
    } const table[] = {
        {"PUB-15 no clientId",                 "",                     {}                                },
        {"PUB-16 unknown clientId",            R"("clientId":"zzz",)", {}                                },
        {"PUB-17 no clientId, a valid cookie", "",                     {.cookie = world.cookie_of(hello)}},
        {"LIM-10 clientId of the wrong type",  R"("clientId":{},)",    {}                                },
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            const auto reply = world.request(std::string{R"([{)"} + row.members +
                                                 R"("channel":"/a","id":"1","data":1}])",
                                             row.from);
            BOOST_TEST(like(reply, R"([{"channel":"/a","id":"1","successful":false,
                "error":"402::session_unknown","advice":null}])"));  // ERR-07
            BOOST_TEST(listener.received().empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(PUB_18_order_of_a_thousand)
{
    Simulation world{{}, 2};
    auto poller = Client::polling(world, {.shard = 1});
    auto streamer = Client::streaming(world, {.shard = 0});
    poller.subscribe("/a");
    streamer.subscribe("/a");
    auto publisher = Client::polling(world);
    auto held = poller.hold();
    Texts polled;
    Texts streamed;
    Texts published;
    for (int batch = 0; batch < 100; ++batch) {
        std::vector<std::string> messages;
        for (int i = 0; i < 10; ++i) {
            published.push_back(std::to_string(batch * 10 + i));
            messages.push_back(publish_message("/a", published.back()));
        }
        publisher.request(batch_of(messages));
        for (auto& data : data_of(streamer.received()))
            streamed.push_back(std::move(data));
        if (!world.answered(held)) continue;
        for (auto& data : data_of(world.response(held).elements()))
            polled.push_back(std::move(data));
        held = poller.post(batch_of({connect_message()}));
    }
    if (world.answered(held)) {
        for (auto& data : data_of(world.response(held).elements()))
            polled.push_back(std::move(data));
    }
    BOOST_TEST(streamed == published);
    BOOST_TEST(polled == published);
}

BOOST_AUTO_TEST_CASE(PUB_24_a_thousand_subscribers)
{
    Simulation world{{}, 4};
    std::vector<Client> clients;
    for (unsigned i = 0; i < 1000; ++i) {
        const From from{.shard = static_cast<protocol::ShardId>(i % 4)};
        clients.push_back(i % 2 == 0 ? Client::streaming(world, from)
                                     : Client::polling(world, from));
        clients.back().subscribe("/a");
        clients.back().subscribe("/**");  // PUB-19
    }
    Client::polling(world).publish("/a", "1");
    for (auto& client : clients) {
        const auto events = client.socket ? client.received() : client.poll().elements();
        BOOST_REQUIRE(data_of(events) == Texts{"1"});
    }
}

BOOST_AUTO_TEST_CASE(PUB_25_a_queue_is_first_in_first_out)
{
    Simulation world;
    auto client = Client::polling(world);
    client.subscribe("/**");
    auto other = Client::polling(world);
    for (const auto* data : {"1", "2", "3"})
        other.publish(std::string{"/c/"} + data, data);
    BOOST_TEST(data_of(client.poll().elements()) == (Texts{"1", "2", "3"}),
               boost::test_tools::per_element());
    BOOST_TEST(client.poll().size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
