#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client.hpp"

namespace halley::test {

/// A backend or two for Nodefony's clients.
inline Config nodefony_config()
{
    Config config;
    config.services["random"] = {.type = "tcp", .domain = "10.1.2.3", .port = 1315};
    config.services["monitoring"] = {.type = "tcp", .domain = "10.1.2.4", .port = 1318};
    return config;
}

inline constexpr std::string_view nodefony_hello =
    R"({"version":"1.0","channel":"/meta/handshake","minimumVersion":"1.0","supportedConnectionTypes":["websocket"]})";

/// A client of either generation, as its sources write its messages.
class Page {
public:
    Page(Simulation& simulation, bool newer, const From& from = {})
        : world(simulation), socket(world.open({.shard = from.shard, .bayeux_subprotocol = newer}))
    {
        const auto handshake = world.request(nodefony_hello, from);
        if (newer) {
            world.send(socket, R"({"channel":"/meta/connect"})");
        } else {
            world.send(
                socket,
                with_id(
                    R"({"channel":"/meta/connect","clientId":"$ID","connectionType":"WEBSOCKET"})",
                    handshake["clientId"].string()));
        }
        connect_reply = frame();
        id = connect_reply->operator[]("clientId").string();
    }

    void send(std::string_view body) { world.send(socket, with_id(std::string{body}, id)); }
    std::vector<Json> frames() { return world.frames(socket); }
    Json frame()
    {
        auto all = frames();
        BOOST_REQUIRE(all.size() == 1u);
        BOOST_TEST(all[0].is_object());
        return all[0];
    }
    void subscribe(std::string_view members = {})
    {
        send(subscribe_message("/service/random", members));
    }
    /// Subscribed, and the backend has accepted.
    Simulation::ServiceCall opened()
    {
        subscribe();
        const auto call = world.service_calls().at(0);
        world.opened(call);
        BOOST_TEST(frame()["successful"].truth());
        return call;
    }

    Simulation& world;
    protocol::Outlet socket;
    std::optional<Json> connect_reply;
    std::string id;
};

}  // namespace halley::test
