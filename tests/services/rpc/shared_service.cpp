#include "services/rpc/shared_service.hpp"

#include <algorithm>
#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include "tests/services/rpc/shared_stage.hpp"

namespace halley::services::rpc {
namespace {

using namespace std::chrono_literals;

std::string request(int number, std::string_view id)
{
    return R"({"jsonrpc":"2.0","method":"echo","params":[)" + std::to_string(number) +
           "],\n\"id\":" + std::string{id} + "}";
}

std::string result(int number, std::string_view id)
{
    return R"(json {"jsonrpc":"2.0","result":[)" + std::to_string(number) + R"(],"id":)" +
           std::string{id} + "}";
}

std::string error(std::string_view code, std::string_view message, std::string_view id)
{
    return R"(json {"jsonrpc":"2.0","error":{"code":)" + std::string{code} + R"(,"message":")" +
           std::string{message} + R"("},"id":)" + std::string{id} + "}";
}

void check(const Reports& found, const Reports& expected)
{
    BOOST_TEST(found == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE(shared_service)

BOOST_AUTO_TEST_CASE(each_framing_and_answers_in_reverse)
{
    for (const auto framing :
         {Framing::json, Framing::newline, Framing::length, Framing::content_length}) {
        BOOST_TEST_CONTEXT(static_cast<int>(framing))
        {
            SharedStage stage({.framing = framing, .pool = 2});
            std::vector<std::pair<RpcBackend::Peer*, std::string>> asked;
            stage.start_backend([&](RpcBackend::Peer& peer, const std::string& text) {
                asked.emplace_back(&peer, text);
            });
            auto& first = stage.opened();
            auto& second = stage.opened();
            stage.run_until([&] { return stage.backend->peers().size() == 2; });
            stage.write(first, request(1, "7"));
            stage.write(second, request(2, "7"));
            stage.write(first, request(3, R"("x")"));
            stage.run_until([&] { return asked.size() == 3; });
            BOOST_TEST(std::any_of(asked.begin(), asked.end(), [&](const auto& each) {
                return each.first != asked[0].first;
            }));
            std::reverse(asked.begin(), asked.end());
            for (auto& [peer, text] : asked)
                peer->write(answer_to(text));
            stage.run_until(
                [&] { return first.reports.size() == 2 && second.reports.size() == 1; });
            check(second.reports, {result(2, "7")});
            BOOST_TEST(std::is_permutation(first.reports.begin(),
                                           first.reports.end(),
                                           Reports{result(1, "7"), result(3, R"("x")")}.begin()));
        }
    }
}

BOOST_AUTO_TEST_CASE(reads_do_not_frame)
{
    BOOST_CHECK_THROW(SharedStage({.framing = Framing::raw}), std::invalid_argument);
    BOOST_CHECK_THROW(SharedStage({.may_publish = {"news"}}), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(nobody_listens)
{
    SharedStage stage;
    auto& first = stage.open();
    BOOST_TEST(stage.write(first, request(1, "1")));
    stage.run_until([&] { return !first.reports.empty(); });
    check(first.reports, {failed(Errc::service_refused)});
    BOOST_TEST(!stage.write(first, request(1, "1")));
    auto& second = stage.open();
    stage.run_until([&] { return !second.reports.empty(); });
    check(second.reports, {failed(Errc::service_unreachable)});
    check(stage.logger.entries(), {"service calc: the backend is down: service_refused"});

    stage.start_backend();
    stage.run_until([&] { return stage.backend->accepted == 1; });
    stage.run_until([&] { return stage.logger.entries().size() == 2; });
    BOOST_TEST(stage.logger.entries().back() == "service calc: the backend is up");
    auto& third = stage.opened();
    stage.write(third, request(3, "3"));
    stage.run_until([&] { return !third.reports.empty(); });
    check(third.reports, {result(3, "3")});
}

BOOST_AUTO_TEST_CASE(what_is_written_while_it_is_opened)
{
    SharedStage stage;
    stage.start_backend();
    auto& client = stage.open();
    BOOST_TEST(stage.write(client, request(1, "1")));
    stage.run_until([&] { return client.reports.size() == 2; });
    check(client.reports, {"opened", result(1, "1")});
}

BOOST_AUTO_TEST_CASE(the_backend_goes_and_comes_back)
{
    SharedStage stage;
    stage.start_backend([](auto&, const auto&) {});
    auto& client = stage.opened();
    stage.write(client, request(1, "1"));
    stage.run_until([&] { return stage.backend->accepted == 1; });
    stage.stop_backend();
    stage.run_until([&] { return !client.reports.empty(); });
    stage.write(client, request(2, "2"));
    stage.run_until([&] { return client.reports.size() == 2; });
    check(
        client.reports,
        {error("-32002", "backend unavailable", "1"), error("-32002", "backend unavailable", "2")});
    stage.start_backend();
    stage.run_until([&] { return stage.logger.entries().size() == 3; });
    client.reports.clear();
    stage.write(client, request(3, "3"));
    stage.run_until([&] { return !client.reports.empty(); });
    check(client.reports, {result(3, "3")});
}

BOOST_AUTO_TEST_CASE(no_answer_in_time)
{
    SharedStage stage({.call_timeout = 20ms});
    std::string asked;
    RpcBackend::Peer* asked_by = nullptr;
    stage.start_backend([&](RpcBackend::Peer& peer, const std::string& text) {
        asked = text;
        asked_by = &peer;
    });
    auto& client = stage.opened();
    stage.write(client, request(1, "1"));
    stage.run_until([&] { return !client.reports.empty() && asked_by; });
    asked_by->write(answer_to(asked));
    stage.write(client, "READY");
    stage.run_until([&] { return client.reports.size() == 2; });
    stage.run_for(20ms);
    check(client.reports,
          {error("-32001", "timed out", "1"), error("-32700", "Parse error", "null")});
}

BOOST_AUTO_TEST_CASE(more_calls_than_may_wait)
{
    SharedStage stage({.max_pending = 1});
    stage.start_backend([](auto&, const auto&) {});
    auto& first = stage.opened();
    auto& second = stage.opened();
    stage.write(first, request(1, "1"));
    stage.write(second, request(2, "2"));
    stage.run_until([&] { return !second.reports.empty(); });
    check(first.reports, {});
    check(second.reports, {error("-32000", "busy", "2")});
}

BOOST_AUTO_TEST_CASE(a_backend_that_does_not_read)
{
    SharedStage stage({}, {.pending_bytes = 100'000});
    stage.start_backend();
    auto& client = stage.opened();
    stage.backend->reads(false);
    const auto busy = [&] {
        return !client.reports.empty() && client.reports.back().find("busy") != std::string::npos;
    };
    const std::string params(10'000, '1');
    int calls = 0;
    while (!busy()) {
        BOOST_REQUIRE(calls < 100'000);
        BOOST_TEST_REQUIRE(stage.write(client,
                                       R"({"method":"a","params":[)" + params + R"(],"id":)" +
                                           std::to_string(calls++) + "}"));
        stage.run_for(0ms);
        stage.context.poll();
    }
    BOOST_TEST(!client.connection->full());
    stage.backend->reads(true);
    stage.run_until([&] { return client.reports.size() == static_cast<std::size_t>(calls); });
    client.reports.clear();
    stage.run_until([&] {
        client.reports.clear();
        stage.write(client, request(1, "1"));
        stage.run_until([&] { return !client.reports.empty(); });
        return client.reports[0] == result(1, "1");
    });
}

BOOST_AUTO_TEST_CASE(a_backend_that_breaks_the_rules)
{
    const struct {
        const char* name;
        std::string bytes;
        Errc error;
    } cases[] = {
        {"plain text",             "READY", Errc::service_not_json      },
        { "too long", "[\"" + std::string(200,    'x'), Errc::service_frame_too_long},
    };
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.name)
        {
            SharedStage stage({}, {.frame_bytes = 200});
            stage.start_backend(
                [&](RpcBackend::Peer& peer, const auto&) { peer.write_raw(c.bytes); });
            auto& client = stage.opened();
            stage.write(client, request(1, "1"));
            stage.run_until([&] { return !client.reports.empty(); });
            check(client.reports, {error("-32002", "backend unavailable", "1")});
            BOOST_TEST(stage.logger.entries().back() == "service calc: the backend is down: " +
                                                            std::string{error_info(c.error).text});
            stage.run_until([&] { return stage.backend->accepted == 2; });
        }
    }
}

BOOST_AUTO_TEST_CASE(publishing)
{
    SharedStage stage({.may_publish = {"/news/**"}});
    stage.start_backend([&](RpcBackend::Peer& peer, const auto&) {
        peer.write(R"({"jsonrpc":"2.0","method":"publish","channel":"/secret","data":1})");
        peer.write(R"({"jsonrpc":"2.0","method":"publish","channel":"/news/a","data":{"b":2}})");
    });
    auto& client = stage.opened();
    stage.write(client, R"({"method":"go"})");
    stage.run_until([&] { return !stage.published.empty(); });
    check(stage.published, {R"(/news/a {"b":2})"});
    BOOST_TEST(stage.logger.entries().back() ==
               "service calc: the backend may not publish to /secret");
    check(client.reports, {});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services::rpc
