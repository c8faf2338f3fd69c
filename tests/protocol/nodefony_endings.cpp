#include "nodefony_page.hpp"

// How services, sessions and sockets of Nodefony's clients end.

BOOST_AUTO_TEST_SUITE(nodefony_endings)

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;

namespace {

using Texts = std::vector<std::string>;
constexpr auto hello = nodefony_hello;

Config configured()
{
    return nodefony_config();
}

}  // namespace

BOOST_AUTO_TEST_CASE(unsubscribe_is_answered_when_the_backend_closes)
{
    Simulation world{configured()};
    Page page{world, false};
    auto call = page.opened();
    page.send(unsubscribe_message("/service/random", R"("data":"stop")"));
    BOOST_TEST(verbs(world.service_calls()) == (Texts{"write stop", "finish"}));
    BOOST_TEST(page.frames().empty());
    world.data(call, "last", false);  // Still delivered.
    BOOST_TEST(page.frame()["data"].string() == "last");
    world.closed_by_backend(call);
    const auto expected = with_id(
        R"({"version":"1.0","channel":"/meta/unsubscribe","clientId":"$ID","subscription":"/service/random","error":"","successful":true})",
        page.id);
    BOOST_TEST(page.frame() == expected);

    // A backend that never closes: after two seconds all the same.
    call = page.opened();
    page.send(unsubscribe_message("/service/random"));
    world.advance(1900ms);
    BOOST_TEST(page.frames().empty());
    world.advance(150ms);
    BOOST_TEST(page.frame() == expected);
    BOOST_TEST(verbs(world.service_calls()) == (Texts{"finish", "abort"}));

    page.send(unsubscribe_message("/service/random"));  // It has none.
    BOOST_TEST(like(page.frame(),
                    R"({"channel":"/meta/unsubscribe","successful":false,"error":"404:*"})"));
}

// Whoever subscribes again before the end gets a connection that is not ending.
BOOST_AUTO_TEST_CASE(subscribe_again_while_the_backend_is_closing)
{
    Simulation world{configured()};
    Page page{world, false};
    const auto former = page.opened();
    page.send(unsubscribe_message("/service/random"));
    world.service_calls();
    page.subscribe(R"("data":"start")");
    auto calls = world.service_calls();
    BOOST_TEST_REQUIRE(verbs(calls) == Texts{"open random"});
    world.opened(calls[0]);
    BOOST_TEST(verbs(world.service_calls()) == Texts{"write start"});
    auto frames = page.frames();
    BOOST_TEST_REQUIRE(frames.size() == 2u);  // In the order of the requests.
    BOOST_TEST(like(frames[0], R"({"channel":"/meta/unsubscribe","successful":true})"));
    BOOST_TEST(like(frames[1], R"({"channel":"/meta/subscribe","successful":true})"));
    world.closed_by_backend(former);
    BOOST_TEST(page.frames().empty());
    world.data(calls[0], "1");
    BOOST_TEST(page.frame()["data"].string() == "1");
}

// The clients take a service for subscribed until an unsubscribe succeeds.
BOOST_AUTO_TEST_CASE(the_backend_closes_or_breaks)
{
    for (const bool breaks : {false, true}) {
        Simulation world{configured()};
        Page page{world, true};
        const auto call = page.opened();
        world.data(call, "bye", false);
        if (breaks) {
            world.failed(call, Errc::service_closed);
        } else {
            world.closed_by_backend(call);
        }
        const auto frames = page.frames();
        BOOST_TEST_REQUIRE(frames.size() == 2u);
        BOOST_TEST(frames[0]["data"].string() == "bye");
        BOOST_TEST(like(frames[1], R"({"version":"1.0","channel":"/meta/unsubscribe","clientId":"*",
            "subscription":"/service/random","successful":true})"));
        page.opened();
    }
}

BOOST_AUTO_TEST_CASE(disconnect_is_always_answered)
{
    for (const bool subscribed : {false, true}) {
        Simulation world{configured()};
        Page page{world, !subscribed};
        if (subscribed) page.opened();
        page.send(message("/meta/disconnect"));
        BOOST_TEST(
            page.frame() ==
            with_id(
                R"({"version":"1.0","channel":"/meta/disconnect","clientId":"$ID","successful":true})",
                page.id));
        BOOST_TEST((world.closed(page.socket) == protocol::CloseReason::normal));
        BOOST_TEST(verbs(world.service_calls()) == (subscribed ? Texts{"finish"} : Texts{}));
        world.lose(page.socket);
        // The newer client's handshake made a session that nobody used.
        BOOST_TEST(world.sessions() == (subscribed ? 0u : 1u));
        world.advance(11s);
        BOOST_TEST(world.sessions() == 0u);
        BOOST_TEST(!world.shard().next_timeout());
    }
}

BOOST_AUTO_TEST_CASE(the_session_lives_as_long_as_its_socket)
{
    Simulation world{configured()};
    Page page{world, false};
    page.opened();
    world.advance(48h);
    BOOST_TEST(world.sessions() == 1u);
    world.lose(page.socket);
    BOOST_TEST(world.sessions() == 0u);
    BOOST_TEST(verbs(world.service_calls()) == Texts{"finish"});

    world.request(hello);  // Never connects.
    world.advance(11s);
    BOOST_TEST(world.sessions() == 0u);
}

BOOST_AUTO_TEST_CASE(the_socket_is_lost_while_a_service_is_opened)
{
    Simulation world{configured()};
    Page page{world, false};
    page.subscribe();
    const auto call = world.service_calls().at(0);
    world.lose(page.socket);
    BOOST_TEST(verbs(world.service_calls()) == Texts{"abort"});
    world.opened(call);
    BOOST_TEST(world.service_calls().empty());
    BOOST_TEST(world.sessions() == 0u);
}

BOOST_AUTO_TEST_CASE(broadcasts_are_frames_of_one_object)
{
    Simulation world{configured()};
    Page page{world, false};
    page.send(subscribe_message("/news"));
    BOOST_TEST(page.frame()["successful"].truth());
    auto other = Client::polling(world);
    other.request(batch_of({publish_message("/news", "1"), publish_message("/news", "2")}));
    const auto frames = page.frames();
    BOOST_TEST_REQUIRE(frames.size() == 2u);
    for (const auto& frame : frames) {
        BOOST_TEST(like(frame, R"({"version":"1.0","channel":"/news"})"));
        BOOST_TEST(frame["clientId"].string() == page.id);  // Its own, never another's.
    }
}

BOOST_AUTO_TEST_CASE(handshake_and_socket_on_different_shards)
{
    Simulation world{configured(), 4};
    const auto id = world.request(hello, {.shard = 1})["clientId"].string();
    const auto socket = world.open({.shard = 3});
    world.send(
        socket,
        with_id(R"({"channel":"/meta/connect","clientId":"$ID","connectionType":"WEBSOCKET"})",
                id));
    BOOST_TEST(
        like(world.frames(socket).at(0), R"({"channel":"/meta/connect","successful":true})"));
    world.send(socket, with_id(subscribe_message("/service/random"), id));
    const auto call = world.service_calls().at(0);
    BOOST_TEST(call.shard == 1u);
    world.opened(call);
    world.data(call, "1");
    const auto frames = world.frames(socket);
    BOOST_TEST_REQUIRE(frames.size() == 2u);
    BOOST_TEST(like(frames[1], R"({"channel":"/service/random","data":"1"})"));
    world.lose(socket);
    BOOST_TEST(world.sessions() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
