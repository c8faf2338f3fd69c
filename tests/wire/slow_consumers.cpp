// Clients that do not read, or not fast enough.

#include <future>

#include <boost/test/unit_test.hpp>

#include "support/live_server.hpp"
#include "support/messages.hpp"
#include "support/ws_client.hpp"

using namespace halley;
using namespace halley::test;

namespace {

const std::string large = "\"" + std::string(200'000, 'x') + "\"";

// Takes what its receive buffer holds, and no more until it is read.
struct Subscriber {
    explicit Subscriber(std::uint16_t port) : socket(port), id(socket.handshake())
    {
        socket.request(subscribe_message(id, "s", "/a"), "s");
    }

    WsClient socket;
    std::string id;
};

constexpr std::string_view success = R"("successful":true)";

struct Publisher {
    explicit Publisher(std::uint16_t port) : socket(port), id(socket.handshake()) {}

    void publish(const std::string& data)
    {
        BOOST_TEST(socket.request(publish_message(id, "p", "/a", data), "p")["successful"].truth());
    }

    WsClient socket;
    std::string id;
};

Config with_queue(std::size_t messages, SlowConsumer policy)
{
    Config config;
    config.limits.queue_messages = messages;
    config.limits.slow_consumer = policy;
    return config;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(slow_consumers)

WIRE_TEST(LIM_03_WS_31_one_that_does_not_read_is_cut_off)
{
    LiveServer server{shards, with_queue(20, SlowConsumer::disconnect)};
    Subscriber slow{server.port};
    Subscriber other{server.port};
    Publisher publisher{server.port};
    for (int turn = 0; turn < 60; ++turn) {
        publisher.publish(large);
        // Nobody else notices.
        BOOST_TEST((other.socket.json()[0]["data"].text() == large));
    }
    // The server gives up waiting for it, whatever it has left to read.
    slow.socket.connection.read_to_end();
    WsClient again{server.port};
    const auto reply = again.request(connect_message(slow.id, "c"), "c");
    BOOST_TEST(reply["error"].string().starts_with("402:"));
}

WIRE_TEST(LIM_03_the_oldest_events_are_dropped)
{
    LiveServer server{shards, with_queue(10, SlowConsumer::drop_oldest)};
    Subscriber slow{server.port};
    Publisher publisher{server.port};
    for (int turn = 0; turn < 60; ++turn)
        publisher.publish(large);
    publisher.publish("\"last\"");
    int received = 0;
    for (bool last = false; !last;) {
        for (const auto& each : slow.socket.json().elements()) {
            ++received;
            last = each["data"].text() == "\"last\"";
        }
    }
    BOOST_TEST(received < 61);
    BOOST_TEST(received >= 10);
}

WIRE_TEST(one_that_reads_late_gets_everything_in_order)
{
    LiveServer server{shards};
    Subscriber slow{server.port};
    Publisher publisher{server.port};
    const std::string padding(5'000, 'x');
    for (int index = 0; index < 500; ++index)
        publisher.publish("[" + std::to_string(index) + ",\"" + padding + "\"]");
    for (int next = 0; next < 500;) {
        for (const auto& each : slow.socket.json().elements())
            BOOST_REQUIRE(each["data"][0].number() == next++);
    }
}

WIRE_TEST(WS_32_one_that_does_not_read_its_replies_is_not_read_either)
{
    LiveServer server{shards};
    WsClient socket{server.port};
    const auto id = socket.handshake();
    // Replies are small, so it takes an id of some length to fill the buffers.
    const auto batch = publish_message(id, std::string(1'000, 'i'), "/a", "1");
    const auto frame = encode_frame({Opcode::text, true, batch});
    constexpr std::size_t count = 24'000;
    std::string frames;
    for (std::size_t index = 0; index < count; ++index)
        frames += frame;
    std::string_view unsent = frames;
    socket.connection.send_while_taken(unsent, std::chrono::milliseconds{500});
    BOOST_TEST(!unsent.empty());

    // It was only waiting: every message is answered in the end.
    auto rest = std::async(std::launch::async, [&] { socket.connection.send(unsent); });
    for (std::size_t answered = 0; answered < count;) {
        const auto payload = socket.read().payload;
        for (auto at = payload.find(success); at != std::string::npos;
             at = payload.find(success, at + 1))
            ++answered;
    }
    rest.get();
}

BOOST_AUTO_TEST_SUITE_END()
