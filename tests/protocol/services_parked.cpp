#include <algorithm>

#include "client.hpp"

// Exchanges that wait for a service: one answer each, whatever happens meanwhile.

BOOST_AUTO_TEST_SUITE(services_parked)

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;

namespace {

using Texts = std::vector<std::string>;

Config configured()
{
    Config config;
    for (const auto* name : {"echo", "other", "third"})
        config.services[name] = {};
    return config;
}

const auto both = message("/meta/subscribe",
                          R"("id":"both","subscription":["/a","/service/echo","/service/other"])");

}  // namespace

BOOST_AUTO_TEST_CASE(FMT_24_replies_keep_their_order)
{
    Simulation world{configured()};
    auto client = Client::polling(world);
    client.subscribe("/a");
    const auto exchange = client.post(batch_of({publish_message("/a", "1", R"("id":1)"),
                                                publish_message("/service/echo", "1", R"("id":2)"),
                                                publish_message("/a", "2", R"("id":3)"),
                                                publish_message("/service/other", "1", R"("id":4)"),
                                                connect_message(R"("id":5)")}));
    world.opened(world.service_calls().at(0));
    BOOST_TEST(!world.answered(exchange));
    world.failed(world.service_calls().at(1), Errc::service_refused);
    BOOST_TEST(like(world.response(exchange),
                    R"([{"data":1},{"data":2},{"id":1,"successful":true},{"id":2,"successful":true},
                        {"id":3,"successful":true},{"id":4,"successful":false},
                        {"id":5,"successful":true}])"));
}

BOOST_AUTO_TEST_CASE(SUB_10_all_or_nothing)
{
    struct {
        const char* name;
        bool echo_opens;
        bool other_opens;
        bool echo_first;
        const char* reply;
        Texts calls;
    } const table[] = {
  // clang-format off
        {"SUB-10 both open", true, true, true, R"([{"id":"both","successful":true}])", {}},
        {"SUB-10 the second fails", true, false, true,
         R"([{"id":"both","successful":false,"error":"403:/service/other:*"}])", {"finish"}},
        {"SUB-10 the second fails first", true, false, false,
         R"([{"id":"both","successful":false,"error":"403:/service/other:*"}])", {"finish"}},
        {"SUB-10 the first fails", false, true, true,
         R"([{"id":"both","successful":false,"error":"403:/service/echo:*"}])", {"finish"}},
        {"SUB-10 both fail", false, false, true,
         R"([{"id":"both","successful":false,"error":"403:/service/echo:*"}])", {}},
  // clang-format on
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            Simulation world{configured()};
            auto client = Client::polling(world);
            const auto exchange = client.post(batch_of({both}));
            const auto calls = world.service_calls();
            BOOST_TEST_REQUIRE(verbs(calls) == (Texts{"open echo", "open other"}));
            for (const bool first : {true, false}) {
                BOOST_TEST(!world.answered(exchange));
                const bool echo = first == row.echo_first;
                if (echo ? row.echo_opens : row.other_opens) {
                    world.opened(calls[echo ? 0 : 1]);
                } else {
                    world.failed(calls[echo ? 0 : 1], Errc::service_refused);
                }
            }
            BOOST_TEST(like(world.response(exchange), row.reply));
            BOOST_TEST(verbs(world.service_calls()) == row.calls);
            BOOST_TEST(world.subscriptions() == (row.echo_opens && row.other_opens ? 1u : 0u));
        }
    }
}

BOOST_AUTO_TEST_CASE(SUB_10_what_it_had_before_is_kept)
{
    Simulation world{configured()};
    auto client = Client::polling(world);
    client.post(batch_of({subscribe_message("/service/echo")}));
    const auto echo = world.service_calls().at(0);
    world.opened(echo);
    const auto exchange = client.post(batch_of({both}));
    world.failed(world.service_calls().at(0), Errc::service_refused);
    BOOST_TEST(like(world.response(exchange), R"([{"successful":false}])"));
    BOOST_TEST(world.service_calls().empty());
    world.data(echo, "1");
    BOOST_TEST(data_of(client.poll().elements()) == Texts{"1"});
}

// A slot of a connection is used again while another exchange still remembers it.
BOOST_AUTO_TEST_CASE(SUB_10_gives_up_only_what_it_opened_itself)
{
    Simulation world{configured()};
    auto client = Client::polling(world);
    const auto exchange = client.post(batch_of({both}));
    const auto calls = world.service_calls();
    world.opened(calls[0]);
    world.closed_by_backend(calls[0]);
    client.post(batch_of({subscribe_message("/service/third")}));
    const auto third = world.service_calls().at(0);
    BOOST_TEST(third.service.slot == calls[0].service.slot);
    world.opened(third);
    world.failed(calls[1], Errc::service_refused);
    BOOST_TEST(like(world.response(exchange).elements().back(), R"({"successful":false})"));
    BOOST_TEST(world.service_calls().empty());  // The third one stays.
    client.poll();
    world.data(third, "3");
    BOOST_TEST(data_of(client.poll().elements()) == Texts{"3"});
}

BOOST_AUTO_TEST_CASE(several_wait_for_one_connection)
{
    Simulation world{configured()};
    auto client = Client::polling(world);
    const auto first = client.post(batch_of({subscribe_message("/service/echo")}));
    const auto second = client.post(batch_of({publish_message("/service/echo", "1")}));
    const auto third = client.post(batch_of({both}));
    auto calls = world.service_calls();
    BOOST_TEST(verbs(calls) == (Texts{"open echo", "open other"}));
    world.failed(calls[0], Errc::service_timeout);
    BOOST_TEST(like(world.response(first), R"([{"successful":false,"error":"408:*"}])"));
    BOOST_TEST(like(world.response(second), R"([{"successful":false,"error":"408:*"}])"));
    BOOST_TEST(!world.answered(third));
    world.opened(calls[1]);
    BOOST_TEST(
        like(world.response(third), R"([{"successful":false,"error":"408:/service/echo:*"}])"));
    BOOST_TEST(verbs(world.service_calls()) == Texts{"finish"});
}

// The first of two that waited takes the connection away from the second.
BOOST_AUTO_TEST_CASE(a_publish_is_not_acknowledged_when_it_is_not_written)
{
    Simulation world{configured()};
    auto client = Client::polling(world);
    const auto first = client.post(
        batch_of({publish_message("/service/echo", "1"), unsubscribe_message("/service/echo")}));
    const auto second = client.post(batch_of({publish_message("/service/echo", "2")}));
    world.opened(world.service_calls().at(0));
    BOOST_TEST(like(world.response(first), R"([{"successful":true},{"successful":true}])"));
    auto calls = world.service_calls();
    if (!world.answered(second)) {  // It may also open another one.
        world.opened(calls.back());
        for (auto& call : world.service_calls())
            calls.push_back(call);
    }
    const auto texts = verbs(calls);
    const bool written = std::find(texts.begin(), texts.end(), "write 2") != texts.end();
    BOOST_TEST(world.response(second)[0]["successful"].truth() == written);
}

BOOST_AUTO_TEST_CASE(unsubscribed_while_it_is_opened)
{
    Simulation world{configured()};
    auto client = Client::polling(world);
    const auto waiting = client.post(batch_of({subscribe_message("/service/echo")}));
    const auto call = world.service_calls().at(0);
    BOOST_TEST(like(client.request(batch_of({unsubscribe_message("/service/echo")})),
                    R"([{"successful":true}])"));
    BOOST_TEST(verbs(world.service_calls()) == Texts{"abort"});
    BOOST_TEST(like(world.response(waiting), R"([{"successful":false,"error":"503:*"}])"));
    world.opened(call);  // Too late.
    BOOST_TEST(world.service_calls().empty());
}

BOOST_AUTO_TEST_CASE(the_session_ends_within_the_waiting_batch)
{
    Simulation world{configured()};
    auto client = Client::polling(world);
    const auto exchange = client.post(batch_of({publish_message("/service/echo", "1"),
                                                message("/meta/disconnect"),
                                                publish_message("/a", "1")}));
    world.opened(world.service_calls().at(0));
    BOOST_TEST(like(world.response(exchange),
                    R"([{"successful":true},{"successful":true},{"successful":false}])"));
    BOOST_TEST(verbs(world.service_calls()) == (Texts{"write 1", "finish"}));
}

BOOST_AUTO_TEST_CASE(an_http_exchange_is_lost_while_it_waits)
{
    Simulation world{configured()};
    auto client = Client::polling(world);
    client.subscribe("/a");
    const auto exchange =
        client.post(batch_of({publish_message("/service/echo", "1"), publish_message("/a", "2")}));
    world.lose(exchange);
    world.opened(world.service_calls().at(0));
    BOOST_TEST(verbs(world.service_calls()) == Texts{"write 1"});
    BOOST_TEST(data_of(client.poll().elements()) == Texts{"2"});  // Nothing is lost.
}

// What is resumed comes from a socket that its session may have left since.
BOOST_AUTO_TEST_CASE(a_socket_is_lost_while_its_batch_waits)
{
    Simulation world{configured()};
    auto client = Client::streaming(world);
    client.subscribe("/a");
    client.send(batch_of({publish_message("/service/echo", "1"), publish_message("/a", "2")}));
    world.lose(*client.socket);
    world.opened(world.service_calls().at(0));
    client.socket.reset();
    auto other = Client::polling(world);
    other.publish("/a", "3");
    BOOST_TEST(data_of(client.poll().elements()) == (Texts{"2", "3"}),
               boost::test_tools::per_element());
    world.advance(11s);
    BOOST_TEST(world.sessions() == 0u);
}

BOOST_AUTO_TEST_CASE(a_batch_that_waited_does_not_take_the_session_back)
{
    Simulation world{configured()};
    auto client = Client::streaming(world);
    client.subscribe("/a");
    const auto former = *client.socket;
    client.send(batch_of({publish_message("/service/echo", "1"), publish_message("/zz", "2")}));
    client.socket = world.open();
    BOOST_TEST(client.send(batch_of({connect_message()})).empty());
    world.opened(world.service_calls().at(0));
    BOOST_TEST(world.messages(former).size() == 2u);  // Its replies go where it came from.
    Client::polling(world).publish("/a", "3");
    BOOST_TEST(data_of(client.received()) == Texts{"3"});
    BOOST_TEST(world.messages(former).empty());
}

BOOST_AUTO_TEST_CASE(a_connect_that_waited_does_not_end_the_stream)
{
    Simulation world{configured()};
    auto client = Client::polling(world);
    client.subscribe("/a");
    const auto exchange =
        client.post(batch_of({publish_message("/service/echo", "1"), connect_message()}));
    client.socket = world.open();
    client.send(batch_of({subscribe_message("/b")}));
    world.opened(world.service_calls().at(0));
    BOOST_TEST(like(world.response(exchange), R"([{"successful":true},{"successful":true}])"));
    Client::polling(world).publish("/a", "3");
    BOOST_TEST(data_of(client.received()) == Texts{"3"});
}

BOOST_AUTO_TEST_CASE(across_shards)
{
    for (const bool opens : {true, false}) {
        Simulation world{configured(), 4};
        auto a = Client::polling(world, {.shard = 1});
        auto b = Client::polling(world, {.shard = 2});
        const auto body = "[" + with_id(publish_message("/service/echo", "1"), a.id) + "," +
                          with_id(publish_message("/service/echo", "2"), b.id) + "," +
                          with_id(publish_message("/zz", "3"), a.id) + "]";
        const auto exchange = world.post(body, {.shard = 3});
        for (int i = 0; i < 2; ++i) {
            BOOST_TEST(!world.answered(exchange));
            const auto call = world.service_calls().back();
            BOOST_TEST(call.verb == "open");
            BOOST_TEST(call.shard == (i == 0 ? 1u : 2u));
            if (opens) {
                world.opened(call);
            } else {
                world.failed(call, Errc::service_refused);
            }
        }
        BOOST_TEST(
            like(world.response(exchange),
                 opens ? R"([{"successful":true},{"successful":true},{"successful":true}])"
                       : R"([{"successful":false},{"successful":false},{"successful":true}])"));
    }
}

BOOST_AUTO_TEST_CASE(the_server_stops_while_they_wait)
{
    Simulation world{configured()};
    auto client = Client::polling(world);
    const auto exchange = client.post(batch_of({subscribe_message("/service/echo")}));
    const auto call = world.service_calls().at(0);
    world.stop();
    if (!world.answered(exchange)) world.failed(call, Errc::service_closed);
    BOOST_TEST(world.response(exchange).size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
