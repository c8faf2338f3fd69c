#pragma once

#include <chrono>
#include <cstdint>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "halley/config.hpp"
#include "src/runtime/server.hpp"
#include "tests/support/recording_logger.hpp"

namespace halley::test {

/// A server in this process, on a port of its own.
class LiveServer {
public:
    explicit LiveServer(unsigned shards, Config config = {})
        : server_(prepare(std::move(config), shards), logger)
    {
        server_.start();
        port = server_.port();
    }
    ~LiveServer() { stop(); }

    void stop() { server_.stop(); }
    void drain(std::function<void()> drained) { server_.drain(std::move(drained)); }
    void reload() { server_.reload(); }
    std::uint16_t ports(std::size_t listener) const { return server_.port(listener); }
    unsigned shards() const { return server_.shards(); }
    std::uint64_t refusals(Limit limit) const { return server_.refusals(limit); }

    RecordingLogger logger;
    std::uint16_t port = 0;

private:
    static Config prepare(Config config, unsigned shards)
    {
        config.shards = shards;
        // On a noisy machine a test may take longer than a session lives.
        if (config.bayeux.max_interval == BayeuxConfig{}.max_interval)
            config.bayeux.max_interval = std::chrono::minutes{10};
        if (config.listen.empty()) config.listen.push_back({"127.0.0.1", 0});
        return config;
    }

    runtime::Server server_;
};

}  // namespace halley::test

/// A test that runs against one shard and against four.
#define WIRE_TEST(name)                                                                            \
    static void name(unsigned shards);                                                             \
    BOOST_AUTO_TEST_CASE(name##_1_shard)                                                           \
    {                                                                                              \
        name(1);                                                                                   \
    }                                                                                              \
    BOOST_AUTO_TEST_CASE(name##_4_shards)                                                          \
    {                                                                                              \
        name(4);                                                                                   \
    }                                                                                              \
    static void name([[maybe_unused]] unsigned shards)
