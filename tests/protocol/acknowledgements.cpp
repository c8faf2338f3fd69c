#include "client.hpp"

// The ack extension, over long-polling and over a WebSocket.

BOOST_AUTO_TEST_SUITE(acknowledgements)

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;

namespace {

using Texts = std::vector<std::string>;

std::string handshake_with(std::string_view ext)
{
    return R"([{"channel":"/meta/handshake","ext":)" + std::string{ext} + "}]";
}

std::string ack(long long batch)
{
    return R"("ext":{"ack":)" + std::to_string(batch) + "}";
}

/// A client with the extension whose first connect has been answered as batch 1.
struct Acker {
    Acker(Simulation& world, bool streaming)
    {
        if (streaming) client.socket = world.open();
        client.world = &world;
        const auto hello = client.say(handshake_with(R"({"ack":true})"));
        BOOST_TEST(like(hello.at(0), R"({"successful":true,"ext":{"ack":true}})"));
        client.id = hello[0]["clientId"].string();
        const auto first = client.say(batch_of({connect_message(ack(0))}));
        BOOST_TEST(like(first.at(0), R"({"successful":true,"ext":{"ack":1}})"));
        client.subscribe("/a");
        world.end_turn();
        static_cast<void>(client.socket ? client.received() : std::vector<Json>{});
    }

    /// What a connect brings that is answered at once.
    std::vector<Json> connect(std::string_view members)
    {
        return client.say(batch_of({connect_message(members)}));
    }

    Client client;
};

/// Publishes these numbers to `/a`.
void publish(Simulation& world, const Texts& numbers)
{
    auto publisher = Client::handshaken(world);
    for (const auto& number : numbers)
        publisher.publish("/a", number);
}

long long batch_in(const std::vector<Json>& messages)
{
    return static_cast<long long>(messages.back()["ext"]["ack"].number());
}

constexpr bool transports[] = {false, true};

}  // namespace

BOOST_AUTO_TEST_CASE(ACK_01_the_offer)
{
    struct {
        const char* name;
        const char* ext;
        bool accepted;
    } const table[] = {
        {"true",               R"({"ack":true})",          true },
        {"among others",       R"({"x":[{}],"ack":true})", true },
        {"false",              R"({"ack":false})",         false},
        {"a number",           R"({"ack":1})",             false},
        {"text",               R"({"ack":"true"})",        false},
        {"deeper",             R"({"x":{"ack":true}})",    false},
        {"EXT-03 no object",   R"("ack")",                 false},
        {"EXT-03 an array",    R"([1])",                   false},
        {"EXT-01 another one", R"({"x":1})",               false},
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world;
            const auto reply = world.request(handshake_with(row.ext))[0];
            BOOST_TEST(reply["successful"].truth());
            BOOST_TEST(like(reply, row.accepted ? R"({"ext":{"ack":true}})" : R"({"ext":null})"));
        }
    }
    Config config;
    config.bayeux.extensions = {};
    Simulation without{config};
    BOOST_TEST(like(without.request(handshake_with(R"({"ack":true})"))[0], R"({"ext":null})"));
}

BOOST_AUTO_TEST_CASE(ACK_02_events_come_with_connects_only)
{
    for (const bool streaming : transports) {
        Simulation world;
        Acker acker{world, streaming};
        publish(world, {"1"});
        if (streaming) BOOST_TEST(acker.client.received().empty());
        // Its own publish does not bring it either.
        BOOST_TEST(acker.client.publish("/a", "2").size() == 1u);
        BOOST_TEST(data_of(acker.connect(ack(1))) == (Texts{"1", "2"}));
    }
}

BOOST_AUTO_TEST_CASE(DSC_06_a_disconnect_brings_none)
{
    Simulation world;
    Acker acker{world, false};
    publish(world, {"1"});
    BOOST_TEST(
        like(world.request(with_id(batch_of({message("/meta/disconnect")}), acker.client.id)),
             R"([{"channel":"/meta/disconnect","successful":true}])"));
}

BOOST_AUTO_TEST_CASE(ACK_03_each_connect_has_the_next_number)
{
    for (const bool streaming : transports) {
        Simulation world;
        Acker acker{world, streaming};
        for (long long batch = 2; batch < 10; ++batch) {
            const auto answer = acker.connect(ack(batch - 1) + R"(,"advice":{"timeout":0})");
            BOOST_TEST(answer.size() == 1u);
            BOOST_TEST(batch_in(answer) == batch);
        }
    }
}

BOOST_AUTO_TEST_CASE(ACK_05_06_07_what_is_not_confirmed_comes_again)
{
    for (const bool streaming : transports) {
        Simulation world;
        Acker acker{world, streaming};
        publish(world, {"1", "2"});
        const auto first = acker.connect(ack(1));
        BOOST_TEST(data_of(first) == (Texts{"1", "2"}));
        BOOST_TEST(batch_in(first) == 2);

        publish(world, {"3"});
        const auto again = acker.connect(ack(1));  // The client never saw the former.
        BOOST_TEST(data_of(again) == (Texts{"1", "2", "3"}));
        BOOST_TEST(batch_in(again) == 3);

        // ACK-07: at once, though there is nothing new. The first batch did arrive, late.
        BOOST_TEST(data_of(acker.connect(ack(2))) == Texts{"3"});
        BOOST_TEST(data_of(acker.connect(ack(2))) == Texts{"3"});
        const auto confirmed = acker.connect(ack(5) + R"(,"advice":{"timeout":0})");
        BOOST_TEST(confirmed.size() == 1u);
        BOOST_TEST(data_of(acker.connect(ack(2) + R"(,"advice":{"timeout":0})")).empty());
    }
}

BOOST_AUTO_TEST_CASE(ACK_08_09_10_what_confirms_nothing)
{
    for (const auto* members : {R"("id":1)",
                                R"("ext":{})",
                                R"("ext":{"ack":"x"})",
                                R"("ext":{"ack":null})",
                                R"("ext":{"ack":[3]})",
                                R"("ext":{"ack":-1})",
                                R"("ext":{"ack":0})",
                                R"("ext":{"ack":999})",
                                R"("ext":{"ack":1e99})",
                                R"("ext":"x")"}) {
        BOOST_TEST_CONTEXT(members)
        {
            Simulation world;
            Acker acker{world, false};
            publish(world, {"1"});
            BOOST_TEST(data_of(acker.connect(ack(1))) == Texts{"1"});
            BOOST_TEST(data_of(acker.connect(members)) == Texts{"1"});
        }
    }
}

BOOST_AUTO_TEST_CASE(LP_24_ACK_11_a_connection_that_breaks_while_a_connect_is_held)
{
    for (const bool streaming : transports) {
        for (const bool noticed : {false, true}) {
            Simulation world;
            Acker acker{world, streaming};
            const auto held = streaming ? *acker.client.socket : acker.client.hold(ack(1));
            if (streaming) BOOST_TEST(acker.connect(ack(1)).empty());
            world.stall(held);
            publish(world, {"1"});
            if (noticed) world.lose(held);
            publish(world, {"2"});
            if (streaming) acker.client.socket = world.open();
            const auto answer = acker.connect(ack(1));
            BOOST_TEST(data_of(answer) == (Texts{"1", "2"}));
            if (!noticed) world.lose(held);
            publish(world, {"3"});
            BOOST_TEST(data_of(acker.connect(ack(batch_in(answer)))) == Texts{"3"});
        }
    }
}

BOOST_AUTO_TEST_CASE(WS_08_ACK_12_an_event_ends_the_held_connect)
{
    for (const bool streaming : transports) {
        Simulation world;
        Acker acker{world, streaming};
        std::vector<Json> answer;
        if (streaming) {
            BOOST_TEST(acker.connect(ack(1)).empty());
            publish(world, {"1"});
            answer = acker.client.received();
        } else {
            const auto held = acker.client.hold(ack(1));
            publish(world, {"1"});
            answer = world.response(held).elements();
        }
        BOOST_TEST_REQUIRE(answer.size() == 2u);
        BOOST_TEST(answer[0]["data"].number() == 1);
        BOOST_TEST(like(answer[1], R"({"channel":"/meta/connect","ext":{"ack":2}})"));
    }
}

BOOST_AUTO_TEST_CASE(ACK_17_overlapping_connects)
{
    Simulation world;
    Acker acker{world, false};
    const auto first = acker.client.hold(ack(1) + R"(,"id":"1")");
    const auto second = acker.client.hold(ack(1) + R"(,"id":"2")");
    BOOST_TEST(like(world.response(first), R"([{"id":"1","successful":false,"ext":null}])"));
    publish(world, {"1"});
    const auto answer = world.response(second).elements();
    BOOST_TEST(data_of(answer) == Texts{"1"});
    BOOST_TEST(batch_in(answer) == 2);
    // Two in flight, of which the client sees the later one first.
    BOOST_TEST(data_of(acker.connect(ack(1))) == Texts{"1"});
    publish(world, {"2"});
    BOOST_TEST(data_of(acker.connect(ack(2))) == Texts{"2"});
    BOOST_TEST(data_of(acker.connect(ack(4) + R"(,"advice":{"timeout":0})")).empty());
}

BOOST_AUTO_TEST_CASE(ACK_13_14_what_is_kept_is_bounded)
{
    for (const auto policy :
         {SlowConsumer::disconnect, SlowConsumer::drop_oldest, SlowConsumer::drop_newest}) {
        Config config;
        config.limits.queue_messages = 10;
        config.limits.slow_consumer = policy;
        Simulation world{config};
        Acker acker{world, false};
        for (int i = 0; i < 100; ++i) {
            publish(world, {std::to_string(i)});
            acker.connect(R"("advice":{"timeout":0})");
        }
        if (policy == SlowConsumer::disconnect) {
            BOOST_TEST(like(acker.connect("")[0], R"({"error":"402:*"})"));
            continue;
        }
        const auto kept = data_of(acker.connect(""));
        BOOST_TEST(kept.size() <= 11u);
        BOOST_TEST(kept.size() >= 9u);
    }
}

// LP-13: that answer tells no number, and none is left out.
BOOST_AUTO_TEST_CASE(ACK_03_a_connect_that_is_refused_for_its_browser)
{
    Config config;
    config.bayeux.multi_session_interval = 0ms;
    Simulation world{config};
    const auto hello = world.post(handshake_with(R"({"ack":true})"));
    Client client{&world, {.cookie = world.cookie_of(hello)}, {}, {}};
    client.id = world.response(hello)[0]["clientId"].string();
    client.request(batch_of({connect_message(ack(0))}));
    client.subscribe("/a");
    const auto tab = world.post(R"([{"channel":"/meta/handshake"}])", client.from);
    Client other{&world, client.from, world.response(tab)[0]["clientId"].string(), {}};
    other.request(batch_of({connect_message()}));
    other.hold();
    BOOST_TEST(like(client.request(batch_of({connect_message(ack(1))})),
                    R"([{"successful":false,"error":"403:*","ext":null}])"));
    publish(world, {"1"});
    const auto answer = client.request(batch_of({connect_message(ack(1))})).elements();
    BOOST_TEST(data_of(answer) == Texts{"1"});
    BOOST_TEST(like(answer.back(), R"({"ext":{"ack":2}})"));
}

BOOST_AUTO_TEST_CASE(ACK_18_publishes_of_the_client_carry_none)
{
    Simulation world;
    Acker acker{world, false};
    BOOST_TEST(like(acker.client.publish("/b", "1").at(0), R"({"successful":true,"ext":null})"));
    BOOST_TEST(like(acker.client.say(batch_of({subscribe_message("/c")})).at(0),
                    R"({"successful":true,"ext":null})"));
}

BOOST_AUTO_TEST_CASE(two_sessions_in_one_batch)
{
    Simulation world;
    Acker one{world, false};
    auto other = Client::polling(world);
    publish(world, {"1"});
    const auto publish_of_one = with_id(publish_message("/zz", "0"), one.client.id);
    const auto connect_of_other = with_id(connect_message(), other.id);
    // That the other's connect is answered says nothing about the first one's events.
    const auto answer = world.request(batch_of({publish_of_one, connect_of_other}));
    BOOST_TEST(data_of(answer.elements()).empty());
    BOOST_TEST(data_of(one.connect(ack(1))) == Texts{"1"});
}

// Whatever else an answer is about, its number confirms what it brought and no more.
BOOST_AUTO_TEST_CASE(ACK_05_an_answer_that_could_not_take_them_along)
{
    Config config;
    config.services["slow"] = {};
    Simulation world{config, 2};
    auto other = Client::polling(world);
    other.subscribe("/other");
    {
        Acker acker{world, false};
        publish(world, {"1"});
        acker.connect(ack(1));  // Lost on the way, as batch 2.
        // The answer to this one belongs to the other, whose events are in it already.
        Client::handshaken(world).publish("/other", "0");
        const auto body = "[" + with_id(message("/meta/disconnect"), other.id) + "," +
                          with_id(connect_message(ack(1)), acker.client.id) + "]";
        const auto answer = world.request(body).elements();
        BOOST_TEST(data_of(answer) == Texts{"0"});
        BOOST_TEST(data_of(acker.connect(ack(batch_in(answer)))) == Texts{"1"});
    }
    for (const bool later : {false, true}) {
        // A connect is answered in a batch that has to wait for its backend; meanwhile
        // there is another.
        Acker acker{world, false};
        const auto publish_to_slow = publish_message("/service/slow", "0");
        const auto parked = acker.client.post(batch_of({connect_message(ack(1)), publish_to_slow}));
        if (later) acker.connect(R"("advice":{"timeout":0},)" + ack(1));
        publish(world, {"2"});
        for (const auto& call : world.service_calls()) {
            if (call.verb == "open") world.opened(call);
        }
        const auto late = world.response(parked).elements();
        BOOST_TEST(data_of(late) == (later ? Texts{} : Texts{"2"}));
        // Nothing of it arrived.
        BOOST_TEST(data_of(acker.connect(ack(later ? 3 : 1))) == Texts{"2"});
    }
}

BOOST_AUTO_TEST_CASE(ACK_02_with_connects_beside_a_one_way_stream)
{
    Simulation world;
    Acker acker{world, false};
    const auto stream = world.stream(acker.client.id);
    publish(world, {"1"});
    BOOST_TEST(world.messages(stream).empty());
    const auto answer = acker.connect(R"("connectionType":"eventsource",)" + ack(1));
    BOOST_TEST(data_of(answer) == Texts{"1"});
    BOOST_TEST(batch_in(answer) == 2);
}

BOOST_AUTO_TEST_CASE(it_moves_between_transports)
{
    Simulation world{{}, 2};
    Acker acker{world, false};
    publish(world, {"1"});
    acker.connect(ack(1));  // Lost on the way.
    acker.client.socket = world.open({.shard = 1});
    const auto answer = acker.connect(ack(1));
    BOOST_TEST(data_of(answer) == Texts{"1"});
    acker.client.socket.reset();
    publish(world, {"2"});
    BOOST_TEST(data_of(acker.connect(ack(batch_in(answer)))) == Texts{"2"});
}

BOOST_AUTO_TEST_SUITE_END()
