// Bodies and messages that are no Bayeux: HTTP answers 400, a WebSocket closes,
// and nothing of the inside or of the input shows.

#include <boost/test/unit_test.hpp>

#include "support/http_client.hpp"
#include "support/live_server.hpp"
#include "support/messages.hpp"
#include "support/ws_client.hpp"

using namespace halley;
using namespace halley::test;

namespace {

struct Case {
    const char* name;
    std::string body;
    const char* error;
    unsigned close_code;
};

std::vector<Case> cases()
{
    const auto batch = handshake_message();
    const auto deep = R"([{"channel":"/a","data":)" + std::string(200'000, '[');
    std::string many = "[";
    for (int index = 0; index < 1001; ++index)
        many += index == 0 ? "{}" : ",{}";
    many += "]";
    return {
        {"FMT-08 cut off",          R"([{"channel":)",           "400::json_invalid",   1008},
        {"FMT-08 <script>",         "<script>alert(1)</script>", "400::json_invalid",   1008},
        {"FMT-10 null",             "null",                      "400::not_a_message",  1008},
        {"FMT-10 number",           "42",                        "400::not_a_message",  1008},
        {"FMT-10 string",           "\"x\"",                     "400::not_a_message",  1008},
        {"FMT-10 array of scalars", R"([1,"a"])",                "400::not_a_message",  1008},
        {"FMT-11 trailing garbage", batch + "xx",                "400::json_invalid",   1008},
        {"FMT-14 byte order mark",  "\xef\xbb\xbf" + batch,      "400::json_invalid",   1008},
        {"FMT-22 nested deep",      deep,                        "400::json_too_deep",  1008},
        {"LIM-04 many messages",    many,                        "400::batch_too_long", 1008},
    };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bad_bodies)

WIRE_TEST(FMT_06_the_empty_array_is_answered_by_one)
{
    LiveServer server{shards};
    HttpClient client{server.port};
    const auto response = client.post("[]");
    BOOST_TEST(response.status == 200U);
    BOOST_TEST(response.body == "[]");

    WsClient socket{server.port};
    socket.send("[]");  // WS-26: and here by nothing.
    socket.handshake();
}

WIRE_TEST(FMT_07_empty_body)
{
    LiveServer server{shards};
    HttpClient client{server.port};
    const auto response = client.post("");
    BOOST_TEST(response.status == 400U);
    BOOST_TEST(response.body == R"({"error":"400::body_empty"})");
}

WIRE_TEST(FMT_08_to_FMT_14_http_400)
{
    LiveServer server{shards};
    HttpClient client{server.port};
    for (const auto& each : cases()) {
        BOOST_TEST_CONTEXT(each.name)
        {
            const auto response = client.post(each.body);
            BOOST_TEST(response.status == 400U);
            BOOST_TEST(response.body == R"({"error":")" + std::string{each.error} + "\"}");
        }
    }
    client.handshake();  // LP-25: the connection is unharmed.
}

WIRE_TEST(FMT_15_invalid_utf8_http_400)
{
    LiveServer server{shards};
    HttpClient client{server.port};
    const auto response = client.post("[{\"channel\":\"/a\xff\xfe\"}]");
    BOOST_TEST(response.status == 400U);
    BOOST_TEST(response.body == R"({"error":"400::utf8_invalid"})");
}

WIRE_TEST(FMT_09_WS_26_LIM_11_websocket_closes)
{
    LiveServer server{shards};
    for (const auto& each : cases()) {
        BOOST_TEST_CONTEXT(each.name)
        {
            WsClient socket{server.port};
            socket.send(each.body);
            const auto farewell = socket.closed();
            BOOST_TEST(farewell.close_code() == each.close_code);
            BOOST_TEST("400::" + farewell.close_reason() == each.error);
        }
    }
}

WIRE_TEST(WS_28_invalid_utf8_closes_1007)
{
    LiveServer server{shards};
    WsClient socket{server.port};
    socket.send("[{\"channel\":\"/a\xff\"}]");
    BOOST_TEST(socket.closed().close_code() == 1007U);
}

WIRE_TEST(WS_23_binary_closes_1003)
{
    LiveServer server{shards};
    WsClient socket{server.port};
    socket.send({Opcode::binary, true, handshake_message()});
    BOOST_TEST(socket.closed().close_code() == 1003U);
}

WIRE_TEST(WS_25_LIM_02_too_large_closes_1009)
{
    Config config;
    config.limits.message_bytes = 10'000;
    LiveServer server{shards, config};
    WsClient socket{server.port};
    socket.handshake();
    socket.send(std::string(10'001, ' '));
    BOOST_TEST(socket.closed().close_code() == 1009U);

    WsClient fragments{server.port};
    fragments.send({Opcode::text, false, std::string(6'000, ' ')});
    fragments.send({Opcode::continuation, true, std::string(6'000, ' ')});
    BOOST_TEST(fragments.closed().close_code() == 1009U);
}

WIRE_TEST(FMT_05_LP_30_a_bad_message_is_an_error_reply)
{
    LiveServer server{shards};
    HttpClient client{server.port};
    const auto id = client.handshake();
    const auto response = client.post(
        R"([{"channel":5,"id":"1"},{"id":"2"},{"channel":"/a","clientId":5,"id":"3"},)" +
        publish_message(id, "4", "/a", "{}").substr(1));
    BOOST_TEST(response.status == 200U);
    const auto replies = response.json();
    BOOST_TEST(replies.size() == 4U);
    for (int index = 0; index < 4; ++index) {
        BOOST_TEST(replies[index]["id"].string() == std::to_string(index + 1));
        BOOST_TEST(replies[index]["successful"].truth() == (index == 3));
    }
}

WIRE_TEST(FMT_12_other_characters_than_ascii_survive)
{
    LiveServer server{shards};
    HttpClient client{server.port};
    const auto id = client.handshake();
    client.post(subscribe_message(id, "1", "/a"));
    const auto response = client.post(publish_message(id, "2", "/a", "\"\u00e9\U0001f600\""));
    BOOST_TEST(response.body.find("\"data\":\"\u00e9\U0001f600\"") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
