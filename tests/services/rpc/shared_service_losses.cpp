// The backend dies again and again: each call gets one answer or one error.

#include <map>
#include <random>

#include <boost/test/unit_test.hpp>

#include "protocol/json_member.hpp"
#include "tests/services/rpc/shared_stage.hpp"

namespace halley::services::rpc {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t clients = 50;
constexpr int calls_each = 100;
constexpr int lives = 4;

struct Count {
    std::map<std::string, int> answers;  ///< By id.
    std::size_t results = 0;
    std::size_t errors = 0;
};

BOOST_AUTO_TEST_SUITE(shared_service)

BOOST_AUTO_TEST_CASE(no_call_is_lost_or_answered_twice)
{
    SharedStage stage({.pool = 3});
    std::mt19937 random{1};
    std::vector<std::pair<std::weak_ptr<RpcBackend::Peer>, std::string>> asked;
    int answers_left = 0;

    // Answers one of those that wait, whichever; dies after a while.
    const auto on_text = [&](RpcBackend::Peer& peer, const std::string& text) {
        asked.emplace_back(peer.weak_from_this(), text);
        if (asked.size() < 20 || answers_left == 0) return;
        --answers_left;
        std::swap(asked[random() % asked.size()], asked.back());
        if (const auto to = asked.back().first.lock()) to->write(answer_to(asked.back().second));
        asked.pop_back();
    };

    std::vector<Count> counts(clients);
    stage.start_backend(on_text);
    for (auto& count : counts) {
        stage.opened().on_report = [&count](const std::string& report) {
            BOOST_TEST_REQUIRE(report.starts_with("json "));
            const auto text = report.substr(5);
            const std::string id{protocol::json_member(text, "id")};
            ++count.answers[id];
            const auto result = protocol::json_member(text, "result");
            ++(result.empty() ? count.errors : count.results);
            if (!result.empty()) BOOST_TEST_REQUIRE(result == id);
        };
    }
    const auto answered = [&] {
        std::size_t all = 0;
        for (const auto& count : counts)
            all += count.results + count.errors;
        return all;
    };

    std::size_t written = 0;
    for (int life = 0; life < lives; ++life) {
        answers_left = 500;
        for (int call = 0; call < calls_each; ++call) {
            for (auto& client : stage.clients) {
                const auto id = std::to_string(written++);
                stage.write(client, R"({"method":"a","params":)" + id + R"(,"id":)" + id + "}");
            }
            stage.context.restart();
            stage.context.poll();
            // In the middle, with answers and calls on their way.
            if (answers_left == 0 && stage.backend) stage.stop_backend();
        }
        stage.stop_backend();
        stage.run_until([&] { return answered() == written; });
        asked.clear();
        const auto entries = stage.logger.entries().size();
        stage.start_backend(on_text);
        stage.run_until([&] { return stage.logger.entries().size() > entries; });
    }
    std::size_t results = 0;
    for (const auto& count : counts) {
        results += count.results;
        BOOST_TEST(count.answers.size() == static_cast<std::size_t>(lives * calls_each));
        BOOST_TEST(count.results + count.errors == count.answers.size());
    }
    BOOST_TEST(results > 0U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services::rpc
