#include "client.hpp"

// Streams on which nothing is asked, only delivered, such as Server-Sent Events.

BOOST_AUTO_TEST_SUITE(one_way_streams)

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;
using protocol::CloseReason;

namespace {

using Texts = std::vector<std::string>;

const auto faye_connect = R"("connectionType":"eventsource","id":"c")";

/// A client that posts, and whose events come on a stream.
struct Reader {
    explicit Reader(Simulation& world, const From& from = {})
        : client(Client::handshaken(world, from))
    {
        client.subscribe("/a");
        client.socket.reset();
        stream = world.stream(client.id, from);
        BOOST_TEST(world.frames(stream).size() == 1u);
    }

    Client client;
    protocol::Outlet stream;
};

}  // namespace

BOOST_AUTO_TEST_CASE(events_go_to_the_stream)
{
    for (const protocol::ShardId shard : {protocol::ShardId{0}, protocol::ShardId{1}}) {
        Simulation world{{}, 2};
        Reader reader{world, {.shard = shard}};
        auto publisher = Client::handshaken(world);
        publisher.publish("/a", "1");
        publisher.publish("/a", "2");
        BOOST_TEST(data_of(world.messages(reader.stream)) == (Texts{"1", "2"}));

        // Its own as well: the answer of the publish carries nothing.
        BOOST_TEST(reader.client.publish("/a", "3").size() == 1u);
        BOOST_TEST(data_of(world.messages(reader.stream)) == Texts{"3"});
    }
}

BOOST_AUTO_TEST_CASE(on_any_shard)
{
    Simulation world{{}, 2};
    auto client = Client::handshaken(world);
    client.subscribe("/a");
    const auto stream = world.stream(client.id, {.shard = 1});
    BOOST_TEST(world.frames(stream).size() == 1u);
    Client::handshaken(world).publish("/a", "1");
    BOOST_TEST(data_of(world.messages(stream)) == Texts{"1"});
}

BOOST_AUTO_TEST_CASE(what_waited_comes_first)
{
    Simulation world;
    auto client = Client::handshaken(world);
    client.subscribe("/a");
    Client::handshaken(world).publish("/a", "1");
    const auto stream = world.stream(client.id);
    BOOST_TEST(data_of(world.messages(stream)) == Texts{"1"});
}

BOOST_AUTO_TEST_CASE(who_gets_no_stream)
{
    Config config;
    config.bayeux.cookies.required = true;
    for (const bool required : {false, true}) {
        Simulation world{required ? config : Config{}};
        const auto hello = world.post(R"([{"channel":"/meta/handshake"}])");
        const auto id = world.response(hello)[0]["clientId"].string();
        const auto other = world.cookie_of(world.post(R"([{"channel":"/meta/handshake"}])"));
        const auto outcome = [&](std::string_view client_id, const From& from) {
            return world.closed(world.stream(client_id, from));
        };
        BOOST_TEST((outcome("zzz", {}) == CloseReason::session_ended));
        BOOST_TEST((outcome("", {}) == CloseReason::session_ended));
        BOOST_TEST((outcome(id, {.cookie = other}) == CloseReason::session_ended));  // LP-08
        BOOST_TEST((outcome(id, {.foreign_cookie = true}) == CloseReason::session_ended));
        BOOST_TEST((outcome(id, {}).has_value() == required));  // LP-07
        BOOST_TEST((!outcome(id, {.cookie = world.cookie_of(hello)}).has_value()));
    }
}

BOOST_AUTO_TEST_CASE(the_stream_keeps_the_session)
{
    Simulation world;
    Reader reader{world};
    world.advance(1h);
    BOOST_TEST(world.sessions() == 1u);
    world.lose(reader.stream);
    world.advance(9s);
    BOOST_TEST(world.sessions() == 1u);
    world.advance(2s);
    BOOST_TEST(world.sessions() == 0u);
}

BOOST_AUTO_TEST_CASE(faye_connects_beside_it)
{
    Simulation world;
    Reader reader{world};
    reader.client.request(batch_of({connect_message(faye_connect)}));
    const auto held =
        world.post(with_id(batch_of({connect_message(faye_connect)}), reader.client.id));
    BOOST_TEST(!world.answered(held));

    auto publisher = Client::handshaken(world);
    publisher.publish("/a", "1");
    BOOST_TEST(data_of(world.messages(reader.stream)) == Texts{"1"});
    BOOST_TEST(!world.answered(held));

    // A broken stream costs nothing but the stream.
    world.lose(reader.stream);
    BOOST_TEST(!world.answered(held));
    publisher.publish("/a", "2");
    BOOST_TEST(data_of(world.response(held).elements()) == Texts{"2"});
}

BOOST_AUTO_TEST_CASE(a_stream_that_comes_while_a_connect_is_held)
{
    Simulation world;
    auto client = Client::polling(world);
    client.subscribe("/a");
    const auto held = client.hold(faye_connect);
    const auto stream = world.stream(client.id);
    BOOST_TEST(!world.answered(held));
    Client::handshaken(world).publish("/a", "1");
    BOOST_TEST(data_of(world.messages(stream)) == Texts{"1"});
    world.advance(30s);
    BOOST_TEST(like(world.response(held), R"([{"channel":"/meta/connect","successful":true}])"));
    world.advance(1h);
    BOOST_TEST(world.sessions() == 1u);
}

BOOST_AUTO_TEST_CASE(a_client_that_polls_leaves_it)
{
    Simulation world;
    Reader reader{world};
    reader.client.poll(R"("connectionType":"long-polling")");
    const auto held = reader.client.hold(R"("connectionType":"long-polling")");
    Client::handshaken(world).publish("/a", "1");
    BOOST_TEST(data_of(world.response(held).elements()) == Texts{"1"});
    world.advance(11s);
    BOOST_TEST(world.sessions() == 0u);
}

BOOST_AUTO_TEST_CASE(the_newest_stream_wins)
{
    Simulation world;
    Reader reader{world};
    const auto second = world.stream(reader.client.id);
    auto publisher = Client::handshaken(world);
    publisher.publish("/a", "1");
    BOOST_TEST(world.messages(reader.stream).empty());
    BOOST_TEST(data_of(world.messages(second)) == Texts{"1"});
    world.lose(reader.stream);

    // And from there to a WebSocket, where the usual patience counts.
    reader.client.socket = world.open();
    reader.client.send(batch_of({connect_message(R"("advice":{"timeout":0})")}));
    publisher.publish("/a", "2");
    BOOST_TEST(data_of(reader.client.received()) == Texts{"2"});
    world.advance(11s);
    BOOST_TEST(world.sessions() == 0u);
}

BOOST_AUTO_TEST_CASE(what_a_broken_stream_did_not_write_comes_back)
{
    Simulation world;
    Reader reader{world};
    auto publisher = Client::handshaken(world);
    world.stall(reader.stream);
    publisher.publish("/a", "1");
    publisher.publish("/a", "2");
    world.lose(reader.stream);
    publisher.publish("/a", "3");
    const auto next = world.stream(reader.client.id);
    BOOST_TEST(data_of(world.messages(next)) == (Texts{"1", "2", "3"}));
}

BOOST_AUTO_TEST_CASE(DSC_02_the_end_of_the_session_ends_it)
{
    Simulation world;
    Reader reader{world};
    BOOST_TEST(reader.client.say(batch_of({message("/meta/disconnect")}))[0]["successful"].truth());
    BOOST_TEST((world.closed(reader.stream) == CloseReason::session_ended));
    BOOST_TEST(world.sessions() == 0u);
}

BOOST_AUTO_TEST_CASE(JSP_09_answers_that_carry_events_only_with_a_connect)
{
    Simulation world;
    auto client = Client::polling(world, {.connect_only = true});
    client.subscribe("/a");
    BOOST_TEST(client.publish("/a", "1").size() == 1u);
    const auto answer = client.poll();
    BOOST_TEST(data_of(answer.elements()) == Texts{"1"});
}

BOOST_AUTO_TEST_SUITE_END()
