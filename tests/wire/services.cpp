// A backend behind /service/<name>, end to end.

#include <atomic>
#include <thread>
#include <vector>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include "support/live_server.hpp"
#include "support/messages.hpp"
#include "support/ws_client.hpp"

using namespace halley;
using namespace halley::test;

namespace {

/// Greets every connection with `READY`, gives back what it reads, and closes at the end of input.
class EchoBackend {
public:
    EchoBackend() : acceptor_(context_, {boost::asio::ip::make_address("127.0.0.1"), 0})
    {
        port = acceptor_.local_endpoint().port();
        accept();
        thread_ = std::thread{[this] { context_.run(); }};
    }
    ~EchoBackend()
    {
        context_.stop();
        thread_.join();
    }

    std::uint16_t port = 0;
    std::atomic<int> closed{0};

private:
    using Tcp = boost::asio::ip::tcp;

    struct Peer : std::enable_shared_from_this<Peer> {
        Peer(EchoBackend& of, Tcp::socket it) : backend(of), socket(std::move(it)) {}

        void read()
        {
            socket.async_read_some(boost::asio::buffer(bytes),
                                   [self = shared_from_this()](auto error, std::size_t size) {
                                       if (error) {
                                           ++self->backend.closed;
                                           return;
                                       }
                                       boost::asio::write(self->socket,
                                                          boost::asio::buffer(self->bytes, size));
                                       self->read();
                                   });
        }

        EchoBackend& backend;
        Tcp::socket socket;
        char bytes[4096];
    };

    void accept()
    {
        acceptor_.async_accept([this](auto error, Tcp::socket socket) {
            if (error) return;
            const auto peer = std::make_shared<Peer>(*this, std::move(socket));
            boost::asio::write(peer->socket, boost::asio::buffer("READY", 5));
            peer->read();
            accept();
        });
    }

    boost::asio::io_context context_;
    Tcp::acceptor acceptor_;
    std::thread thread_;
};

Config with_services(std::uint16_t port)
{
    Config config;
    config.services["echo"] = {.port = port};
    return config;
}

// The next event on a channel, whatever replies come in between.
Json next_event(WsClient& socket, std::vector<Json>& waiting)
{
    for (;;) {
        while (!waiting.empty()) {
            auto each = waiting.front();
            waiting.erase(waiting.begin());
            if (each.has("data")) return each;
        }
        waiting = socket.json().elements();
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(services)

WIRE_TEST(a_cometd_client_and_a_tcp_service)
{
    EchoBackend backend;
    LiveServer server{shards, with_services(backend.port)};
    WsClient socket{server.port};
    const auto id = socket.handshake();
    std::vector<Json> waiting;
    socket.send(subscribe_message(id, "1", "/service/echo"));
    BOOST_TEST(next_event(socket, waiting)["data"].string() == "READY");
    socket.send(publish_message(id, "2", "/service/echo", R"({"method":"x","id":1})"));
    const auto event = next_event(socket, waiting);
    BOOST_TEST(event["channel"].string() == "/service/echo");
    BOOST_TEST(event["data"].text() == R"({"method":"x","id":1})");

    // It is for this client alone.
    WsClient other{server.port};
    const auto other_id = other.handshake();
    other.request(subscribe_message(other_id, "1", "/service/echo"), "1");
    std::vector<Json> others;
    socket.send(publish_message(id, "3", "/service/echo", "[3]"));
    BOOST_TEST(next_event(socket, waiting)["data"].text() == "[3]");
    other.send(publish_message(other_id, "4", "/service/echo", "[4]"));
    for (auto data = next_event(other, others)["data"].text(); data != "[4]";
         data = next_event(other, others)["data"].text())
        BOOST_TEST(data == "\"READY\"");

    socket.send(message("/meta/unsubscribe", id, "5", R"(,"subscription":"/service/echo")"));
    while (backend.closed == 0)
        std::this_thread::yield();
}

WIRE_TEST(a_service_by_long_polling)
{
    EchoBackend backend;
    LiveServer server{shards, with_services(backend.port)};
    HttpClient client{server.port};
    const auto id = client.handshake();
    client.post(publish_message(id, "1", "/service/echo", R"({"a":1})"));
    std::string data;
    while (data.find('}') == std::string::npos) {
        for (const auto& each : client.post(connect_message(id, "2")).json().elements()) {
            if (each.has("data")) data += each["data"].text();
        }
    }
    BOOST_TEST(data == R"("READY"{"a":1})");
}

WIRE_TEST(a_backend_that_refuses)
{
    std::uint16_t port = 0;
    {
        EchoBackend gone;
        port = gone.port;
    }
    LiveServer server{shards, with_services(port)};
    WsClient socket{server.port};
    const auto id = socket.handshake();
    const auto reply = socket.request(subscribe_message(id, "1", "/service/echo"), "1");
    BOOST_TEST(!reply["successful"].truth());
    BOOST_TEST(reply["error"].string() == "403:/service/echo:service_refused");
}

WIRE_TEST(a_lost_client_closes_its_backend_connections)
{
    EchoBackend backend;
    auto config = with_services(backend.port);
    config.bayeux.max_interval = std::chrono::milliseconds{50};
    LiveServer server{shards, config};
    for (int turn = 0; turn < 5; ++turn) {
        WsClient socket{server.port};
        socket.request(subscribe_message(socket.handshake(), "1", "/service/echo"), "1");
        socket.connection.reset();
    }
    while (backend.closed < 5)
        std::this_thread::yield();
}

WIRE_TEST(nodefonys_client_in_short)
{
    EchoBackend backend;
    LiveServer server{shards, with_services(backend.port)};
    HttpClient http{server.port};
    BOOST_TEST(http.get("/realtime?_=1").body == "PING");
    const auto handshake = http.post(
        R"({"version":"1.0","channel":"/meta/handshake","minimumVersion":"1.0","supportedConnectionTypes":["websocket"]})",
        "/realtime");
    BOOST_TEST(handshake.status == 200U);
    const auto id = client_id_of(handshake.json());

    WsClient socket{
        server.port, "/realtime", {{"Origin", "http://halley.test"}, {"Cookie", http.cookie}}
    };
    socket.send(R"({"channel":"/meta/connect","clientId":")" + id +
                R"(","connectionType":"WEBSOCKET"})");
    const auto connected = socket.json();
    BOOST_TEST(connected["successful"].truth());
    BOOST_TEST(connected["data"].has("echo"));
    socket.send(R"({"channel":"/meta/subscribe","clientId":")" + id +
                R"(","subscription":"/service/echo"})");
    // One object a frame: the reply, then what the backend says.
    BOOST_TEST(socket.json()["channel"].string() == "/meta/subscribe");
    const auto ready = socket.json();
    BOOST_TEST(ready["data"].string() == "READY");
    BOOST_TEST(ready["clientId"].string() == id);
    socket.send(R"({"channel":"/service/echo","clientId":")" + id +
                R"(","id":5,"data":"{\"a\":1}"})");
    const auto acknowledged = socket.json();
    BOOST_TEST(acknowledged["id"].number() == 5);
    BOOST_TEST(!acknowledged.has("channel"));
    BOOST_TEST(socket.json()["data"].string() == R"({"a":1})");
    socket.send(R"({"channel":"/meta/disconnect","clientId":")" + id + "\"}");
    BOOST_TEST(socket.json()["channel"].string() == "/meta/disconnect");
    BOOST_TEST(socket.closed().close_code() == 1000U);
}

BOOST_AUTO_TEST_SUITE_END()
