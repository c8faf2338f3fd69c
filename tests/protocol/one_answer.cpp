#include <algorithm>
#include <chrono>
#include <map>
#include <random>

#include "client.hpp"

// Every request gets exactly one answer to each of its messages, whatever happens:
// random messages, losses, backends that fail, sessions that end, long turns and
// late mail. A failure names its seed.

BOOST_AUTO_TEST_SUITE(one_answer)

using namespace halley;
using namespace halley::test;
using namespace std::chrono_literals;
using protocol::Outlet;

namespace {

using Texts = std::vector<std::string>;

class Script {
public:
    Script(unsigned seed, protocol::ShardId shards)
        : random_(seed), shards_(shards), world_(configured(random_), shards)
    {
        if (random_() % 2 == 0) world_.delay_mail(seed);
        ids_.push_back("zzz");
        ids_.push_back("");
    }

    void run()
    {
        for (int i = 0; i < 300; ++i)
            step();
        finish();
    }

private:
    struct Sent {
        Outlet outlet;
        Texts ids;  ///< That must be answered, in order for an HTTP exchange.
        bool lost = false;
    };

    static Config configured(std::mt19937& random)
    {
        Config config;
        config.services["one"] = {};
        config.services["two"] = {};
        config.bayeux.meta_connect_deliver_only = random() % 4 == 0;
        config.limits.queue_messages = random() % 3 == 0 ? 3 : 1000;
        config.limits.slow_consumer =
            random() % 2 == 0 ? SlowConsumer::disconnect : SlowConsumer::drop_oldest;
        return config;
    }

    unsigned pick(std::size_t bound) { return static_cast<unsigned>(random_() % bound); }
    template <std::size_t size> std::string one_of(const char* const (&all)[size])
    {
        return all[pick(size)];
    }
    protocol::ShardId any_shard() { return static_cast<protocol::ShardId>(pick(shards_)); }

    void step()
    {
        const auto dice = pick(100);
        if (dice < 12) return shake_hands();
        if (dice < 55) return say();
        if (dice < 70) return serve();
        if (dice < 76) return lose();
        if (dice < 82) return stall();
        if (dice < 86) return dice % 2 == 0 ? world_.begin_turn() : world_.end_turn();
        if (dice < 90) return world_.deliver_mail();
        world_.advance(std::chrono::milliseconds{pick(dice < 98 ? 2'000 : 40'000)});
    }

    void shake_hands()
    {
        world_.deliver_mail();
        const auto hello = R"([{"channel":"/meta/handshake"}])";
        ids_.push_back(world_.request(hello, {.shard = any_shard()})[0]["clientId"].string());
    }

    std::string any_message(Texts& ids)
    {
        static const char* const channels[] = {"/meta/connect",
                                               "/meta/connect",
                                               "/meta/connect",
                                               "/meta/subscribe",
                                               "/meta/subscribe",
                                               "/meta/unsubscribe",
                                               "/meta/disconnect",
                                               "/meta/nothing",
                                               "/service/one",
                                               "/service/two",
                                               "/service/one/x",
                                               "/service/none",
                                               "/a",
                                               "/a/b",
                                               "/a",
                                               "/a/b",
                                               "/a/*",
                                               "nonsense",
                                               "/"};
        static const char* const subscriptions[] = {R"("/a")",
                                                    R"("/a/**")",
                                                    R"(["/a","/**"])",
                                                    R"("/service/one")",
                                                    R"("/service/two/y")",
                                                    R"(["/a","/service/one","/service/two"])",
                                                    R"(["/service/two","/b"])",
                                                    R"("/meta/*")",
                                                    R"([])",
                                                    R"(7)",
                                                    R"("/service/*")",
                                                    R"("")"};
        static const char* const data[] = {"1", R"("text")", "null", R"({"channel":"/x"})"};
        static const char* const advice[] = {"{}", R"({"timeout":0})", R"({"timeout":500})", "[]"};

        ids.push_back("m" + std::to_string(++messages_));
        std::string text = R"({"id":")" + ids.back() + '"';
        if (pick(30) != 0) text += R"(,"channel":")" + one_of(channels) + '"';
        if (const auto& id = ids_[pick(ids_.size())]; !id.empty())
            text += R"(,"clientId":")" + id + '"';
        if (pick(3) != 0) text += R"(,"data":)" + one_of(data);
        if (pick(4) != 0) text += R"(,"subscription":)" + one_of(subscriptions);
        if (pick(4) == 0) text += R"(,"advice":)" + one_of(advice);
        return text += '}';
    }

    void say()
    {
        Texts ids;
        std::string body;
        if (pick(2) == 0) {
            body = any_message(ids);
        } else {
            Texts messages;
            for (auto count = 1 + pick(5); count > 0; --count)
                messages.push_back(any_message(ids));
            body = batch_of(messages);
        }
        if (pick(2) == 0) {
            sent_.push_back({world_.post(body, {.shard = any_shard()}), ids});
            return;
        }
        if (sockets_.empty() || pick(5) == 0) {
            sockets_.push_back(
                {world_.open({.shard = any_shard(), .bayeux_subprotocol = true}), {}});
            if (pick(6) == 0) world_.send(sockets_.back().outlet, R"({"channel":"/meta/connect"})");
        }
        auto& socket = sockets_[pick(sockets_.size())];
        if (socket.lost) return;
        socket.ids.insert(socket.ids.end(), ids.begin(), ids.end());
        world_.send(socket.outlet, body);
        const auto closed = world_.closed(socket.outlet);
        if (closed == protocol::CloseReason::replaced) socket.lost = true;
    }

    // A backend does one of the things that it may do.
    void serve()
    {
        for (auto& call : world_.service_calls()) {
            if (call.verb == "open") opening_.push_back(call);
            if (call.verb == "abort")
                std::erase_if(open_, [&](const auto& each) {
                    return each.shard == call.shard && each.service == call.service;
                });
        }
        if (!opening_.empty() && pick(2) == 0) {
            const auto call = opening_[pick(opening_.size())];
            std::erase_if(opening_, [&](const auto& each) {
                return each.shard == call.shard && each.service == call.service;
            });
            if (pick(3) == 0) return world_.failed(call, Errc::service_refused);
            open_.push_back(call);
            return world_.opened(call);
        }
        if (open_.empty()) return;
        const auto at = pick(open_.size());
        const auto call = open_[at];
        if (pick(3) != 0) {
            world_.data(call, "[1]", pick(2) == 0);
            return;
        }
        if (pick(4) != 0) open_.erase(open_.begin() + at);  // Or it closes twice.
        pick(2) == 0 ? world_.closed_by_backend(call) : world_.failed(call, Errc::service_closed);
    }

    Sent* any_outlet()
    {
        auto& all = pick(2) == 0 ? sent_ : sockets_;
        if (all.empty()) return nullptr;
        return &all[all.size() - 1 - pick(std::min<std::size_t>(all.size(), 4))];
    }

    void lose()
    {
        auto* outlet = any_outlet();
        if (!outlet || outlet->lost) return;
        outlet->lost = true;
        world_.lose(outlet->outlet);
    }

    void stall()
    {
        auto* outlet = any_outlet();
        if (!outlet) return;
        pick(2) == 0 ? world_.stall(outlet->outlet) : world_.unstall(outlet->outlet);
    }

    void finish()
    {
        world_.end_turn();
        for (auto* all : {&sent_, &sockets_}) {
            for (auto& each : *all)
                world_.unstall(each.outlet);
        }
        // Backends that never answered give up, and all connects come to an end.
        for (int round = 0; round < 12; ++round) {
            world_.deliver_mail();
            for (auto& call : world_.service_calls()) {
                if (call.verb == "open") opening_.push_back(call);
            }
            for (const auto& call : std::exchange(opening_, {}))
                world_.failed(call, Errc::service_timeout);
            world_.advance(5s);
            if (round == 10) check_answers();
            if (round != 10) continue;
            for (auto& socket : sockets_)
                world_.lose(socket.outlet);
        }
        world_.deliver_mail();
        world_.advance(1min);
        BOOST_TEST(world_.sessions() == 0u);
        BOOST_TEST(world_.subscriptions() == 0u);
        for (protocol::ShardId shard = 0; shard < shards_; ++shard)
            BOOST_TEST(!world_.shard(shard).next_timeout());
    }

    static Texts ids_in(const std::vector<Json>& messages)
    {
        Texts ids;
        for (const auto& each : messages) {
            if (each.has("id")) ids.push_back(each["id"].string());
        }
        return ids;
    }

    void check_answers()
    {
        for (auto& each : sent_) {
            if (each.lost) continue;
            BOOST_TEST_REQUIRE(world_.answered(each.outlet));
            const auto body = world_.response(each.outlet);
            const auto ids = ids_in(body.is_array() ? body.elements() : std::vector<Json>{body});
            BOOST_TEST(ids == each.ids, boost::test_tools::per_element());
        }
        for (auto& each : sockets_) {
            if (each.lost || world_.closed(each.outlet) == protocol::CloseReason::replaced)
                continue;
            auto ids = ids_in(world_.messages(each.outlet));
            std::sort(ids.begin(), ids.end());
            std::sort(each.ids.begin(), each.ids.end());
            BOOST_TEST(ids == each.ids, boost::test_tools::per_element());
        }
    }

    std::mt19937 random_;
    protocol::ShardId shards_;
    Simulation world_;
    Texts ids_;  ///< Of clients; an empty one stands for none.
    std::vector<Sent> sent_;
    std::vector<Sent> sockets_;
    std::vector<Simulation::ServiceCall> opening_;
    std::vector<Simulation::ServiceCall> open_;
    unsigned messages_ = 0;
};

}  // namespace

BOOST_AUTO_TEST_CASE(random_scripts)
{
    for (unsigned seed = 1; seed <= 120; ++seed) {
        BOOST_TEST_CONTEXT("seed " << seed)
        {
            Script script{seed, static_cast<protocol::ShardId>(1 + seed % 3)};
            BOOST_REQUIRE_NO_THROW(script.run());
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
