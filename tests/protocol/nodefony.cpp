#include "nodefony_page.hpp"

// The Nodefony dialect: two generations of clients, on the endpoint of all others.

BOOST_AUTO_TEST_SUITE(nodefony)

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

BOOST_AUTO_TEST_CASE(the_handshake_reply)
{
    Simulation world{configured()};
    const auto reply = world.request(hello);
    BOOST_TEST_REQUIRE(reply.is_object());
    BOOST_TEST(like(reply, R"({"version":"1.0","minimumVersion":"1.0","channel":"/meta/handshake",
        "successful":true,"clientId":"*","id":null,"authSuccessful":true,
        "advice":{"reconnect":"none"},"ext":{"url":"ws://broker.example:8080/bayeux"}})"));
    // The older client parses it itself: an object would crash it.
    const auto address = Json::parse(reply["ext"]["address"].string());
    BOOST_TEST(address["remoteAddress"].string() == "192.0.2.7");
    BOOST_TEST(address["host"].is_object());
    BOOST_TEST(reply["supportedConnectionTypes"].elements()[0].string() == "websocket");
}

BOOST_AUTO_TEST_CASE(which_handshakes_are_nodefony_s)
{
    struct {
        const char* name;
        std::string_view body;
        bool dialect;
    } const table[] = {
  // clang-format off
        {"Nodefony", hello, true},
        {"in an array", R"([{"channel":"/meta/handshake","supportedConnectionTypes":["websocket"]}])", false},
        {"with an id", R"({"channel":"/meta/handshake","id":"1","supportedConnectionTypes":["websocket"]})", false},
        {"lists long-polling", R"({"channel":"/meta/handshake","supportedConnectionTypes":["long-polling"]})", false},
        {"lists both", R"({"channel":"/meta/handshake","supportedConnectionTypes":["websocket","long-polling"]})", false},
        {"lists nothing", R"({"channel":"/meta/handshake","version":"1.0"})", false},
  // clang-format on
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world;
            BOOST_TEST(world.request(row.body).is_object() == row.dialect);
        }
    }
    // Over a WebSocket nobody but spec clients shakes hands.
    Simulation world;
    const auto socket = world.open();
    world.send(socket, hello);
    BOOST_TEST(world.frames(socket).at(0).is_array());
}

BOOST_AUTO_TEST_CASE(which_connects_are_nodefony_s)
{
    struct {
        const char* name;
        const char* body;
        bool subprotocol;
        bool accepted;
        bool object;
    } const table[] = {
  // clang-format off
        {"the newer client", R"({"channel":"/meta/connect"})", true, true, true},
        {"without the subprotocol", R"({"channel":"/meta/connect"})", false, false, false},
        {"in an array", R"([{"channel":"/meta/connect"}])", true, false, false},
        {"with an id", R"({"channel":"/meta/connect","id":"1"})", true, false, false},
        {"with a connectionType", R"({"channel":"/meta/connect","connectionType":"websocket"})", true, false, false},
        {"the older client, of an unknown session",
         R"({"channel":"/meta/connect","clientId":"zzz","connectionType":"WEBSOCKET"})", false, false, true},
        {"a spec client of an unknown session",
         R"({"channel":"/meta/connect","clientId":"zzz","connectionType":"websocket"})", false, false, false},
  // clang-format on
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world;
            const auto socket = world.open({.bayeux_subprotocol = row.subprotocol});
            world.send(socket, row.body);
            const auto frame = world.frames(socket).at(0);
            BOOST_TEST_REQUIRE(frame.is_object() == row.object);
            const auto reply = row.object ? frame : frame[0];
            BOOST_TEST(reply["successful"].truth() == row.accepted);
            BOOST_TEST(world.sessions() == (row.accepted ? 1u : 0u));
        }
    }
}

BOOST_AUTO_TEST_CASE(the_connect_reply)
{
    for (const bool newer : {false, true}) {
        for (const bool retry : {false, true}) {
            auto config = configured();
            config.system = {.reconnect_handshake = retry, .reconnect_connect = retry};
            Simulation world{config};
            BOOST_TEST(world.request(hello)["advice"]["reconnect"].string() ==
                       (retry ? "retry" : "none"));
            Page page{world, newer};
            BOOST_TEST(like(*page.connect_reply, R"({"version":"1.0","channel":"/meta/connect",
                "successful":true,"error":"","id":null,"clientId":"*"})"));
            BOOST_TEST((*page.connect_reply)["advice"]["reconnect"].string() ==
                       (retry ? "retry" : "none"));
            BOOST_TEST((*page.connect_reply)["ext"]["address"].is_string());
            // Names and types, but not where the services live.
            BOOST_TEST((*page.connect_reply)["data"] ==
                       R"({"random":{"type":"tcp"},"monitoring":{"type":"tcp"}})");
            world.advance(24h);  // Never held, never repeated, never expired.
            BOOST_TEST(page.frames().empty());
            page.subscribe();
            BOOST_TEST(world.service_calls().size() == 1u);
        }
    }
}

BOOST_AUTO_TEST_CASE(subscribe_and_events)
{
    for (const bool newer : {false, true}) {
        Simulation world{configured()};
        Page page{world, newer};
        page.subscribe(newer ? R"("advice":{},"data":"{\"method\":\"start\"}")"
                             : R"("data":"{\"method\":\"start\"}")");
        const auto call = world.service_calls().at(0);
        BOOST_TEST(page.frames().empty());
        world.opened(call);
        BOOST_TEST(verbs(world.service_calls()) == Texts{R"(write {"method":"start"})"});
        const auto expected = with_id(
            R"({"version":"1.0","channel":"/meta/subscribe","clientId":"$ID","subscription":"/service/random","error":"","successful":true})",
            page.id);
        BOOST_TEST(page.frame() == expected);

        world.data(call, "READY", false);
        world.data(call, R"({"result":42, "id":null})");
        const auto frames = page.frames();
        BOOST_TEST_REQUIRE(frames.size() == 2u);
        BOOST_TEST(
            frames[0] ==
            with_id(
                R"({"version":"1.0","clientId":"$ID","channel":"/service/random","data":"READY"})",
                page.id));
        // A string, byte for byte, for the application to parse.
        BOOST_TEST(frames[1]["data"].string() == R"({"result":42, "id":null})");
    }
}

// The newer client sends `"data":null` when there is nothing to send.
BOOST_AUTO_TEST_CASE(subscribe_without_data)
{
    Simulation world{configured()};
    Page page{world, true};
    page.subscribe(R"("advice":{},"data":null)");
    world.opened(world.service_calls().at(0));
    BOOST_TEST(page.frame()["successful"].truth());
    BOOST_TEST(world.service_calls().empty());
}

BOOST_AUTO_TEST_CASE(publish)
{
    Simulation world{configured()};
    Page page{world, false};
    struct {
        const char* name;
        std::string body;
        const char* reply;
    } const unsubscribed[] = {
        {"not subscribed",
         publish_message("/service/random",                                              R"("x")", R"("id":5)"),
         R"({"version":"1.0","successful":false,"error":"404:/service/random:Unknown Channel","id":5,"channel":null})"},
        {"no such service",
         publish_message("/service/nope",                                                            R"("x")",                                                          R"("id":5)"),
         R"({"successful":false,"error":"404:/service/nope:Unknown Channel","id":5})"},
        {"no data",
         message("/service/random", R"("id":6)"),
         R"({"successful":false,"error":"400:*","id":6})"                                                                             },
    };
    for (const auto& row : unsubscribed) {
        BOOST_TEST_CONTEXT(row.name)
        {
            page.send(row.body);
            BOOST_TEST(like(page.frame(), row.reply));
        }
    }
    const auto call = page.opened();
    page.send(
        publish_message("/service/random", R"("{\"method\":\"echo\"}")", R"("id":1795234236807)"));
    BOOST_TEST(page.frame() == R"({"version":"1.0","successful":true,"id":1795234236807})");
    BOOST_TEST(verbs(world.service_calls()) == Texts{R"(write {"method":"echo"})"});

    // Its answers come after the acknowledgement, each in a frame of its own.
    world.data(call, "1");
    page.send(publish_message("/service/random", R"("again")", R"("id":2)"));
    const auto frames = page.frames();
    BOOST_TEST_REQUIRE(frames.size() == 2u);
    BOOST_TEST(frames[0]["data"].string() == "1");
    BOOST_TEST(frames[1] == R"({"version":"1.0","successful":true,"id":2})");
}

BOOST_AUTO_TEST_CASE(subscribe_failures)
{
    struct {
        const char* name;
        Errc error;
        const char* text;
    } const table[] = {
        {"refused",     Errc::service_refused,     "403:$ID,/meta/subscribe:ECONNREFUSED"},
        {"timeout",     Errc::service_timeout,     "408:$ID,/meta/subscribe:ETIMEDOUT"   },
        {"unreachable", Errc::service_unreachable, "503:$ID,/meta/subscribe:EHOSTUNREACH"},
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world{configured()};
            Page page{world, false};
            page.subscribe();
            world.failed(world.service_calls().at(0), row.error);
            const auto reply = page.frame();
            BOOST_TEST(like(reply, R"({"version":"1.0","channel":"/meta/subscribe",
                "subscription":"/service/random","successful":false})"));
            BOOST_TEST(reply["error"].string() == with_id(row.text, page.id));
            page.opened();
        }
    }
    Simulation world{configured()};
    Page page{world, true};
    page.send(subscribe_message("/service/nope"));
    BOOST_TEST(
        page.frame() ==
        with_id(
            R"({"version":"1.0","channel":"/meta/subscribe","clientId":"$ID","subscription":"/service/nope","error":"404:/service/nope:Unknown Channel","successful":false})",
            page.id));
}

BOOST_AUTO_TEST_SUITE_END()
