#include "client.hpp"

// However a session ends, nothing of it is left (DSC-08), and it does end, whatever
// becomes of the answer to its connect.

BOOST_AUTO_TEST_SUITE(session_ends)

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;

namespace {

using Counts = protocol::Shard::Counts;

constexpr protocol::ShardId shard_count = 2;

Config configured()
{
    Config config;
    config.services["echo"] = {};
    config.limits.queue_messages = 5;
    config.bayeux.extensions = {ExtensionName::ack, ExtensionName::activity};
    config.bayeux.activity.max_inactivity = 20s;
    config.bayeux.channels["/lazy"] = {.lazy = 1min, .broadcast_to_publisher = {}};
    return config;
}

/// Every deadline that a session may have passes, and nothing is left.
void check_nothing_is_left(Simulation& world)
{
    world.advance(2min);
    for (protocol::ShardId id = 0; id < shard_count; ++id) {
        BOOST_TEST((world.shard(id).counts() == Counts{}));
        BOOST_TEST(!world.shard(id).next_timeout());
    }
}

/// A client that has something of everything.
Client somebody(Simulation& world, bool streaming, unsigned number)
{
    const From from{.shard = static_cast<protocol::ShardId>(number % shard_count)};
    const auto hello = world.post(R"([{"channel":"/meta/handshake","ext":{"ack":)" +
                                      std::string{number % 3 == 0 ? "true" : "false"} + "}}]",
                                  from);
    Client client{&world, from, world.response(hello)[0]["clientId"].string(), {}};
    if (streaming) {
        client.socket = world.open(from);
    } else {
        client.from.cookie = world.cookie_of(hello);
    }
    client.say(batch_of({connect_message()}));
    client.subscribe("/a");
    client.subscribe("/b/**");
    client.subscribe("/lazy");
    client.say(batch_of({publish_message("/lazy", "1")}));
    client.post(batch_of({subscribe_message("/service/echo")}));
    for (const auto& call : world.service_calls()) {
        if (call.verb == "open" && number % 2 == 0) world.opened(call);
    }
    return client;
}

struct End {
    const char* name;
    void (*act)(Simulation& world, Client& client);
};

void connect(Simulation& world, Client& client)
{
    if (client.socket) {
        world.send(*client.socket, with_id(batch_of({connect_message()}), client.id));
    } else {
        client.post(batch_of({connect_message()}));
    }
}

void flood(Simulation& world)
{
    auto publisher = Client::handshaken(world);
    for (int i = 0; i < 20; ++i)
        publisher.publish("/a", std::to_string(i));
}

// clang-format off
const End ends[] = {
    {"it disconnects",                     [](Simulation&, Client& c) { c.say(batch_of({message("/meta/disconnect")})); }},
    {"it disconnects with a connect held", [](Simulation& w, Client& c) {
         connect(w, c);
         c.post(batch_of({message("/meta/disconnect")}));
     }},
    {"it is never heard of again",         [](Simulation&, Client&) {}},
    {"its last connect is answered",       [](Simulation& w, Client& c) { connect(w, c); }},
    {"its connection breaks",              [](Simulation& w, Client& c) {
         connect(w, c);
         w.lose(c.socket ? *c.socket : c.post(batch_of({connect_message()})));
     }},
    {"it does not read",                   [](Simulation& w, Client& c) {
         if (c.socket) w.stall(*c.socket);
         connect(w, c);
         flood(w);
     }},
    {"it does not poll",                   [](Simulation& w, Client&) { flood(w); }},
    {"it only connects",                   [](Simulation& w, Client& c) {
         for (int i = 0; i < 5; ++i) {
             w.advance(5s);
             c.say(batch_of({connect_message(R"("advice":{"timeout":0})")}));
         }
     }},
    {"it moves and is gone",               [](Simulation& w, Client& c) {
         connect(w, c);
         c.socket = w.open({.shard = 1});
         connect(w, c);
         w.lose(*c.socket);
     }},
    {"it leaves a one-way stream",         [](Simulation& w, Client& c) { w.lose(w.stream(c.id, c.from)); }},
    {"it disconnects beside its stream",   [](Simulation& w, Client& c) {
         w.stream(c.id, c.from);
         c.post(batch_of({message("/meta/disconnect")}));
     }},
    {"its tabs are too many",              [](Simulation& w, Client& c) {
         auto tab = Client::polling(w, c.from);
         connect(w, tab);
         connect(w, c);
     }},
};
// clang-format on

}  // namespace

BOOST_AUTO_TEST_CASE(DSC_08_nothing_is_left_of_a_session)
{
    for (const auto& end : ends) {
        for (const bool streaming : {false, true}) {
            BOOST_TEST_CONTEXT(end.name << ", streaming " << streaming)
            {
                Simulation world{configured(), shard_count};
                for (unsigned number = 0; number < 60; ++number) {
                    auto client = somebody(world, streaming, number);
                    end.act(world, client);
                }
                check_nothing_is_left(world);
            }
        }
    }
}

// The answer to its last connect is stuck in a connection that nobody reads: it
// lives as long as after any answer, and not until that connection breaks.
BOOST_AUTO_TEST_CASE(CON_22_WS_19_a_connect_whose_answer_is_not_written)
{
    struct {
        const char* name;
        bool an_event;  ///< Ends the hold, if anything does before its time.
        std::chrono::seconds patience;
    } const table[] = {
        {"the time is over", false, 40s},
        {"an event comes",   true,  40s},
    };
    for (const auto& row : table) {
        for (const bool streaming : {false, true}) {
            for (const bool deliver_only : {false, true}) {
                BOOST_TEST_CONTEXT(row.name << ", streaming " << streaming << ", deliver only "
                                            << deliver_only)
                {
                    auto config = configured();
                    config.bayeux.meta_connect_deliver_only = deliver_only;
                    Simulation world{config, shard_count};
                    auto client = streaming ? Client::streaming(world) : Client::polling(world);
                    client.subscribe("/a");
                    const auto stuck = streaming ? *client.socket : client.hold();
                    if (streaming) BOOST_TEST(client.send(batch_of({connect_message()})).empty());
                    world.stall(stuck);
                    if (row.an_event) {
                        auto publisher = Client::handshaken(world);
                        publisher.publish("/a", "1");
                        publisher.say(batch_of({message("/meta/disconnect")}));
                    }
                    const bool ends_the_hold = row.an_event && (!streaming || deliver_only);
                    const auto patience = ends_the_hold ? 10s : row.patience;
                    world.advance(patience - 1s);
                    BOOST_TEST(world.sessions() == 1u);
                    world.advance(1100ms);
                    for (protocol::ShardId id = 0; id < shard_count; ++id) {
                        BOOST_TEST((world.shard(id).counts() == Counts{}));
                        BOOST_TEST(!world.shard(id).next_timeout());
                    }
                    // What is found out late harms nobody.
                    auto next = Client::polling(world);
                    next.subscribe("/a");
                    world.lose(stuck);
                    BOOST_TEST(next.poll().size() == 1u);
                    check_nothing_is_left(world);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
