#include "client.hpp"

BOOST_AUTO_TEST_SUITE(advice)

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;

namespace {

Config with_interval(std::chrono::milliseconds interval)
{
    Config config;
    config.bayeux.interval = interval;
    return config;
}

constexpr auto none = R"([{"advice":null}])";
constexpr auto usual = R"([{"advice":{"reconnect":"retry","interval":0,"timeout":30000}}])";

}  // namespace

// CON-09: on request, and with the first connect of each kind of transport.
BOOST_AUTO_TEST_CASE(CON_09_when_a_connect_reply_carries_it)
{
    for (const bool streaming : {false, true}) {
        BOOST_TEST_CONTEXT("streaming " << streaming)
        {
            Simulation world;
            auto client = Client::handshaken(world);
            if (streaming) client.socket = world.open();
            const auto ask = [&](std::string_view members) {
                auto reply = client.say(batch_of({connect_message(members), message("/meta/x")}));
                return Json::parse("[" + reply.front().text() + "]");
            };
            BOOST_TEST(like(ask(""), usual));
            BOOST_TEST(like(ask(""), none));
            BOOST_TEST(like(ask(R"("advice":{})"), usual));
            BOOST_TEST(
                like(ask(R"("advice":{"timeout":0})"), usual));  // ADV-05: ours, not its own.
            BOOST_TEST(like(ask(""), none));
        }
    }
}

BOOST_AUTO_TEST_CASE(CON_09_a_held_connect_keeps_what_it_asked_for)
{
    Simulation world;
    auto client = Client::polling(world);
    const auto plain = client.hold();
    world.advance(31s);
    BOOST_TEST(like(world.response(plain), none));
    const auto asking = client.hold(R"("advice":{"timeout":5000})");
    world.advance(6s);
    BOOST_TEST(like(world.response(asking), usual));
}

BOOST_AUTO_TEST_CASE(CON_09_again_after_a_change_of_transport)
{
    Simulation world;
    auto client = Client::polling(world);
    client.socket = world.open();
    client.send(batch_of({connect_message()}));
    world.advance(31s);
    const auto streamed = client.received();
    BOOST_TEST_REQUIRE(streamed.size() == 1u);
    BOOST_TEST(streamed[0].has("advice"));
    const auto polled = client.hold();
    world.advance(31s);
    BOOST_TEST(like(world.response(polled), usual));
}

// CON-21, ADV-06: a client may ask for less than ours, never for more.
BOOST_AUTO_TEST_CASE(ADV_06_the_interval_that_a_client_asks_for)
{
    struct {
        const char* name;
        std::chrono::milliseconds ours;
        const char* members;
        long long interval;
    } const table[] = {
        {"ADV-06 shorter is reflected",       5s, R"("advice":{"timeout":0,"interval":2000})", 2000},
        {"ADV-06 longer is capped",           5s, R"("advice":{"timeout":0,"interval":6000})", 5000},
        {"ADV-06 zero is reflected",          5s, R"("advice":{"timeout":0,"interval":0})",    0   },
        {"ADV-06 not asked, it is ours",      5s, R"("advice":{"timeout":0})",                 5000},
        {"CON-18 negative is ours",           5s, R"("advice":{"timeout":0,"interval":-1})",   5000},
        {"CON-18 malformed is ours",          5s, R"("advice":{"timeout":0,"interval":"1"})",  5000},
        {"CON-21 beyond ours, which is none", 0s, R"("advice":{"timeout":0,"interval":6000})", 0   },
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world{with_interval(row.ours)};
            auto client = Client::polling(world);
            const auto reply = client.poll(row.members);
            BOOST_TEST(reply[0]["advice"]["interval"].number() == row.interval);
            // It is for that one connect, as the timeout is (CON-08).
            const auto next = client.poll(R"("advice":{"timeout":0})");
            BOOST_TEST(next[0]["advice"]["interval"].number() == row.ours.count());
        }
    }
}

// ADV-01, ADV-02, ADV-04, ADV-12: over everything that a session may see.
BOOST_AUTO_TEST_CASE(ADV_01_the_form_of_every_advice)
{
    Simulation world;
    std::vector<Json> all;
    const auto keep = [&](const Json& body) {
        for (auto& reply : body.elements())
            all.push_back(std::move(reply));
    };
    keep(world.request(R"([{"channel":"/meta/handshake"}])"));
    keep(world.request(R"([{"channel":"/meta/handshake","supportedConnectionTypes":["x"]}])"));
    keep(world.request(R"([{"channel":"/meta/handshake","minimumVersion":"9.0"}])"));
    keep(world.request(R"([{"channel":"/meta/connect","clientId":"zzz"}])"));
    auto client = Client::handshaken(world);
    keep(client.request(batch_of({connect_message()})));
    keep(client.request(batch_of({subscribe_message("/a"), publish_message("/a", "1")})));
    const auto first = client.hold();
    const auto second = client.hold();
    keep(world.response(first));
    world.advance(31s);
    keep(world.response(second));
    const auto last = client.hold();
    keep(client.request(batch_of({message("/meta/disconnect")})));
    keep(world.response(last));
    keep(client.poll());

    std::size_t advices = 0;
    for (const auto& reply : all) {
        if (!reply.has("advice")) continue;
        ++advices;
        const auto what = reply["advice"];
        const auto reconnect = what["reconnect"].string();
        BOOST_TEST((reconnect == "retry" || reconnect == "handshake" || reconnect == "none"));
        BOOST_TEST(what["interval"].number() >= 0);  // Throws for anything but an integer.
        if (what.has("timeout")) BOOST_TEST(what["timeout"].number() > 0);
        if (reconnect == "retry") BOOST_TEST(what.has("timeout"));
        const bool refused =
            reply["channel"].string() == "/meta/handshake" && !reply["successful"].truth();
        const bool ended = reply["channel"].string() == "/meta/connect" &&
                           reply["successful"].truth() && reconnect == "none";
        BOOST_TEST((reconnect == "none") == (refused || ended));
        for (const auto* absent :
             {"multiple-clients", "hosts", "maxInterval"})  // ADV-07, ADV-08, ADV-09
            BOOST_TEST(!what.has(absent));
        BOOST_TEST(!what.has("callback-polling"));  // ADV-10
        BOOST_TEST(!what.has("long-polling"));
    }
    BOOST_TEST(advices == 7u);
}

// ADV-03
BOOST_AUTO_TEST_CASE(ADV_03_an_unknown_session_is_told_to_shake_hands)
{
    Simulation world;
    BOOST_TEST(like(world.request(R"([{"channel":"/meta/connect","clientId":"zzz"}])"),
                    R"([{"advice":{"reconnect":"handshake","interval":0}}])"));
}

// ADV-05, ADV-11: what the server is configured with is what it says.
BOOST_AUTO_TEST_CASE(ADV_11_the_configured_values)
{
    Config config;
    config.bayeux.timeout = 20s;
    config.bayeux.interval = 250ms;
    Simulation world{config};
    auto client = Client::handshaken(world);
    BOOST_TEST(like(client.poll(),
                    R"([{"advice":{"reconnect":"retry","interval":250,"timeout":20000}}])"));
}

BOOST_AUTO_TEST_SUITE_END()
