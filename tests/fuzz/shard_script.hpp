#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "halley/config.hpp"
#include "protocol/message.hpp"
#include "support/simulation.hpp"

namespace halley::fuzz {

/** Four clients, two backends and the clock, as a text tells them.

    A line is a letter, for most of them the digit of a client, and a text:

    `p0 BODY` posts, `w0 BODY` writes to the WebSocket (client 3 asks for `bayeux`),
    `e0` opens an event stream; `$0` to `$3` in a body are the ids that the clients got.
    `s0` stops reading, `r0` reads again, `l0` loses the last exchange, `x0` the socket.
    `o`, `f`, `c`, `d TEXT`: the oldest connection to a backend opens, fails, is closed,
    says something. `t MILLISECONDS` passes, `[` and `]` begin and end a turn of the
    loop, `m` delivers all mail between shards, `k0` has the server end the session.

    What must hold: each message with an id has one reply, in order where that is an HTTP
    exchange; all that goes out is JSON; events go only to who asked for them, never
    more at once than a queue may hold; no session has more subscriptions than it may;
    and once all have gone, nothing is left.
*/
class ShardScript {
public:
    /// The bits of `choices` are the configuration.
    explicit ShardScript(unsigned char choices);

    /// @throws std::exception that says what was wrong.
    void run(std::string_view lines);

private:
    struct Client {
        std::size_t number = 0;
        std::string id;
        std::optional<protocol::Outlet> socket;
        std::optional<protocol::Outlet> exchange;  ///< The last.
    };

    /// A place to be answered at.
    struct Spoken {
        protocol::Outlet outlet;
        Client* by = nullptr;
        std::vector<std::string> ids;      ///< Of its messages, as JSON, if they have any.
        std::set<std::string> sessions;    ///< Whose ids were used there.
        std::vector<std::string> replies;  ///< Their ids.
        bool lost = false;
    };

    static Config config_of(unsigned char choices);

    void obey(char verb, Client& client, std::string_view text);
    void post(Client& client, std::string body);
    void write(Client& client, std::string body);
    void open_stream(Client& client);
    void serve(char verb, std::string_view text);
    void lose(std::optional<protocol::Outlet>& outlet);
    bool note(Spoken& spoken, std::string_view body);
    static void expect_reply(Spoken& spoken, const protocol::Message& message);
    std::string with_ids(std::string_view body) const;
    protocol::ShardId shard_of(const Client& client) const;
    Spoken& spoken_at(protocol::Outlet outlet) { return spoken_.at(outlet.slot); }

    void collect();
    void take_in(Spoken& spoken, const std::string& text);
    void take_in_message(Spoken& spoken, std::string_view object, std::size_t& events);
    bool wanted(const Spoken& spoken, const std::string& channel) const;
    void check_bounds();
    void check_answers();
    void finish();

    protocol::ShardId shards_;
    Config config_;
    test::Simulation world_;
    std::array<Client, 4> clients_;
    std::map<std::uint32_t, Spoken> spoken_;              ///< By slot.
    std::map<std::string, std::set<std::string>> asked_;  ///< Patterns, by client id.
    std::deque<test::Simulation::ServiceCall> opening_;
    std::deque<test::Simulation::ServiceCall> open_;
};

}  // namespace halley::fuzz
