// The transports over TLS.

#include <chrono>
#include <optional>

#include <boost/test/unit_test.hpp>

#include "support/event_source.hpp"
#include "support/live_server.hpp"
#include "support/messages.hpp"
#include "support/tls_place.hpp"
#include "support/ws_client.hpp"

using namespace halley;
using namespace halley::test;

namespace {

// A string of JSON, in quotes.
std::string long_data(std::size_t size)
{
    return '"' + std::string(size, 'x') + '"';
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tls)

WIRE_TEST(https_is_announced)
{
    const TlsPlace place;
    LiveServer server{shards, place.config()};
    const auto expected = "listening on https://127.0.0.1:" + std::to_string(server.port);
    BOOST_TEST(server.logger.entries() == std::vector{expected}, boost::test_tools::per_element());
}

WIRE_TEST(plain_text_and_tls_beside_each_other)
{
    const TlsPlace place;
    auto config = place.config();
    config.listen.push_back({"127.0.0.1", 0});
    LiveServer server{shards, config};
    HttpClient secure{place.connect(server.port)};
    HttpClient plain{server.ports(1)};
    BOOST_TEST(secure.get("/cometd").body == "PING");
    BOOST_TEST(plain.get("/cometd").body == "PING");
}

WIRE_TEST(LIM_12_a_cookie_is_secure)
{
    const TlsPlace place;
    LiveServer server{shards, place.config()};
    HttpClient client{place.connect(server.port)};
    const auto cookie = client.post(handshake_message()).header("set-cookie");
    BOOST_TEST(cookie.find("; Secure") != std::string::npos, cookie);
}

WIRE_TEST(WS_29_a_page_in_plain_text_is_of_another_origin)
{
    const TlsPlace place;
    LiveServer server{shards, place.config()};
    const Headers own{
        {"Origin", "https://halley.test"}
    };
    BOOST_TEST(WsClient(place.connect(server.port), "/cometd", own).upgrade.status == 101U);
    const Headers plain{
        {"Origin", "http://halley.test"}
    };
    BOOST_CHECK_THROW((WsClient{place.connect(server.port), "/cometd", plain}), std::exception);
}

WIRE_TEST(long_polling_and_websocket_hear_each_other)
{
    const TlsPlace place;
    LiveServer server{shards, place.config()};
    HttpClient publisher{place.connect(server.port)};
    WsClient socket{place.connect(server.port)};
    const auto id = socket.handshake();
    BOOST_TEST(socket.request(subscribe_message(id, "s", "/a"), "s")["successful"].truth());
    // Larger than a record of TLS, and than what a socket takes at once.
    const auto data = long_data(900'000);
    const auto other = publisher.handshake();
    BOOST_TEST(publisher.post(publish_message(other, "p", "/a", data)).status == 200U);
    BOOST_TEST(socket.messages(1)[0]["data"].text().size() == data.size());
}

WIRE_TEST(messages_of_every_size_come_as_they_were_sent)
{
    const TlsPlace place;
    LiveServer server{shards, place.config()};
    WsClient socket{place.connect(server.port)};
    const auto id = socket.handshake();
    socket.request(subscribe_message(id, "s", "/a"), "s");
    // Around the sizes of records and of buffers.
    std::size_t count = 0;
    for (const std::size_t border : {1'400, 1'536, 4'096, 16'384, 32'768, 65'536}) {
        for (std::size_t size = border - 130; size < border + 10; size += 7) {
            const auto data = long_data(size);
            socket.send(publish_message(id, "p", "/a", data));
            std::optional<std::string> heard;
            for (const auto& each : socket.messages(2)) {
                if (each.has("data")) heard = each["data"].text();
            }
            BOOST_TEST(heard.value_or("nothing") == data);
            ++count;
        }
    }
    BOOST_TEST(count == 120U);
}

WIRE_TEST(a_client_that_reads_late_gets_everything)
{
    // More than the sockets hold.
    constexpr unsigned count = 200;
    const TlsPlace place;
    auto config = place.config();
    config.limits.queue_bytes = 64 * 1024 * 1024;
    LiveServer server{shards, config};
    WsClient slow{place.connect(server.port)};
    const auto id = slow.handshake();
    slow.request(subscribe_message(id, "s", "/a"), "s");
    HttpClient publisher{place.connect(server.port)};
    const auto other = publisher.handshake();
    const auto data = long_data(50'000);
    for (unsigned number = 0; number < count; ++number)
        publisher.post(publish_message(other, "p", "/a", data));
    for (const auto& each : slow.messages(count))
        BOOST_TEST(each["data"].text().size() == data.size());
}

WIRE_TEST(LP_23_a_client_that_hangs_up_is_noticed_while_its_connect_is_held)
{
    const TlsPlace place;
    LiveServer server{shards, place.config()};
    HttpClient client{place.connect(server.port)};
    HttpClient poll{place.connect(server.port)};
    const auto id = client.handshake();
    poll.cookie = client.cookie;
    poll.post(connect_message(id, "1"));
    client.post(subscribe_message(id, "s", "/a"));
    poll.begin_post(connect_message(id, "2"));
    poll.connection.finish();
    poll.connection.read_to_end();
    // Not given to the connection that is gone.
    HttpClient publisher{place.connect(server.port)};
    publisher.post(publish_message(publisher.handshake(), "p", "/a", "1"));
    HttpClient next{place.connect(server.port)};
    next.cookie = client.cookie;
    const auto reply = next.post(connect_message(id, "3")).json();
    BOOST_TEST(reply.elements().front()["data"].text() == "1");
}

WIRE_TEST(LP_27_what_is_sent_ahead_waits)
{
    const TlsPlace place;
    Config config = place.config();
    config.bayeux.timeout = std::chrono::milliseconds{200};
    LiveServer server{shards, config};
    HttpClient client{place.connect(server.port)};
    const auto id = client.handshake();
    client.post(connect_message(id, "1"));
    client.begin_post(connect_message(id, "2"));
    client.begin_post(publish_message(id, "p", "/a", "1"));
    BOOST_TEST(client.response().json()[0]["id"].string() == "2");
    BOOST_TEST(client.response().json()[0]["id"].string() == "p");
}

WIRE_TEST(both_sides_close_a_websocket)
{
    const TlsPlace place;
    LiveServer server{shards, place.config()};
    WsClient closing{place.connect(server.port)};
    closing.close();
    BOOST_TEST(SSL_get_shutdown(closing.connection.tls()) & SSL_RECEIVED_SHUTDOWN);
    WsClient closed{place.connect(server.port)};
    server.stop();
    BOOST_TEST(closed.closed().close_code() == 1001U);
}

WIRE_TEST(an_event_stream)
{
    const TlsPlace place;
    auto config = place.config();
    config.bayeux.transports.push_back(TransportName::eventsource);
    LiveServer server{shards, config};
    HttpClient client{place.connect(server.port)};
    const auto id = client.handshake();
    TcpClient stream = place.connect(server.port);
    stream.send(http_request("GET",
                             "/cometd/" + id,
                             {
                                 {"Accept", "text/event-stream"},
                                 {"Cookie", client.cookie      }
    }));
    stream.read_until("retry:");
    client.post(subscribe_message(id, "s", "/a"));
    client.post(publish_message(id, "p", "/a", "17"));
    stream.read_until("\"data\":17");
}

BOOST_AUTO_TEST_SUITE_END()
