// One backend for all clients behind /service/<name>, end to end.

#include <random>
#include <set>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include "support/live_server.hpp"
#include "support/messages.hpp"
#include "support/ws_client.hpp"
#include "tests/services/rpc/rpc_backend.hpp"

using namespace halley;
using namespace halley::test;
using services::rpc::RpcBackend;

namespace {

/// A backend in a thread of its own.
class BackendThread {
public:
    explicit BackendThread(RpcBackend::OnText on_text)
        : backend_(context_, std::move(on_text)), thread_([this] { context_.run(); })
    {
        port = backend_.port;
    }
    ~BackendThread()
    {
        context_.stop();
        thread_.join();
    }

    std::uint16_t port = 0;

private:
    boost::asio::io_context context_{1};
    RpcBackend backend_;
    std::thread thread_;
};

/// Keeps some calls waiting, and answers any of them when another comes; the rest
/// when all have come.
class RandomOrder {
public:
    explicit RandomOrder(std::size_t calls) : calls_(calls) {}

    void operator()(RpcBackend::Peer& peer, const std::string& text)
    {
        constexpr std::size_t kept = 50;
        waiting_.emplace_back(peer.shared_from_this(), text);
        const auto keep = --calls_ == 0 ? 0 : kept;
        while (waiting_.size() > keep) {
            std::swap(waiting_[random_() % waiting_.size()], waiting_.back());
            waiting_.back().first->write(services::rpc::answer_to(waiting_.back().second));
            waiting_.pop_back();
        }
    }

private:
    std::size_t calls_;
    std::mt19937 random_{1};
    std::vector<std::pair<std::shared_ptr<RpcBackend::Peer>, std::string>> waiting_;
};

Config with_shared_service(std::uint16_t port)
{
    Config config;
    config.services["calc"] = {.port = port, .shared = true, .pool = 2, .may_publish = {"/news/*"}};
    return config;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(shared_services)

WIRE_TEST(a_thousand_clients_get_their_own_answers)
{
    constexpr std::size_t sockets = 100;
    constexpr std::size_t sessions = 10;  // Of each socket.
    constexpr std::size_t calls = 5;      // Of each session.
    BackendThread backend{RandomOrder{sockets * sessions * calls}};
    LiveServer server{shards, with_shared_service(backend.port)};

    struct Client {
        WsClient socket;
        std::vector<std::string> ids;
    };
    std::vector<Client> clients;
    for (std::size_t i = 0; i < sockets; ++i) {
        auto& client = clients.emplace_back(Client{WsClient{server.port}, {}});
        for (std::size_t session = 0; session < sessions; ++session)
            client.ids.push_back(client.socket.handshake());
    }
    // The JSON-RPC ids are the same for all of them.
    for (auto& client : clients) {
        for (std::size_t session = 0; session < sessions; ++session) {
            for (std::size_t call = 0; call < calls; ++call) {
                const auto& id = client.ids[session];
                client.socket.send(
                    publish_message(id,
                                    std::to_string(session) + "." + std::to_string(call),
                                    "/service/calc",
                                    R"({"jsonrpc":"2.0","method":"echo","params":")" + id +
                                        R"(","id":)" + std::to_string(call) + "}"));
            }
        }
    }
    for (auto& client : clients) {
        std::set<std::string> answered;
        while (answered.size() < sessions * calls) {
            for (const auto& message : client.socket.json().elements()) {
                if (!message.has("data")) continue;
                const auto id = message["id"].string();
                const auto dot = id.find('.');
                BOOST_REQUIRE(answered.insert(id).second);
                BOOST_REQUIRE(message["successful"].truth());
                BOOST_REQUIRE(message["channel"].string() == "/service/calc");
                const auto answer = message["data"];
                BOOST_REQUIRE(answer["result"].string() ==
                              client.ids[std::stoul(id.substr(0, dot))]);
                BOOST_REQUIRE(std::to_string(answer["id"].number()) == id.substr(dot + 1));
            }
        }
    }
}

WIRE_TEST(what_the_backend_publishes_reaches_all)
{
    BackendThread backend{[](RpcBackend::Peer& peer, const std::string&) {
        peer.write(R"({"method":"p","channel":"/secret","data":1})");
        peer.write(R"({"method":"p","channel":"/news/a","data":{"b":[2]}})");
    }};
    LiveServer server{shards, with_shared_service(backend.port)};
    std::vector<WsClient> readers;
    for (int i = 0; i < 8; ++i) {
        auto& reader = readers.emplace_back(server.port);
        reader.request(subscribe_message(reader.handshake(), "s", "/**"), "s");
    }
    WsClient caller{server.port};
    caller.request(publish_message(caller.handshake(), "p", "/service/calc", R"({"method":"go"})"),
                   "p");
    for (auto& reader : readers) {
        const auto event = reader.json()[0];
        BOOST_TEST(event["channel"].string() == "/news/a");
        BOOST_TEST((event["data"] == R"({"b":[2]})"));
    }
}

WIRE_TEST(errors_of_calls)
{
    BackendThread backend{[](RpcBackend::Peer& peer, const std::string&) { peer.close(); }};
    LiveServer server{shards, with_shared_service(backend.port)};
    WsClient socket{server.port};
    const auto id = socket.handshake();
    for (const std::string message_id : {"1", "2"}) {
        socket.send(publish_message(
            id, message_id, "/service/calc", R"({"jsonrpc":"2.0","method":"a","id":7})"));
        for (bool answered = false; !answered;) {
            for (const auto& message : socket.json().elements()) {
                if (!message.has("data")) continue;
                answered = true;
                BOOST_TEST(message["id"].string() == message_id);
                BOOST_TEST(!message["successful"].truth());
                BOOST_TEST(message["data"]["id"].number() == 7);
                BOOST_TEST(message["data"]["error"]["code"].number() == -32002);
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
