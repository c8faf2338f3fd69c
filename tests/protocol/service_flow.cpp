#include "client.hpp"

// Who does not keep up, and what then happens to the other side.

BOOST_AUTO_TEST_SUITE(service_flow)

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;

namespace {

using Texts = std::vector<std::string>;

// A quarter of the queue is where a backend is not read any more.
Config configured()
{
    Config config;
    config.limits.queue_messages = 40;
    config.limits.queue_bytes = 4'000;
    config.services["echo"] = {};
    config.services["other"] = {};
    return config;
}

Simulation::ServiceCall open(Client& client, std::string_view channel = "/service/echo")
{
    auto& world = *client.world;
    client.socket
        ? world.send(*client.socket, with_id(batch_of({subscribe_message(channel)}), client.id))
        : static_cast<void>(client.post(batch_of({subscribe_message(channel)})));
    const auto call = world.service_calls().at(0);
    world.opened(call);
    return call;
}

/// How many texts the backend may send before it is paused.
int send_until_paused(Simulation& world, const Simulation::ServiceCall& backend, int most)
{
    for (int sent = 1; sent <= most; ++sent) {
        if (!world.data(backend, std::to_string(sent))) return sent;
    }
    return 0;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_backend_of_a_client_that_reads_is_never_paused)
{
    Simulation world{configured()};
    auto client = Client::streaming(world);
    const auto backend = open(client);
    BOOST_TEST(send_until_paused(world, backend, 1'000) == 0);
    BOOST_TEST(data_of(client.received()).size() == 1'000u);
    BOOST_TEST(world.service_calls().empty());
}

BOOST_AUTO_TEST_CASE(a_client_that_does_not_read_pauses_its_backend)
{
    for (const bool two_backends : {false, true}) {
        Simulation world{configured()};
        auto client = Client::streaming(world);
        const auto backend = open(client);
        const auto other = two_backends ? open(client, "/service/other") : backend;
        client.received();
        world.stall(*client.socket);
        world.data(backend, "0");  // This one is being written.
        BOOST_TEST(send_until_paused(world, backend, 100) == 11);
        if (two_backends) BOOST_TEST(!world.data(other, "12"));
        BOOST_TEST(world.service_calls().empty());

        world.unstall(*client.socket);
        BOOST_TEST(verbs(world.service_calls()) ==
                   (two_backends ? Texts{"resume", "resume"} : Texts{"resume"}));
        BOOST_TEST(data_of(client.received()).size() == (two_backends ? 13u : 12u));
        BOOST_TEST(world.data(backend, "more"));
    }
}

BOOST_AUTO_TEST_CASE(bytes_count_as_well)
{
    Simulation world{configured()};
    auto client = Client::streaming(world);
    const auto backend = open(client);
    world.stall(*client.socket);
    world.data(backend, "0");
    BOOST_TEST(world.data(backend, '"' + std::string(500, 'x') + '"'));
    BOOST_TEST(!world.data(backend, '"' + std::string(500, 'x') + '"'));
}

BOOST_AUTO_TEST_CASE(a_client_that_polls_resumes_it_with_each_connect)
{
    Simulation world{configured()};
    auto client = Client::polling(world);
    const auto backend = open(client);
    BOOST_TEST(send_until_paused(world, backend, 100) == 11);
    BOOST_TEST(client.poll().size() == 12u);  // The reply is one of them.
    BOOST_TEST(verbs(world.service_calls()) == Texts{"resume"});
}

BOOST_AUTO_TEST_CASE(ACK_unconfirmed_events_count_until_they_are_confirmed)
{
    Simulation world{configured()};
    Client client;
    client.world = &world;
    client.id = world.handshake({}, R"(,"ext":{"ack":true})");
    client.poll();
    const auto backend = open(client);
    BOOST_TEST(send_until_paused(world, backend, 100) == 11);
    const auto answer = client.poll(R"("ext":{"ack":0},"advice":{"timeout":0})");
    BOOST_TEST(world.service_calls().empty());
    BOOST_TEST(!world.data(backend, "12"));
    const auto batch = answer[static_cast<int>(answer.size()) - 1]["ext"]["ack"].number();
    client.poll(R"("ext":{"ack":)" + std::to_string(static_cast<int>(batch)) +
                R"(},"advice":{"timeout":0})");
    client.poll(R"("ext":{"ack":)" + std::to_string(static_cast<int>(batch) + 1) +
                R"(},"advice":{"timeout":0})");
    BOOST_TEST(verbs(world.service_calls()) == Texts{"resume"});
}

BOOST_AUTO_TEST_CASE(a_session_that_ends_resumes_it_so_that_it_can_finish)
{
    Simulation world{configured()};
    auto client = Client::polling(world);
    const auto backend = open(client);
    BOOST_TEST(send_until_paused(world, backend, 100) == 11);
    world.advance(10min);
    BOOST_TEST(verbs(world.service_calls()) == (Texts{"finish", "resume", "abort"}));
}

BOOST_AUTO_TEST_CASE(what_is_published_to_a_busy_backend_is_refused)
{
    Simulation world{configured()};
    auto client = Client::streaming(world);
    const auto backend = open(client);
    client.received();
    world.service(backend, protocol::ServiceBusy{backend.service});
    BOOST_TEST(like(client.send(batch_of({publish_message("/service/echo", "1")})).at(0),
                    R"({"successful":false,"error":"503:/service/echo:service_busy"})"));
    BOOST_TEST(world.service_calls().empty());

    world.service(backend, protocol::ServiceReady{backend.service});
    BOOST_TEST(like(client.send(batch_of({publish_message("/service/echo", "2")})).at(0),
                    R"({"successful":true})"));
    BOOST_TEST(verbs(world.service_calls()) == Texts{"write 2"});
}

BOOST_AUTO_TEST_CASE(the_shape_of_data)
{
    struct {
        const char* name;
        DataShape shape;
        const char* of_json;
        const char* of_text;
    } const table[] = {
        {"automatic", DataShape::automatic, R"({"a":1})",     R"("READY")"},
        {"string",    DataShape::string,    R"("{\"a\":1}")", R"("READY")"},
        {"json",      DataShape::json,      R"({"a":1})",     R"("READY")"},
    };
    for (const auto& row : table) {
        BOOST_TEST_CONTEXT(row.name)
        {
            auto config = configured();
            config.services["echo"].data = row.shape;
            Simulation world{config};
            auto client = Client::streaming(world);
            const auto backend = open(client);
            client.received();
            world.data(backend, R"({"a":1})");
            world.data(backend, "READY", false);
            BOOST_TEST(data_of(client.received()) == (Texts{row.of_json, row.of_text}));
        }
    }
}

BOOST_AUTO_TEST_CASE(who_opens_a_connection)
{
    Simulation world{configured()};
    auto client = Client::polling(world);
    const auto backend = open(client);
    BOOST_TEST(backend.caller.client_id == client.id);
    BOOST_TEST(!backend.caller.address.empty());
}

BOOST_AUTO_TEST_SUITE_END()
