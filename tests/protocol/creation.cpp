#include <map>

#include "client.hpp"
#include "protocol/hooks.hpp"
#include "protocol/known_channels.hpp"

// Who may create channels, as a security policy decides.

BOOST_AUTO_TEST_SUITE(creation)

using namespace halley;
using namespace halley::test;

namespace {

/// Lets nobody create, and writes down what it is asked.
class Policy final : public SecurityPolicy {
public:
    Verdict may_create(const SessionView&, std::string_view channel, const MessageView&) override
    {
        asked.emplace_back(channel);
        return allows ? Verdict{} : Verdict::refuse("not_yours");
    }

    bool allows = false;
    std::vector<std::string> asked;
};

class Channels final : public protocol::KnownChannels {
public:
    void subscribed(std::string_view channel) override { ++subscriptions[std::string{channel}]; }
    void unsubscribed(std::string_view channel) override
    {
        if (--subscriptions.at(std::string{channel}) == 0)
            subscriptions.erase(std::string{channel});
    }
    bool contains(std::string_view channel) const override
    {
        return subscriptions.contains(std::string{channel});
    }

    std::map<std::string, int> subscriptions;
};

struct Fixture {
    Policy policy;
    Channels channels;
    protocol::Hooks hooks{&policy, {}, {}};

    Simulation world(Config config = {})
    {
        return Simulation{std::move(config), 2, nullptr, &hooks, &channels};
    }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(PUB_26_a_channel_that_nobody_has, Fixture)
{
    auto world = this->world();
    auto client = Client::polling(world);
    BOOST_TEST(
        like(client.request(batch_of({subscribe_message("/a/*"), publish_message("/b", "1")})),
             R"([{"successful":false,"error":"403:not_yours:create_denied"},
                        {"successful":false,"error":"403:not_yours:channel_create_denied"}])"));
    BOOST_TEST(policy.asked == (std::vector<std::string>{"/a/*", "/b"}));
    BOOST_TEST(world.subscriptions() == 0u);
    BOOST_TEST(channels.subscriptions.empty());
}

BOOST_FIXTURE_TEST_CASE(exists_while_somebody_is_subscribed_on_any_shard, Fixture)
{
    auto world = this->world();
    auto owner = Client::polling(world);
    auto other = Client::polling(world, {.shard = 1});
    policy.allows = true;
    owner.subscribe("/a");
    owner.subscribe("/a");
    policy.allows = false;
    other.subscribe("/a");
    BOOST_TEST(like(other.request(batch_of({publish_message("/a", "1")})),
                    R"([{"data":1},{"successful":true}])"));

    owner.unsubscribe("/a");
    other.request(batch_of({message("/meta/disconnect")}));
    BOOST_TEST(channels.subscriptions.empty());
    BOOST_TEST(like(owner.request(batch_of({publish_message("/a", "1")})),
                    R"([{"successful":false,"error":"403:not_yours:channel_create_denied"}])"));
}

BOOST_FIXTURE_TEST_CASE(what_the_configuration_names_exists, Fixture)
{
    Config config;
    config.bayeux.channels["/a"] = {};
    config.bayeux.channels["/b/*"] = {};
    auto world = this->world(config);
    auto client = Client::polling(world);
    BOOST_TEST(
        like(client.request(batch_of(
                 {subscribe_message("/a"), subscribe_message("/b/*"), subscribe_message("/b/c")})),
             R"([{"successful":true},{"successful":true},{"successful":false}])"));
}

BOOST_FIXTURE_TEST_CASE(services_are_no_channels_to_create, Fixture)
{
    Config config;
    config.services["echo"] = {};
    auto world = this->world(config);
    auto client = Client::polling(world);
    client.post(batch_of({subscribe_message("/service/echo")}));
    client.post(batch_of({publish_message("/service/echo", "1")}));
    BOOST_TEST(world.service_calls().size() > 0u);
    BOOST_TEST(policy.asked.empty());
}

BOOST_AUTO_TEST_SUITE_END()
