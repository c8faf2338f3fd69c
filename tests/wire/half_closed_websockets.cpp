// A client that says it is done sending while events are on their way to it.

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "support/live_server.hpp"
#include "support/messages.hpp"
#include "support/ws_client.hpp"

using namespace halley;
using namespace halley::test;

namespace {

// The numbers that were published, in the order in which they are in the bytes.
std::vector<int> numbers(std::string_view bytes)
{
    constexpr std::string_view mark = R"("data":)";
    std::vector<int> found;
    for (auto at = bytes.find(mark); at != bytes.npos; at = bytes.find(mark, at + 1))
        found.push_back(std::atoi(std::string{bytes.substr(at + mark.size(), 9)}.c_str()));
    return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(half_closed_websockets)

WIRE_TEST(WS_18_what_was_written_is_not_sent_again)
{
    LiveServer server{shards};
    WsClient publisher{server.port};
    const auto publisher_id = publisher.handshake();
    std::string id;
    {
        WsClient socket{server.port};
        id = socket.handshake();
        socket.request(subscribe_message(id, "s", "/a"), "s");
    }

    int next = 0;
    std::vector<int> got;
    const auto take = [&got](std::string_view bytes) {
        for (const auto number : numbers(bytes))
            got.push_back(number);
    };
    for (int round = 0; round < 200; ++round) {
        WsClient socket{server.port};
        socket.send(connect_message(id, "c", R"(,"advice":{"timeout":0})"));
        take(socket.read().payload);
        constexpr int burst = 10;
        for (int count = 0; count < burst; ++count) {
            publisher.send(publish_message(publisher_id, "p", "/a", std::to_string(++next)));
            if (count == round % burst) socket.connection.finish();
        }
        take(socket.connection.read_to_end());
        publisher.messages(burst);
    }

    const auto twice = std::adjacent_find(
        got.begin(), got.end(), [](int first, int second) { return second <= first; });
    BOOST_TEST((twice == got.end()), "doubled or out of order: " << *twice);
}

BOOST_AUTO_TEST_SUITE_END()
