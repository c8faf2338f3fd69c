#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "src/net.hpp"
#include "tools/bayeux-bench/wire/connection.hpp"
#include "tools/client/action.hpp"

namespace halley::bench {

/// The server as all clients of a run see it.
struct Target {
    Destination destination;
    std::string authority;  ///< As the header Host has it.
    std::string path;
    std::string headers;  ///< Besides our own, each with its line end.
    bool websocket = false;

    std::string_view connection_type() const { return websocket ? "websocket" : "long-polling"; }
};

/** One client's way to the server: a WebSocket, or two HTTP connections.

    It opens when there is something to send. What it is told of comes from the loop, never from
    within a call.
*/
class Link {
public:
    class Handler {
    public:
        virtual void on_text(std::string_view text) = 0;
        virtual void on_failure(const client::Failure& failure) = 0;

    protected:
        ~Handler() = default;
    };

    virtual ~Link() = default;

    /// A batch of messages. The server may hold those of `Lane::connect` without keeping others
    /// waiting.
    virtual void send(client::Lane lane, std::string_view batch) = 0;

    /// What comes is left where it is.
    virtual void stop_reading() = 0;
    virtual void go_on_reading() = 0;

    /// Its handler hears nothing more after either of these.
    virtual void close() = 0;
    virtual void cut() = 0;
};

std::unique_ptr<Link> make_link(Loop& loop, const Target& target, Link::Handler& handler);

/// The two kinds, for `make_link`.
std::unique_ptr<Link> make_websocket(Loop& loop, const Target& target, Link::Handler& handler);
std::unique_ptr<Link> make_long_polling(Loop& loop, const Target& target, Link::Handler& handler);

/// What the loss of a connection is for whoever hears of it.
client::Failure lost(const error_code& error);

}  // namespace halley::bench
