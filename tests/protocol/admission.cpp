#include <deque>

#include "client.hpp"
#include "protocol/hooks.hpp"

// A policy that takes its time to say who a client is, and what it says.

BOOST_AUTO_TEST_SUITE(admission)

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;

namespace {

/// Answers when the test does.
class Slow final : public SecurityPolicy {
public:
    void admit_session(const SessionView& client,
                       const MessageView& message,
                       const RequestView& request,
                       Answer answer) override
    {
        asked.push_back({std::string{client.identity},
                         std::string{message.ext},
                         std::string{request.header("authorization")},
                         std::move(answer)});
    }

    void admit(const std::string& name, std::optional<std::chrono::milliseconds> lasts = {})
    {
        Admission admission;
        admission.verdict.identity = name;
        admission.lasts = lasts;
        answer(std::move(admission));
    }
    void answer(Admission admission)
    {
        const auto give = asked.front().answer;
        asked.pop_front();
        give(std::move(admission));
    }

    struct Question {
        std::string client;
        std::string ext;
        std::string authorization;
        Answer answer;
    };
    std::deque<Question> asked;
};

class Names final : public SessionListener {
public:
    void on_session_opened(const SessionView& session) override
    {
        opened.emplace_back(session.identity);
    }
    std::vector<std::string> opened;
};

constexpr auto hello =
    R"([{"channel":"/meta/handshake","id":"1","version":"1.0","ext":{"token":7},
         "supportedConnectionTypes":["long-polling","websocket"]}])";
constexpr auto nodefony_connect = R"({"channel":"/meta/connect"})";

struct Fixture {
    Fixture()
    {
        hooks.policy = &policy;
        hooks.listeners = {&names};
    }

    Slow policy;
    Names names;
    protocol::Hooks hooks;
    Simulation world{Config{}, 2, nullptr, &hooks};
};

using Texts = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_handshake_waits_for_its_answer, Fixture)
{
    const auto exchange = world.post(hello);
    BOOST_TEST(!world.answered(exchange));
    BOOST_TEST(world.shard().counts().asks == 1u);
    BOOST_TEST_REQUIRE(policy.asked.size() == 1u);
    BOOST_TEST(policy.asked[0].ext == R"({"token":7})");
    policy.admit("ada");
    BOOST_TEST(like(world.response(exchange), R"([{"id":"1","successful":true}])"));
    BOOST_TEST(names.opened == Texts{"ada"});
    BOOST_TEST(world.shard().counts().asks == 0u);
}

BOOST_FIXTURE_TEST_CASE(HSK_17_a_refusal_that_comes_later, Fixture)
{
    const auto exchange = world.post(hello);
    auto admission = Admission::refuse("who_are_you");
    admission.verdict.reconnect = "handshake";
    policy.answer(std::move(admission));
    BOOST_TEST(like(world.response(exchange), R"([{"id":"1","successful":false,"clientId":null,
        "error":"403:who_are_you:handshake_denied","advice":{"reconnect":"handshake"}}])"));
    BOOST_TEST(world.sessions() == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_goes_away_meanwhile_gets_no_session, Fixture)
{
    const auto exchange = world.post(hello);
    const auto socket = world.open({.shard = 1});
    world.send(socket, hello);
    world.lose(exchange);
    world.lose(socket);
    policy.admit("ada");
    policy.admit("bob");
    BOOST_TEST(world.sessions() == 0u);
    BOOST_TEST((world.shard(0).counts() == protocol::Shard::Counts{}));
}

BOOST_FIXTURE_TEST_CASE(two_handshakes_wait_and_each_gets_its_own_answer, Fixture)
{
    const auto socket = world.open();
    const auto exchange = world.post(hello);
    world.send(socket, hello);
    std::swap(policy.asked[0], policy.asked[1]);
    policy.admit("on the socket");
    BOOST_TEST(!world.answered(exchange));
    BOOST_TEST(like(world.messages(socket).at(0), R"({"successful":true})"));
    policy.admit("by post");
    BOOST_TEST(like(world.response(exchange), R"([{"successful":true}])"));
    BOOST_TEST(names.opened == (Texts{"on the socket", "by post"}));
}

BOOST_FIXTURE_TEST_CASE(nodefonys_connect_waits_as_well, Fixture)
{
    const auto socket = world.open({.bayeux_subprotocol = true});
    world.send(socket, nodefony_connect);
    BOOST_TEST(world.frames(socket).empty());
    policy.admit("ada");
    BOOST_TEST(like(world.messages(socket).at(0), R"({"successful":true})"));
    BOOST_TEST(names.opened == Texts{"ada"});
}

BOOST_FIXTURE_TEST_CASE(what_is_never_answered_is_refused, Fixture)
{
    const auto exchange = world.post(hello);
    world.advance(29s);
    BOOST_TEST(!world.answered(exchange));
    world.advance(2s);
    BOOST_TEST(like(world.response(exchange), R"([{"successful":false,
        "error":"403:authentication_timeout:handshake_denied","advice":{"reconnect":"handshake"}}])"));
    policy.admit("too late");
    BOOST_TEST(world.sessions() == 0u);
}

BOOST_FIXTURE_TEST_CASE(only_so_many_wait, Fixture)
{
    const auto socket = world.open();
    for (int times = 0; times < 5; ++times)
        world.send(socket, hello);
    BOOST_TEST(like(world.messages(socket).at(0), R"({"successful":false,
        "error":"403:too_many_pending:handshake_denied","advice":{"reconnect":"handshake"}})"));
    for (int times = 0; times < 1000; ++times)
        world.post(hello);
    BOOST_TEST(world.shard().counts().asks == 1000u);
    BOOST_TEST(like(world.request(hello), R"([{"error":"403:too_many_pending:*"}])"));
}

BOOST_FIXTURE_TEST_CASE(a_server_that_stops_answers_them, Fixture)
{
    const auto exchange = world.post(hello);
    world.stop();
    BOOST_TEST(like(world.response(exchange), R"([{"successful":false,
        "error":"403:server_stopping:handshake_denied","advice":{"reconnect":"handshake"}}])"));
}

BOOST_FIXTURE_TEST_CASE(CON_26_an_identity_that_expires_takes_its_session_along, Fixture)
{
    const auto socket = world.open();
    world.send(socket, hello);
    policy.admit("ada", 60s);
    const auto id = world.messages(socket).at(0)["clientId"].string();
    const auto connect = with_id(
        R"([{"channel":"/meta/connect","clientId":"$ID","id":"c","connectionType":"websocket"}])",
        id);
    world.send(socket, connect);
    for (int times = 0; times < 2; ++times) {
        world.send(socket, connect);
        world.advance(25s);
        BOOST_TEST(world.sessions() == 1u);
    }
    world.frames(socket);
    world.send(socket, connect);
    world.advance(11s);
    BOOST_TEST(world.sessions() == 0u);
    BOOST_TEST(like(world.messages(socket).back(),
                    R"({"channel":"/meta/connect","id":"c","advice":{"reconnect":"handshake"}})"));
    world.send(socket, connect);
    BOOST_TEST(like(world.messages(socket).at(0), R"({"successful":false,"error":"402:*",
        "advice":{"reconnect":"handshake"}})"));
}

BOOST_FIXTURE_TEST_CASE(the_socket_of_a_nodefony_client_closes_when_its_identity_expires, Fixture)
{
    const auto socket = world.open({.bayeux_subprotocol = true});
    world.send(socket, nodefony_connect);
    policy.admit("ada", 60s);
    world.advance(59s);
    BOOST_TEST(!world.closed(socket).has_value());
    world.advance(2s);
    BOOST_TEST(world.sessions() == 0u);
    BOOST_TEST((world.closed(socket) == protocol::CloseReason::normal));
}

BOOST_FIXTURE_TEST_CASE(an_identity_that_lasts_longer_than_can_be_counted, Fixture)
{
    const auto socket = world.open();
    world.send(socket, hello);
    policy.admit("ada", std::chrono::milliseconds::max());
    world.advance(1s);
    BOOST_TEST(world.sessions() == 1u);
}

BOOST_FIXTURE_TEST_CASE(whom_the_request_comes_from, Fixture)
{
    const auto credentials_of = [&](const std::string& name) {
        auto credentials = std::make_shared<protocol::Credentials>();
        credentials->headers = {
            {"Authorization", "Basic x"}
        };
        credentials->identity = {name, R"({"a":1})"};
        credentials->until = world.now() + 60s;
        return credentials;
    };
    const From ada{.credentials = credentials_of("ada")};
    const From bob{.credentials = credentials_of("bob")};
    const auto exchange = world.post(hello, ada);
    BOOST_TEST(policy.asked.at(0).client == "ada");
    BOOST_TEST(policy.asked[0].authorization == "Basic x");
    policy.admit("");
    BOOST_TEST(names.opened == Texts{"ada"});
    const auto id = world.response(exchange)[0]["clientId"].string();
    const auto publish = with_id(R"([{"channel":"/a","clientId":"$ID","data":1}])", id);
    BOOST_TEST(like(world.request(publish, ada), R"([{"successful":true}])"));
    BOOST_TEST(like(world.request(publish), R"([{"successful":true}])"));
    BOOST_TEST(like(world.request(publish, bob), R"([{"error":"402:*"}])"));

    const auto socket = world.open(ada);
    world.advance(61s);
    BOOST_TEST(world.sessions() == 0u);
    world.send(socket, hello);
    BOOST_TEST(like(world.messages(socket).at(0), R"({"successful":false,
        "error":"403:credentials_expired:handshake_denied","advice":{"reconnect":"handshake"}})"));
    BOOST_TEST(world.closed(socket).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
