#include "client.hpp"

// Services as a CometD client meets them: no rule of the Nodefony dialect here.

BOOST_AUTO_TEST_SUITE(services)

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;

namespace {

using Texts = std::vector<std::string>;

Config configured()
{
    Config config;
    config.services["echo"] = {};
    config.services["other"] = {};
    return config;
}

/// Subscribes and lets the backend accept.
Simulation::ServiceCall open(Client& client, std::string_view channel = "/service/echo")
{
    auto& world = *client.world;
    if (client.socket) {
        BOOST_REQUIRE(client.send(batch_of({subscribe_message(channel)})).empty());
    } else {
        client.post(batch_of({subscribe_message(channel)}));
    }
    const auto calls = world.service_calls();
    BOOST_REQUIRE(calls.size() == 1u);
    BOOST_REQUIRE(calls[0].verb == "open");
    world.opened(calls[0]);
    if (client.socket) client.received();
    return calls[0];
}

}  // namespace

BOOST_AUTO_TEST_CASE(SUB_08_subscribing_opens_the_connection)
{
    Simulation world{configured()};
    auto client = Client::polling(world);
    const auto exchange =
        client.post(batch_of({subscribe_message("/service/echo", R"("id":"s")")}));
    const auto calls = world.service_calls();
    BOOST_TEST(verbs(calls) == Texts{"open echo"});
    BOOST_TEST(!world.answered(exchange));
    world.opened(calls[0]);
    BOOST_TEST(like(world.response(exchange), R"([{"channel":"/meta/subscribe","id":"s",
        "successful":true,"subscription":"/service/echo","error":null}])"));
    BOOST_TEST(world.subscriptions() == 0u);
    BOOST_TEST(world.service_calls().empty());

    // Again, there is nothing to open.
    client.subscribe("/service/echo");
    BOOST_TEST(world.service_calls().empty());
}

BOOST_AUTO_TEST_CASE(what_the_backend_gets)
{
    struct {
        const char* name;
        const char* data;
        Texts calls;
    } const table[] = {
        {"a string as its text", R"("start")",            {"write start"}                },
        {"escapes are decoded",  R"("a\n\"\u00e9")",      {"write a\n\"\xc3\xa9"}        },
        {"JSON as it is",        R"({"b":1, "a":1e400})", {R"(write {"b":1, "a":1e400})"}},
        {"a number as it is",    "7",                     {"write 7"}                    },
        {"false is something",   "false",                 {"write false"}                },
        {"null is nothing",      "null",                  {}                             },
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world{configured()};
            auto client = Client::streaming(world);
            const std::string data = std::string{R"("data":)"} + row.data;
            client.send(batch_of({subscribe_message("/service/echo", data)}));
            const auto call = world.service_calls().at(0);
            world.opened(call);
            BOOST_TEST(client.received().size() == 1u);
            BOOST_TEST(verbs(world.service_calls()) == row.calls);

            client.send(batch_of({unsubscribe_message("/service/echo", data)}));
            auto expected = row.calls;
            expected.push_back("finish");
            BOOST_TEST(verbs(world.service_calls()) == expected);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_backend_that_cannot_be_reached)
{
    struct {
        const char* name;
        Errc error;
        const char* text;
    } const table[] = {
        {"refused",     Errc::service_refused,     "403:/service/echo:*"},
        {"timeout",     Errc::service_timeout,     "408:/service/echo:*"},
        {"unreachable", Errc::service_unreachable, "503:/service/echo:*"},
        {"closed",      Errc::service_closed,      "503:/service/echo:*"},
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world{configured()};
            auto client = Client::polling(world);
            const std::string expected = R"([{"successful":true},{"successful":false,"error":")" +
                                         std::string{row.text} + R"("},{"successful":true}])";
            for (const auto& message :
                 {subscribe_message("/service/echo"), publish_message("/service/echo", "1")}) {
                const auto exchange = client.post(
                    batch_of({publish_message("/a", "1"), message, publish_message("/a", "1")}));
                world.failed(world.service_calls().at(0), row.error);
                BOOST_TEST(like(world.response(exchange), expected));
                BOOST_TEST(world.service_calls().empty());
            }
            open(client);  // The next attempt is a new one.
        }
    }
}

BOOST_AUTO_TEST_CASE(PUB_13_answers_reach_the_sender_alone)
{
    Simulation world{configured()};
    auto client = Client::streaming(world);
    auto other = Client::streaming(world);
    const auto mine = open(client);
    const auto theirs = open(other);
    BOOST_TEST(like(
        client.send(batch_of({publish_message("/service/echo", R"("hi")", R"("id":7)")})).at(0),
        R"({"channel":"/service/echo","id":7,"successful":true})"));
    const auto calls = world.service_calls();
    BOOST_TEST(verbs(calls) == Texts{"write hi"});
    BOOST_TEST((calls[0].service == mine.service));

    world.data(mine, R"({"a": 1.0})");
    world.data(mine, "READY", false);
    const auto events = client.received();
    BOOST_TEST_REQUIRE(events.size() == 2u);
    // PUB-14: what a backend sends on its own answers no message, so it has no id.
    BOOST_TEST(events[0] == R"({"channel":"/service/echo","data":{"a":1.0}})");
    BOOST_TEST(events[1] == R"({"channel":"/service/echo","data":"READY"})");
    BOOST_TEST(other.received().empty());
    world.data(theirs, "2");
    BOOST_TEST(client.received().empty());
    BOOST_TEST(data_of(other.received()) == Texts{"2"});
}

BOOST_AUTO_TEST_CASE(PUB_12_publishing_opens_the_connection_too)
{
    Simulation world{configured()};
    auto client = Client::polling(world);
    const auto first = client.post(batch_of(
        {publish_message("/service/echo", R"("1")"), publish_message("/service/echo", R"("2")")}));
    const auto second = client.post(batch_of({publish_message("/service/echo", R"("3")")}));
    const auto calls = world.service_calls();
    BOOST_TEST(verbs(calls) == Texts{"open echo"});
    BOOST_TEST((!world.answered(first) && !world.answered(second)));
    world.opened(calls[0]);
    BOOST_TEST(like(world.response(first), R"([{"successful":true},{"successful":true}])"));
    BOOST_TEST(like(world.response(second), R"([{"successful":true}])"));
    BOOST_TEST(verbs(world.service_calls()) == (Texts{"write 1", "write 2", "write 3"}),
               boost::test_tools::per_element());
    world.data(calls[0], "4");
    BOOST_TEST(
        like(client.poll(), R"([{"channel":"/service/echo","data":4},{"successful":true}])"));
}

BOOST_AUTO_TEST_CASE(PUB_12_the_answer_may_come_with_the_reply)
{
    Simulation world{configured()};
    auto client = Client::polling(world);
    const auto connection = open(client);
    world.data(connection, "1");
    BOOST_TEST(like(client.request(batch_of({publish_message("/service/echo", "2")})),
                    R"([{"data":1},{"channel":"/service/echo","successful":true}])"));
}

BOOST_AUTO_TEST_CASE(the_channel_of_its_events)
{
    struct {
        const char* name;
        const char* subscription;
        const char* opens;
        const char* channel;
    } const table[] = {
        {"a sub-channel is the service's", "/service/echo/x/y", "echo",  "/service/echo/x/y"},
        {"CHN-15 a pattern opens nothing", "/service/echo/*",   nullptr, nullptr            },
        {"CHN-15 nor does a deep one",     "/service/echo/**",  nullptr, nullptr            },
        {"SUB-08 nor one of all services", "/service/*",        nullptr, nullptr            },
        {"SUB-08 nor an unknown service",  "/service/nope",     nullptr, nullptr            },
        {"SUB-08 case counts",             "/service/Echo",     nullptr, nullptr            },
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world{configured()};
            auto client = Client::streaming(world);
            const auto reply = client.send(batch_of({subscribe_message(row.subscription)}));
            const auto calls = world.service_calls();
            BOOST_TEST_REQUIRE(calls.empty() == (row.opens == nullptr));
            BOOST_TEST(reply.empty() == (row.opens != nullptr));
            if (calls.empty()) {
                BOOST_TEST(reply[0]["successful"].truth());
                continue;
            }
            BOOST_TEST(calls[0].text == row.opens);
            world.opened(calls[0]);
            client.received();
            world.data(calls[0], "1");
            BOOST_TEST(client.received().at(0)["channel"].string() == row.channel);
        }
    }
}

BOOST_AUTO_TEST_CASE(unsubscribe_half_closes)
{
    Simulation world{configured()};
    auto client = Client::streaming(world);
    const auto connection = open(client);
    BOOST_TEST(like(client.send(batch_of({unsubscribe_message("/service/echo")})).at(0),
                    R"({"channel":"/meta/unsubscribe","successful":true})"));
    BOOST_TEST(verbs(world.service_calls()) == Texts{"finish"});
    world.data(connection, "1");  // Nobody listens any more.
    BOOST_TEST(client.received().empty());
    world.closed_by_backend(connection);
    BOOST_TEST(client.received().empty());
    world.advance(5s);
    BOOST_TEST(world.service_calls().empty());

    // A backend that ignores it is cut off.
    const auto stubborn = open(client);
    client.send(batch_of({unsubscribe_message("/service/echo")}));
    world.service_calls();
    world.advance(1990ms);
    BOOST_TEST(world.service_calls().empty());
    world.advance(50ms);
    BOOST_TEST(verbs(world.service_calls()) == Texts{"abort"});
    world.data(stubborn, "1");
    world.closed_by_backend(stubborn);
    BOOST_TEST(client.received().empty());
}

BOOST_AUTO_TEST_CASE(the_end_of_a_session_ends_its_connections)
{
    struct {
        const char* name;
        void (*end)(Client&);
    } const table[] = {
        {"disconnect", [](Client& c) { c.say(batch_of({message("/meta/disconnect")})); }},
        {"expiry",     [](Client& c) { c.world->advance(10s + 20ms); }                  },
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world{configured()};
            auto client = Client::polling(world);
            const auto connection = open(client);
            const auto opening = client.post(batch_of({subscribe_message("/service/other")}));
            const auto second = world.service_calls().at(0);
            row.end(client);
            BOOST_TEST(world.sessions() == 0u);
            BOOST_TEST(verbs(world.service_calls()) == (Texts{"finish", "abort"}));
            // Its exchange is answered, once.
            BOOST_TEST(like(world.response(opening), R"([{"successful":false,"error":"402:*"}])"));
            world.opened(second);
            world.failed(second, Errc::service_refused);
            world.closed_by_backend(connection);
            world.advance(1h);
            BOOST_TEST(world.service_calls().empty());
            BOOST_TEST(!world.shard().next_timeout());
        }
    }
}

BOOST_AUTO_TEST_CASE(the_backend_closes)
{
    Simulation world{configured()};
    auto client = Client::streaming(world);
    const auto connection = open(client);
    world.data(connection, "1");
    world.closed_by_backend(connection);
    const auto messages = client.received();
    BOOST_TEST_REQUIRE(messages.size() == 2u);
    BOOST_TEST(like(messages[0], R"({"data":1})"));
    // Never an unsolicited /meta/unsubscribe: it would confuse such a client.
    BOOST_TEST(like(messages[1], R"({"channel":"/service/echo","successful":false,
                                     "error":"503:/service/echo:*","data":null})"));
    client.send(batch_of({publish_message("/service/echo", "2")}));
    BOOST_TEST(verbs(world.service_calls()) == Texts{"open echo"});

    const auto broken = open(client, "/service/other");
    world.failed(broken, Errc::service_frame_too_long);
    BOOST_TEST(like(client.received().at(0), R"({"channel":"/service/other","successful":false,
                                                "error":"502:*"})"));
}

// An event of another life of the same slot is nobody's.
BOOST_AUTO_TEST_CASE(references_have_generations)
{
    Simulation world{configured()};
    auto former = Client::streaming(world);
    const auto old = open(former);
    former.send(batch_of({message("/meta/disconnect")}));
    world.closed_by_backend(old);
    world.service_calls();
    auto client = Client::streaming(world);
    const auto connection = open(client);
    BOOST_TEST(connection.service.slot == old.service.slot);
    world.data(old, "1");
    world.closed_by_backend(old);
    world.failed(old, Errc::service_closed);
    BOOST_TEST(client.received().empty());
    world.data(connection, "2");
    BOOST_TEST(data_of(client.received()) == Texts{"2"});
}

BOOST_AUTO_TEST_CASE(nothing_is_left_of_many_connections)
{
    Simulation world{configured(), 2};
    for (int round = 0; round < 300; ++round) {
        const From from{.shard = static_cast<protocol::ShardId>(round % 2)};
        auto client = Client::streaming(world, from);
        const auto connection = open(client);
        BOOST_REQUIRE(connection.service.slot <= 1u);
        if (round % 3 == 0) client.unsubscribe("/service/echo");
        client.send(batch_of({message("/meta/disconnect")}));
        if (round % 5 != 0) world.closed_by_backend(connection);
        world.advance(3s);
        world.service_calls();
    }
    world.advance(1min);
    BOOST_TEST(world.sessions() == 0u);
    for (const auto id : {protocol::ShardId{0}, protocol::ShardId{1}})
        BOOST_TEST(!world.shard(id).next_timeout());
}

BOOST_AUTO_TEST_SUITE_END()
