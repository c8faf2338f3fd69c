#pragma once

#include <chrono>

#include "client.hpp"

namespace halley::test {

inline constexpr auto to_leave =
    R"({"channel":"/meta/connect","successful":true,"error":null,
        "advice":{"reconnect":"retry","interval":0,"hosts":null}})";

inline Config draining_over(std::chrono::milliseconds window)
{
    Config config;
    config.drain.window = window;
    return config;
}

/// Its connect is held on its WebSocket.
inline Client held_on_socket(Simulation& world, const From& from = {})
{
    auto client = Client::streaming(world, from);
    BOOST_TEST(client.send(batch_of({connect_message(R"("id":"held")")})).empty());
    return client;
}

}  // namespace halley::test
