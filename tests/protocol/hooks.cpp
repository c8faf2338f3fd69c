#include "protocol/hooks.hpp"

#include "client.hpp"

// The security policy, extensions and listeners of the program around the core.

BOOST_AUTO_TEST_SUITE(hooks)

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;

namespace {

using Texts = std::vector<std::string>;

/// Knows two clients, and what they may.
class Policy final : public SecurityPolicy {
public:
    Verdict may_handshake(const SessionView& client, const MessageView& message) override
    {
        BOOST_TEST(client.client_id.empty());
        BOOST_TEST(client.address == "192.0.2.7");
        Verdict verdict;
        if (message.ext == R"({"name":"ada"})") {
            verdict.identity = "ada";
            verdict.attributes = R"({"admin":true})";
        } else if (message.ext == R"({"name":"later"})") {
            verdict = Verdict::refuse("later");
            verdict.reconnect = "handshake";
        } else if (!message.ext.empty()) {
            verdict = Verdict::refuse("who_are_you");
        }
        return verdict;
    }

    Verdict
    may_subscribe(const SessionView& session, std::string_view pattern, const MessageView&) override
    {
        const bool allowed = session.identity == "ada" || !pattern.starts_with("/secret");
        return allowed ? Verdict{} : Verdict::refuse("not_for_you");
    }

    Verdict may_publish(const SessionView& session, const MessageView& message) override
    {
        BOOST_TEST(!message.data.empty());
        const bool allowed =
            session.attributes == R"({"admin":true})" || message.channel == "/open";
        return allowed ? Verdict{} : Verdict::refuse("read_only");
    }
};

/// Writes down what it is told, sessions by the order in which they came.
class Diary final : public SessionListener {
public:
    void on_session_opened(const SessionView& session) override { note("opened", session, {}); }
    void on_session_closed(const SessionView& session) override { note("closed", session, {}); }
    void on_subscribed(const SessionView& session, std::string_view pattern) override
    {
        note("subscribed", session, pattern);
    }
    void on_unsubscribed(const SessionView& session, std::string_view pattern) override
    {
        note("unsubscribed", session, pattern);
    }
    Texts take() { return std::exchange(entries_, {}); }

private:
    void note(const std::string& what, const SessionView& session, std::string_view pattern)
    {
        const auto found = std::find(ids_.begin(), ids_.end(), session.client_id);
        const auto index = found - ids_.begin();
        if (found == ids_.end()) ids_.emplace_back(session.client_id);
        entries_.push_back(std::to_string(index) + " " + what + (pattern.empty() ? "" : " ") +
                           std::string{pattern});
    }

    std::vector<std::string> ids_;
    Texts entries_;
};

class Stamp final : public Extension {
public:
    std::string_view name() const override { return "stamp"; }
    bool incoming(const SessionView&, const MessageView& message) override
    {
        return message.data != R"("delete me")" && message.ext != R"({"delete":"me"})";
    }
    std::string outgoing(const SessionView& session, const MessageView& message) override
    {
        if (message.channel == "/meta/connect") return {};
        return session.client_id.empty() ? "null" : "\"" + std::string{message.channel} + "\"";
    }
};

struct Fixture {
    Policy policy;
    Diary diary;
    Stamp stamp;
    protocol::Hooks hooks;

    Simulation world(Config config = {})
    {
        return Simulation{std::move(config), 2, nullptr, &hooks};
    }
};

std::string handshake_with(std::string_view ext)
{
    return R"([{"channel":"/meta/handshake","version":"1.0","id":"1",)"
           R"("supportedConnectionTypes":["long-polling"],"ext":)" +
           std::string{ext} + "}]";
}

Client client_of(Simulation& world, const Json& hello)
{
    Client client;
    client.world = &world;
    client.id = hello[0]["clientId"].string();
    return client;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(HSK_17_a_handshake_that_the_policy_refuses, Fixture)
{
    hooks.policy = &policy;
    auto world = this->world();
    BOOST_TEST(like(world.request(handshake_with(R"({"name":"eve"})")), R"([{"id":"1",
        "successful":false,"error":"403:who_are_you:handshake_denied","clientId":null,
        "advice":{"reconnect":"none"}}])"));
    BOOST_TEST(like(world.request(handshake_with(R"({"name":"later"})")),
                    R"([{"successful":false,"advice":{"reconnect":"handshake"}}])"));
    BOOST_TEST(world.sessions() == 0u);
}

BOOST_FIXTURE_TEST_CASE(HSK_17_nodefony_has_to_ask_as_well, Fixture)
{
    class Nobody final : public SecurityPolicy {
        Verdict may_handshake(const SessionView&, const MessageView&) override
        {
            return Verdict::refuse("closed");
        }
    } nobody;
    hooks.policy = &nobody;
    auto world = this->world();
    const auto socket = world.open({.bayeux_subprotocol = true});
    // The connect that begins a session of its own.
    world.send(socket, R"({"channel":"/meta/connect"})");
    BOOST_TEST(world.sessions() == 0u);
    BOOST_TEST(
        like(world.messages(socket).at(0), R"({"successful":false,"error":"403:closed:*"})"));
}

BOOST_FIXTURE_TEST_CASE(PUB_26_SUB_22_what_the_policy_refuses, Fixture)
{
    hooks.policy = &policy;
    auto config = Config{};
    config.services["echo"] = {};
    auto world = this->world(config);
    auto anyone = Client::handshaken(world);
    auto ada = client_of(world, world.request(handshake_with(R"({"name":"ada"})")));

    BOOST_TEST(like(anyone.request(batch_of({subscribe_message("/secret/plan")})), R"([{
        "successful":false,"error":"403:not_for_you:subscribe_denied",
        "subscription":"/secret/plan"}])"));
    BOOST_TEST(like(anyone.request(batch_of(
                        {message("/meta/subscribe", R"("subscription":["/a","/secret/**"])")})),
                    R"([{"successful":false}])"));
    BOOST_TEST(world.subscriptions() == 0u);
    BOOST_TEST(like(anyone.request(batch_of({publish_message("/a", "1"),
                                             publish_message("/open", "1"),
                                             publish_message("/service/echo", "1")})),
                    R"([{"successful":false,"error":"403:read_only:publish_denied"},
                        {"successful":true},
                        {"successful":false,"error":"403:read_only:publish_denied"}])"));
    BOOST_TEST(world.service_calls().empty());

    ada.subscribe("/secret/**");
    BOOST_TEST(like(ada.request(batch_of({publish_message("/secret/plan", "1")})),
                    R"([{"data":1},{"successful":true}])"));
    ada.post(batch_of({publish_message("/service/echo", "1")}));
    const auto calls = world.service_calls();
    BOOST_TEST_REQUIRE(calls.size() == 1u);
    BOOST_TEST(
        (calls[0].caller == protocol::Caller{ada.id, "192.0.2.7", "ada", R"({"admin":true})"}));
}

BOOST_FIXTURE_TEST_CASE(PUB_27_a_message_that_an_extension_deletes, Fixture)
{
    hooks.extensions = {&stamp};
    auto world = this->world();
    BOOST_TEST(like(world.request(handshake_with(R"({"delete":"me"})")),
                    R"([{"successful":false,"error":"404::message_deleted"}])"));
    auto client = Client::polling(world);
    client.subscribe("/a");
    BOOST_TEST(like(client.request(batch_of({publish_message("/a", R"("delete me")"),
                                             publish_message("/a", R"("keep me")")})),
                    R"([{"data":"keep me"},
                        {"successful":false,"error":"404::message_deleted"},
                        {"successful":true}])"));
}

BOOST_FIXTURE_TEST_CASE(EXT_02_what_an_extension_adds_to_replies, Fixture)
{
    hooks.extensions = {&stamp};
    auto world = this->world();
    const auto hello = world.request(handshake_with(R"({"ack":true})"));
    BOOST_TEST(like(hello, R"([{"ext":{"ack":true,"stamp":"/meta/handshake"}}])"));
    auto client = client_of(world, hello);
    BOOST_TEST(like(client.request(batch_of({subscribe_message("/a")})),
                    R"([{"ext":{"stamp":"/meta/subscribe"}}])"));
    BOOST_TEST(like(client.request(batch_of({message("/meta/disconnect")})),
                    R"([{"ext":{"stamp":"/meta/disconnect"}}])"));
}

BOOST_FIXTURE_TEST_CASE(listeners_are_told_who_comes_listens_and_goes, Fixture)
{
    hooks.listeners = {&diary};
    auto world = this->world();
    auto first = Client::polling(world);
    auto second = Client::streaming(world);
    first.subscribe("/a");
    first.subscribe("/a");
    second.request(batch_of({message("/meta/subscribe", R"("subscription":["/a","/b/**"])")}));
    first.unsubscribe("/a");
    first.unsubscribe("/a");
    BOOST_TEST(diary.take() == (Texts{"0 opened",
                                      "1 opened",
                                      "0 subscribed /a",
                                      "1 subscribed /a",
                                      "1 subscribed /b/**",
                                      "0 unsubscribed /a"}));
    first.request(batch_of({message("/meta/disconnect")}));
    world.lose(*second.socket);
    world.advance(1h);
    BOOST_TEST(diary.take() ==
               (Texts{"0 closed", "1 unsubscribed /a", "1 unsubscribed /b/**", "1 closed"}));
}

BOOST_FIXTURE_TEST_CASE(what_the_server_itself_says, Fixture)
{
    auto world = this->world();
    auto here = Client::streaming(world);
    auto there = Client::streaming(world, {.shard = 1});
    here.subscribe("/a/*");
    there.subscribe("/a/*");
    world.publish("/a/b", "1");
    BOOST_TEST(data_of(here.received()) == Texts{"1"});
    BOOST_TEST(data_of(there.received()) == Texts{"1"});

    world.deliver(there.id, "/mine", "2");
    BOOST_TEST(here.received().empty());
    BOOST_TEST(like(there.received().at(0), R"({"channel":"/mine","data":2})"));

    BOOST_TEST(here.send(batch_of({connect_message()})).empty());
    world.disconnect(here.id);
    BOOST_TEST(like(here.received().at(0),
                    R"({"channel":"/meta/connect","advice":{"reconnect":"handshake"}})"));
    BOOST_TEST(world.sessions() == 1u);
    world.deliver(here.id, "/mine", "3");
    world.disconnect(here.id);
    BOOST_TEST(here.received().empty());
}

BOOST_AUTO_TEST_SUITE_END()
