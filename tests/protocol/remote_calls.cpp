#include "client.hpp"

// JSON-RPC to a service, with the answers that cometd.js expects of a remote call.

BOOST_AUTO_TEST_SUITE(remote_calls)

using namespace halley;
using namespace halley::test;

namespace {

struct Calling {
    Calling() : world(configured()), client(Client::streaming(world))
    {
        client.subscribe("/service/other");
        client.send(batch_of({publish_message("/service/calc", "0")}));
        for (const auto& call : world.service_calls()) {
            if (call.verb == "open") calc = call;
        }
        world.opened(calc);
        static_cast<void>(client.received());
    }

    static Config configured()
    {
        Config config;
        config.services["calc"] = {};
        return config;
    }

    void publish(std::string_view data, std::string_view members)
    {
        const auto ack = client.send(batch_of({publish_message("/service/calc", data, members)}));
        BOOST_TEST(like(ack.at(0), R"({"successful":true,"data":null})"));
    }

    Json answer(std::string text)
    {
        world.data(calc, std::move(text));
        return client.received().at(0);
    }

    Simulation world;
    Client client;
    Simulation::ServiceCall calc;
};

}  // namespace

BOOST_AUTO_TEST_CASE(RPC_01_PUB_14_the_answer_has_the_id_of_the_message)
{
    Calling calling;
    calling.publish(R"({"jsonrpc":"2.0","method":"add","id":7})", R"("id":"m1")");
    calling.publish(R"({"jsonrpc":"2.0","method":"add","id":"x"})", R"("id":2)");
    BOOST_TEST(like(calling.answer(R"({"jsonrpc":"2.0","result":3,"id":"x"})"),
                    R"({"channel":"/service/calc","id":2,"successful":true,"data":{"result":3}})"));
    BOOST_TEST(like(
        calling.answer(R"({"id":7,"error":{"code":1}})"),
        R"({"channel":"/service/calc","id":"m1","successful":false,"data":{"error":{"code":1}}})"));
    // Answered once; what comes then, or answers nothing, is an event.
    for (const auto* text : {R"({"result":3,"id":7})",
                             R"({"result":3,"id":null})",
                             R"({"method":"tick"})",
                             R"([{"id":7}])",
                             "7"})
        BOOST_TEST(like(calling.answer(text),
                        R"({"channel":"/service/calc","id":null,"successful":null})"));
}

BOOST_AUTO_TEST_CASE(what_is_no_call)
{
    for (const auto& [data, members] : {
             std::pair{R"({"id":7})",       R"("x":1)"   },
             std::pair{R"({"id":null})",    R"("id":"m")"},
             std::pair{R"({"method":"m"})", R"("id":"m")"},
             std::pair{R"("{\"id\":7}")",   R"("id":"m")"},
             std::pair{R"([{"id":7}])",     R"("id":"m")"}
    }) {
        Calling calling;
        calling.publish(data, members);
        BOOST_TEST(
            like(calling.answer(R"({"result":1,"id":7})"), R"({"id":null,"successful":null})"),
            data);
    }
}

BOOST_AUTO_TEST_CASE(calls_without_an_answer_are_forgotten)
{
    Calling calling;
    for (int i = 0; i < 200; ++i) {
        const auto id = std::to_string(i);
        calling.publish(R"({"id":)" + id + "}", R"("id":")" + id + '"');
    }
    BOOST_TEST(like(calling.answer(R"({"id":99})"), R"({"id":null})"));
    BOOST_TEST(like(calling.answer(R"({"id":100})"), R"({"id":"100","successful":true})"));
    BOOST_TEST(like(calling.answer(R"({"id":199})"), R"({"id":"199","successful":true})"));
}

BOOST_AUTO_TEST_SUITE_END()
