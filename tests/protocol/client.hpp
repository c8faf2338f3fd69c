#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "support/client_messages.hpp"
#include "support/json.hpp"
#include "support/simulation.hpp"

namespace halley::test {

/** Whether `actual` says at least what `expected` says.

    Members that `expected` does not name are free, those it names as `null` must
    be absent; arrays must have the same length; `"402:*"` stands for any string
    that begins with `402:`.
*/
boost::test_tools::assertion_result like(const Json& actual, std::string_view expected);

/// The `data` of those that are events, in order, as JSON text.
std::vector<std::string> data_of(const std::vector<Json>& messages);

/// The calls to the backends as text, such as `write hello`.
std::vector<std::string> verbs(const std::vector<Simulation::ServiceCall>& calls);

/// A Bayeux client in the simulation; `$ID` in its bodies is its client id.
class Client {
public:
    /// Handshaken only.
    static Client handshaken(Simulation& world, const From& from = {});
    /// On long-polling; its first connect has been answered.
    static Client polling(Simulation& world, const From& from = {});
    /// On a WebSocket; its first connect has been answered.
    static Client streaming(Simulation& world, const From& from = {});

    /// Posts over HTTP.
    protocol::Outlet post(std::string_view body);
    /// Posts over HTTP what is answered at once.
    Json request(std::string_view body);
    /// Posts a connect that must be held.
    protocol::Outlet hold(std::string_view members = {});
    /// Sends over its WebSocket and returns the messages that came by then.
    std::vector<Json> send(std::string_view body);
    /// What came over its WebSocket since the last look.
    std::vector<Json> received();

    /// By whichever way it has; must succeed.
    void subscribe(std::string_view channel);
    void unsubscribe(std::string_view channel);
    /// The messages of the answer.
    std::vector<Json> publish(std::string_view channel, std::string_view data);
    /// The messages of the answer, by whichever way it has.
    std::vector<Json> say(std::string_view body);

    /// A connect by long-polling that is answered at once.
    Json poll(std::string_view members = R"("advice":{"timeout":0})");

    Simulation* world = nullptr;
    From from;
    std::string id;
    std::optional<protocol::Outlet> socket;
};

}  // namespace halley::test
