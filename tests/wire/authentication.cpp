// Who may come in: at the handshake, and with every request.

#include <boost/test/unit_test.hpp>

#include "src/security/password_file.hpp"
#include "support/authorization.hpp"
#include "support/live_server.hpp"
#include "support/messages.hpp"
#include "support/temporary_folder.hpp"
#include "support/ws_client.hpp"

using namespace halley;
using namespace halley::test;

BOOST_AUTO_TEST_SUITE(authentication)

namespace {

const auto ada = basic_header("ada:secret");
const auto bob = basic_header("bob:other");
const auto wrong = basic_header("ada:other");

struct Users {
    TemporaryFolder folder;
    Config config;

    explicit Users(bool every_request)
    {
        const auto file = folder.file("users");
        write_file(file,
                   "ada:" + security::hash_password("secret") +
                       "\nbob:" + security::hash_password("other") + "\n");
        config.security.authentication = {
            {.type = AuthenticationType::basic, .file = file, .realm = "Halley"}
        };
        config.security.every_request = every_request;
    }
};

HttpResponse try_upgrade(std::uint16_t port, const Headers& headers)
{
    TcpClient connection{port};
    connection.send(http_request("GET", "/cometd", upgrade_headers(headers)));
    return read_response(connection);
}

}  // namespace

WIRE_TEST(HSK_17_a_handshake_needs_a_name_and_a_password)
{
    const Users users{false};
    LiveServer server{shards, users.config};
    HttpClient client{server.port};
    const auto error_with = [&](const Headers& headers) {
        const auto response = post_with(client, headers, handshake_message());
        BOOST_TEST(response.status == 200U);
        const auto reply = response.json()[0];
        return reply["successful"].truth() ? std::string{} : reply["error"].string();
    };
    BOOST_TEST(error_with({}) == "403:credentials_missing:handshake_denied");
    BOOST_TEST(error_with({wrong}) == "403:credentials_wrong:handshake_denied");
    BOOST_TEST(error_with({basic_header("eve:secret")}) ==
               "403:credentials_wrong:handshake_denied");
    BOOST_TEST(error_with({
                   {"Authorization", "Basic !"}
    }) == "403:credentials_malformed:handshake_denied");
    BOOST_TEST(error_with({ada}).empty());
    BOOST_TEST(error_with({ada}).empty());
}

WIRE_TEST(a_websocket_brings_them_with_its_upgrade)
{
    const Users users{false};
    LiveServer server{shards, users.config};
    WsClient socket{server.port, "/cometd", {ada}};
    socket.handshake();
    WsClient stranger{server.port};
    stranger.send(handshake_message());
    BOOST_TEST(stranger.json()[0]["error"].string() == "403:credentials_missing:handshake_denied");
}

WIRE_TEST(anonymous_clients_where_they_are_welcome)
{
    Users users{true};
    users.config.security.anonymous = true;
    LiveServer server{shards, users.config};
    HttpClient client{server.port};
    client.handshake();
    BOOST_TEST(post_with(client, {wrong}, handshake_message()).status == 401U);
    BOOST_TEST(post_with(client, {ada}, handshake_message()).status == 200U);
}

WIRE_TEST(every_request_is_answered_401_without_them)
{
    const Users users{true};
    LiveServer server{shards, users.config};
    HttpClient client{server.port};
    const auto refused = client.post(handshake_message());
    BOOST_TEST(refused.status == 401U);
    BOOST_TEST(refused.header("www-authenticate") == R"(Basic realm="Halley", charset="UTF-8")");
    BOOST_TEST(refused.body == R"({"error":"401:credentials_missing:unauthorized"})");
    // On the same connection.
    BOOST_TEST(post_with(client, {wrong}, handshake_message()).status == 401U);
    BOOST_TEST(client.get("/cometd").status == 401U);
    BOOST_TEST(client.get("/cometd", {ada}).status == 200U);
    BOOST_TEST(client.get("/elsewhere").status == 404U);
    client.connection.send(http_request("OPTIONS", "/cometd"));
    BOOST_TEST(client.response().status == 204U);
    BOOST_TEST(try_upgrade(server.port, {}).status == 401U);
    BOOST_TEST(try_upgrade(server.port, {ada}).status == 101U);
}

WIRE_TEST(a_session_is_not_for_another_user)
{
    const Users users{true};
    LiveServer server{shards, users.config};
    HttpClient client{server.port};
    const auto reply = post_with(client, {ada}, handshake_message()).json()[0];
    const auto publish = publish_message(client_id_of(reply), "1", "/a", "1");
    BOOST_TEST(post_with(client, {ada}, publish).json()[0]["successful"].truth());
    const auto refused = post_with(client, {bob}, publish).json()[0];
    BOOST_TEST(refused["error"].string().starts_with("402:"));
    WsClient socket{server.port, "/cometd", {bob}};
    BOOST_TEST(!socket.request(publish, "1")["successful"].truth());
}

WIRE_TEST(logs_tell_no_secrets)
{
    const Users users{true};
    LiveServer server{shards, users.config};
    HttpClient client{server.port};
    post_with(client, {ada}, handshake_message());
    post_with(client, {wrong}, handshake_message());
    for (const auto& entry : server.logger.entries()) {
        BOOST_TEST(entry.find("secret") == std::string::npos);
        BOOST_TEST(entry.find(ada.second.substr(6)) == std::string::npos);
    }
}

BOOST_AUTO_TEST_SUITE_END()
