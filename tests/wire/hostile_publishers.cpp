// What a publisher writes beside channel, data and ext does not reach subscribers.

#include <boost/test/unit_test.hpp>

#include "support/live_server.hpp"
#include "support/messages.hpp"
#include "support/ws_client.hpp"

using namespace halley;
using namespace halley::test;

namespace {

constexpr const char* injections[] = {
    R"("advice":{"reconnect":"none"})",
    R"("advice":{"reconnect":"handshake","interval":3600000})",
    R"("advice":"none")",
    R"("error":"402::session_unknown","successful":false)",
    R"("successful":true,"subscription":"/a")",
    R"("timestamp":"never","version":"9.9","connectionType":"none")",
    R"("reestablish":false,"authSuccessful":false,"x":{"advice":{"reconnect":"none"}})",
};

// The event of each injection, and what is in it: what every client may see.
void check_event(const Json& event, int number)
{
    BOOST_TEST(event.size() == 3U);
    BOOST_TEST(event["channel"].string() == "/a");
    BOOST_TEST(event["data"].number() == number);
    BOOST_TEST(event["ext"].text() == R"({"e":1})");
}

struct Publisher {
    explicit Publisher(std::uint16_t port) : socket(port), id(socket.handshake()) {}

    void publish(const char* injection, int number)
    {
        const auto more =
            std::string{R"(,"ext":{"e":1},"data":)"} + std::to_string(number) + "," + injection;
        BOOST_TEST(socket.request(message("/a", id, "p", more), "p")["successful"].truth());
    }

    WsClient socket;
    std::string id;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(hostile_publishers)

WIRE_TEST(PUB_20_to_a_websocket)
{
    LiveServer server{shards};
    WsClient subscriber{server.port};
    const auto id = subscriber.handshake();
    subscriber.request(subscribe_message(id, "s", "/a"), "s");
    Publisher publisher{server.port};
    int number = 0;
    for (const auto* const injection : injections) {
        publisher.publish(injection, ++number);
        check_event(subscriber.json()[0], number);
    }
    BOOST_TEST(subscriber.request(connect_message(id, "c"), "c")["successful"].truth());
}

WIRE_TEST(PUB_20_to_a_held_connect)
{
    LiveServer server{shards};
    HttpClient subscriber{server.port};
    const auto id = subscriber.handshake();
    subscriber.post(connect_message(id, "1"));
    subscriber.post(subscribe_message(id, "s", "/a"));
    Publisher publisher{server.port};
    int number = 0;
    for (const auto* const injection : injections) {
        subscriber.begin_post(connect_message(id, "c"));
        publisher.publish(injection, ++number);
        const auto answer = subscriber.response().json();
        BOOST_TEST(answer.size() == 2U);
        check_event(answer[0], number);
        BOOST_TEST(answer[1]["successful"].truth());
        if (answer[1].has("advice"))
            BOOST_TEST(answer[1]["advice"]["reconnect"].string() == "retry");
    }
}

BOOST_AUTO_TEST_SUITE_END()
