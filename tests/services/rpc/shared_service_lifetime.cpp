#include <boost/test/unit_test.hpp>

#include "tests/services/rpc/shared_stage.hpp"

namespace halley::services::rpc {
namespace {

using namespace std::chrono_literals;

constexpr auto call = R"({"method":"a","id":1})";

void check(const Reports& found, const Reports& expected)
{
    BOOST_TEST(found == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE(shared_service)

BOOST_AUTO_TEST_CASE(a_client_finishes)
{
    SharedStage stage;
    stage.start_backend();
    auto& client = stage.opened();
    stage.write(client, call);
    stage.call([&] { client.connection->finish(); });
    BOOST_TEST(!stage.write(client, call));
    stage.run_until([&] { return !client.reports.empty(); });
    stage.call([&] { client.connection->finish(); });
    stage.run_for(10ms);
    check(client.reports, {"closed"});
    BOOST_TEST(stage.backend->peers().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_client_finishes_before_it_is_open)
{
    SharedStage stage;
    stage.start_backend();
    auto& client = stage.open();
    stage.call([&] { client.connection->finish(); });
    stage.run_until([&] { return !client.reports.empty(); });
    stage.run_until([&] { return stage.backend->accepted == 1; });
    check(client.reports, {failed(Errc::service_closed)});
}

BOOST_AUTO_TEST_CASE(a_client_aborts)
{
    SharedStage stage;
    stage.start_backend();
    auto& before = stage.open();
    stage.call([&] { before.connection->abort(); });
    auto& after = stage.opened();
    stage.write(after, call);
    stage.call([&] { after.connection->abort(); });
    BOOST_TEST(!stage.write(after, call));
    stage.run_for(10ms);
    check(before.reports, {});
    check(after.reports, {});
}

BOOST_AUTO_TEST_CASE(clients_abort_from_within_reports)
{
    SharedStage stage;
    stage.start_backend();
    auto& first = stage.opened();
    auto& second = stage.opened();
    for (auto* each : {&first, &second}) {
        each->on_report = [&](const std::string&) {
            first.connection->abort();
            second.connection->abort();
        };
        stage.write(*each, call);
    }
    stage.run_until([&] { return first.reports.size() + second.reports.size() > 0; });
    stage.run_for(10ms);
    BOOST_TEST(first.reports.size() + second.reports.size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_backend_is_told_of_clients)
{
    SharedStage stage({.hello = true});
    Reports told;
    const auto note = [&](RpcBackend::Peer&, const std::string& text) { told.push_back(text); };
    stage.start_backend(note);
    auto& first = stage.opened("a");
    auto& second = stage.opened("b");
    stage.write(first, call);
    stage.call([&] { first.connection->finish(); });
    const auto opened = [](const std::string& id) {
        return R"({"jsonrpc":"2.0","method":"session.opened","params":{"id":")" + id +
               R"(","address":"192.0.2.1","identity":null,"attributes":{}}})";
    };
    stage.run_until([&] { return told.size() == 4; });
    check(told,
          {opened("a"),
           opened("b"),
           R"({"method":"a","id":1})",
           R"({"jsonrpc":"2.0","method":"session.closed","params":{"id":"a"}})"});

    stage.stop_backend();
    stage.run_until([&] { return stage.logger.entries().size() == 2; });
    told.clear();
    stage.start_backend(note);
    stage.run_until([&] { return stage.logger.entries().size() == 3; });
    stage.write(second, call);
    stage.run_until([&] { return told.size() == 2; });
    check(told, {opened("b"), R"({"method":"a","id":2})"});
}

// Each announcement waits until there is room for it.
BOOST_AUTO_TEST_CASE(many_clients_after_a_loss)
{
    constexpr std::size_t many = 2000;
    SharedStage stage({.hello = true}, {.pending_bytes = 10'000});
    std::size_t told = 0;
    const auto count = [&](RpcBackend::Peer&, const std::string&) { ++told; };
    stage.start_backend(count);
    for (std::size_t i = 0; i < many; ++i)
        stage.open(std::to_string(i));
    stage.run_until([&] { return told == many && stage.clients.back().reports.size() == 1; });
    told = 0;
    stage.stop_backend();
    stage.run_until([&] { return stage.logger.entries().size() == 2; });
    stage.start_backend(count);
    stage.run_until([&] { return told == many; });
    BOOST_TEST(stage.backend->accepted == 1U);
}

BOOST_AUTO_TEST_CASE(stopped)
{
    SharedStage stage({.pool = 2});
    stage.start_backend([](auto&, const auto&) {});
    auto& client = stage.opened();
    stage.run_until([&] { return stage.backend->peers().size() == 2; });
    stage.write(client, call);
    stage.service->stop();
    stage.run_until([&] { return stage.backend->peers().empty(); });
    BOOST_TEST(!stage.write(client, call));
    client.connection->finish();
    client.connection->abort();
    stage.run_for(200ms);
    check(client.reports, {});
    BOOST_TEST(stage.backend->accepted == 2U);
}

// ASan tells whether anything is used after it is gone, or left behind.
BOOST_AUTO_TEST_CASE(the_service_goes_first)
{
    for (const auto turns : {0, 1, 2, 3, 5, 10, 100}) {
        SharedStage stage({.hello = true});
        stage.start_backend();
        auto& client = stage.open();
        stage.write(client, call);
        for (int turn = 0; turn < turns; ++turn)
            stage.context.poll_one();
        stage.service = nullptr;
        const auto reports = client.reports;
        BOOST_TEST(!stage.write(client, call));
        client.connection->resume();
        client.connection->finish();
        client.connection->abort();
        stage.run_for(5ms);
        check(client.reports, reports);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services::rpc
