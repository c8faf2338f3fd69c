#include <cstddef>
#include <string>
#include <vector>

#include "bench/instructions/broker.hpp"
#include "bench/instructions/scenario.hpp"
#include "support/messages.hpp"

namespace halley::bench {

using namespace test;

namespace {

constexpr std::size_t clients = 1000;
constexpr std::size_t publishes = 20;
constexpr std::size_t deliveries = clients * publishes;
constexpr std::size_t rounds = 5;
constexpr std::size_t round_trips = clients * rounds;
constexpr std::size_t lives = 2000;

const std::string channel = "/stock/nasdaq";
const std::string data = "{\"text\":\"" + std::string(89, 'x') + "\"}";  // 100 bytes.

std::string websocket_connect(const std::string& client)
{
    return message("/meta/connect", client, "c", R"(,"connectionType":"websocket")");
}

/// A session that has subscribed; its first connect has been answered.
std::string subscriber(Broker& broker, protocol::Outlet from)
{
    broker.receive(from, handshake_message());
    auto id = broker.client_id();
    broker.receive(from, subscribe_message(id, "s", channel));
    broker.receive(from, from.streaming ? websocket_connect(id) : connect_message(id, "c"));
    return id;
}

/// One publisher, and subscribers on WebSockets.
class FanOut : public Scenario {
public:
    FanOut()
    {
        for (std::size_t client = 0; client < clients; ++client)
            subscriber(broker_, broker_.open(true));
        broker_.receive(publisher_, handshake_message());
        publish_ = publish_message(broker_.client_id(), "p", channel, data);
    }

    std::size_t counted() override
    {
        const auto before = broker_.events();
        for (std::size_t publish = 0; publish < publishes; ++publish)
            broker_.receive(publisher_, publish_);
        return broker_.events() - before;
    }

private:
    Broker broker_;
    const protocol::Outlet publisher_ = broker_.open(true);
    std::string publish_;
};

/// An event answers the held connects of all, and all connect again.
class LongPolling : public Scenario {
public:
    LongPolling()
    {
        for (std::size_t client = 0; client < clients; ++client) {
            const auto outlet = broker_.open(false);
            connects_.push_back(connect_message(subscriber(broker_, outlet), "c"));
            broker_.receive(outlet, connects_.back());
        }
        publisher_ = broker_.open(true);
        broker_.receive(publisher_, handshake_message());
        publish_ = publish_message(broker_.client_id(), "p", channel, data);
        broker_.answered();
    }

    std::size_t counted() override
    {
        std::size_t connects = 0;
        for (std::size_t round = 0; round < rounds; ++round) {
            broker_.receive(publisher_, publish_);
            for (const auto outlet : broker_.answered()) {
                broker_.receive(outlet, connects_[outlet.slot]);
                ++connects;
            }
        }
        return connects;
    }

private:
    Broker broker_;
    protocol::Outlet publisher_;
    std::vector<std::string> connects_;  // By the slots of their outlets.
    std::string publish_;
};

/// Sessions that subscribe, and are gone again.
class Churn : public Scenario {
public:
    std::size_t counted() override
    {
        for (std::size_t life = 0; life < lives; ++life) {
            const auto socket = broker_.open(true);
            const auto id = subscriber(broker_, socket);
            broker_.receive(socket, message("/meta/disconnect", id, "d"));
            broker_.lose(socket);
        }
        return broker_.sessions() == 0 ? lives : 0;
    }

private:
    Broker broker_;
};

template <class Kind> std::unique_ptr<Scenario> prepare()
{
    return std::make_unique<Kind>();
}

const NamedScenario all[] = {
    {"fan-out",      prepare<FanOut>,      deliveries },
    {"long-polling", prepare<LongPolling>, round_trips},
    {"churn",        prepare<Churn>,       lives      },
};

}  // namespace

std::span<const NamedScenario> scenarios()
{
    return all;
}

}  // namespace halley::bench
