#include <map>

#include "client.hpp"
#include "protocol/limiter.hpp"

// How often a client may do something (LIM-07), and that each refusal is counted.

BOOST_AUTO_TEST_SUITE(rates)

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;

namespace {

/// Counts what is refused; whether an address has anything left is set by the test.
class Recorder final : public protocol::Limiter {
public:
    bool take(Limit rate, std::string_view address, std::size_t cost, protocol::TimePoint) override
    {
        BOOST_TEST(address == "192.0.2.7");
        asked[rate] += cost;
        return rate != exhausted;
    }
    void refused(Limit limit, std::string_view) override { ++refusals[limit]; }

    std::optional<Limit> exhausted;
    std::map<Limit, std::size_t> asked;
    std::map<Limit, int> refusals;
};

struct Fixture {
    Recorder recorder;
    Config config;

    Simulation world() { return Simulation{config, 2, nullptr, nullptr, nullptr, &recorder}; }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(publishes_of_a_session, Fixture)
{
    config.limits.publishes_per_session = {2, 3};
    auto world = this->world();
    auto client = Client::polling(world);
    const auto four = [] {
        std::vector<std::string> messages;
        for (int i = 0; i < 4; ++i)
            messages.push_back(publish_message("/a", "1"));
        return batch_of(messages);
    };
    BOOST_TEST(like(client.request(four()), R"([{"successful":true},{"successful":true},
        {"successful":true},{"successful":false,"error":"429:/a:too_many_publishes"}])"));
    BOOST_TEST(recorder.refusals == (std::map<Limit, int>{
                                        {Limit::publishes_per_session, 1}
    }));

    // The session stays, others are not concerned, and time heals.
    client.subscribe("/b");
    auto other = Client::polling(world);
    BOOST_TEST(
        like(other.request(batch_of({publish_message("/a", "1")})), R"([{"successful":true}])"));
    world.advance(500ms);
    BOOST_TEST(
        like(client.request(batch_of({publish_message("/a", "1"), publish_message("/a", "1")})),
             R"([{"successful":true},{"successful":false}])"));
}

BOOST_FIXTURE_TEST_CASE(publishes_to_services_count_once_though_they_wait, Fixture)
{
    config.services["echo"] = {};
    config.limits.publishes_per_session = {1, 1};
    auto world = this->world();
    auto client = Client::polling(world);
    const auto exchange = client.post(batch_of({publish_message("/service/echo", "1")}));
    const auto calls = world.service_calls();
    BOOST_TEST_REQUIRE(calls.size() == 1u);
    world.opened(calls[0]);
    BOOST_TEST(like(world.response(exchange), R"([{"successful":true}])"));
    BOOST_TEST(like(client.request(batch_of({publish_message("/service/echo", "1")})),
                    R"([{"successful":false,"error":"429:/service/echo:too_many_publishes"}])"));
}

BOOST_FIXTURE_TEST_CASE(subscribes_cost_as_much_as_they_name, Fixture)
{
    config.limits.subscribes_per_session = {1, 2};
    auto world = this->world();
    auto client = Client::polling(world);
    const auto three = message("/meta/subscribe", R"("subscription":["/a","/b","/c"])");
    BOOST_TEST(like(client.request(batch_of({three})), R"([{"successful":true}])"));
    BOOST_TEST(like(client.request(batch_of({subscribe_message("/d")})),
                    R"([{"successful":false,"error":"429::too_many_subscribes",
                         "subscription":"/d"}])"));
    BOOST_TEST(world.subscriptions() == 3u);
    world.advance(2s);
    client.subscribe("/d");
    // Neither counts as the other, and leaving is free.
    client.unsubscribe("/d");
    BOOST_TEST(like(client.request(batch_of({publish_message("/a", "1")})),
                    R"([{"data":1},{"successful":true}])"));
    BOOST_TEST(recorder.refusals == (std::map<Limit, int>{
                                        {Limit::subscribes_per_session, 1}
    }));
}

BOOST_FIXTURE_TEST_CASE(of_addresses, Fixture)
{
    config.limits.publishes_per_address = {1, 1};
    config.limits.subscribes_per_address = {1, 1};
    auto world = this->world();
    auto client = Client::polling(world);
    recorder.asked.clear();
    client.request(batch_of(
        {message("/meta/subscribe", R"("subscription":["/a","/b"])"), publish_message("/c", "1")}));
    BOOST_TEST(recorder.asked ==
               (std::map<Limit, std::size_t>{
                   {Limit::subscribes_per_address, 2},
                   {Limit::publishes_per_address,  1}
    }));
    recorder.exhausted = Limit::publishes_per_address;
    BOOST_TEST(like(client.request(batch_of({publish_message("/c", "1")})),
                    R"([{"successful":false,"error":"429:/c:too_many_publishes"}])"));
    recorder.exhausted = Limit::subscribes_per_address;
    BOOST_TEST(like(client.request(batch_of({subscribe_message("/c")})),
                    R"([{"successful":false,"error":"429::too_many_subscribes"}])"));
    BOOST_TEST(recorder.refusals ==
               (std::map<Limit, int>{
                   {Limit::publishes_per_address,  1},
                   {Limit::subscribes_per_address, 1}
    }));
}

BOOST_FIXTURE_TEST_CASE(LIM_07_handshakes_of_an_address, Fixture)
{
    auto world = this->world();
    recorder.exhausted = Limit::handshakes_per_address;
    BOOST_TEST(like(world.request(R"([{"channel":"/meta/handshake","version":"1.0","id":"1"}])"),
                    R"([{"id":"1","successful":false,"error":"429::too_many_handshakes",
                         "clientId":null,"advice":{"reconnect":"handshake"}}])"));
    BOOST_TEST(world.sessions() == 0u);
    // Nodefony's clients begin with a connect.
    const auto socket = world.open({.bayeux_subprotocol = true});
    world.send(socket, R"({"channel":"/meta/connect"})");
    BOOST_TEST(world.sessions() == 0u);
    BOOST_TEST(recorder.refusals == (std::map<Limit, int>{
                                        {Limit::handshakes_per_address, 2}
    }));
    recorder.exhausted = std::nullopt;
    world.handshake();
    BOOST_TEST(world.sessions() == 1u);
}

BOOST_FIXTURE_TEST_CASE(other_refusals_are_counted_too, Fixture)
{
    config.limits.subscriptions_per_session = 1;
    config.limits.queue_messages = 1;
    auto world = this->world();
    auto client = Client::handshaken(world);
    client.subscribe("/a");
    client.request(batch_of({subscribe_message("/b")}));
    BOOST_TEST(recorder.refusals[Limit::subscriptions_per_session] == 1);
    world.publish("/a", "1");
    world.publish("/a", "2");
    BOOST_TEST(world.sessions() == 0u);
    BOOST_TEST(recorder.refusals[Limit::slow_consumer] == 1);
}

BOOST_AUTO_TEST_SUITE_END()
