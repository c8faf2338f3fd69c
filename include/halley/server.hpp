#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "halley/config.hpp"
#include "halley/extension.hpp"
#include "halley/limit.hpp"
#include "halley/logger.hpp"
#include "halley/security_policy.hpp"
#include "halley/service.hpp"
#include "halley/session_listener.hpp"

namespace halley {

/** A Bayeux server in this process.

    Add what it shall have, then start it. Several may live in one process.

    @par Threads
    `publish`, `deliver`, `disconnect`, `reload` and `drain` may be called from any thread, also
    from within services and listeners; everything else is for one.
*/
class Server {
public:
    /// @param logger must outlive the server; none writes text to the standard error.
    explicit Server(Config config = {}, Logger* logger = nullptr);

    /// Stops it.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    using MessageFunction = std::function<void(const ServiceClientPtr&, const ServiceMessage&)>;

    // Before `start`.
    /// @throws std::invalid_argument when the name is no segment of a channel, or taken.
    void add_service(std::string name, std::shared_ptr<Service> service);
    void add_service(std::string name, MessageFunction on_message);
    void add_extension(std::shared_ptr<Extension> extension);
    void add_listener(std::shared_ptr<SessionListener> listener);
    void set_security_policy(std::shared_ptr<SecurityPolicy> policy);

    /// Listens, and returns.
    /// @throws std::exception with a text for the operator when something in the
    /// configuration cannot be had.
    void start();

    /// Prepares for `stop`: listens no more, refuses new sessions, and ends those that
    /// there are one after the other, over `config.drain.window` and at most a second
    /// more. Clients get what waits for them, and come again as new ones, by then to
    /// another server. Returns at once; `drained` is called by a thread of the server
    /// when no session is left, unless `stop` comes first. It must not call `stop`.
    void drain(std::function<void()> drained = {});

    /// Answers what is held, writes what waits, closes every connection; returns
    /// when that is done, or after four seconds.
    void stop();

    /// Reads the certificates of the listeners again, as it also happens when their
    /// files change. One that cannot be used is logged, and the old one stays.
    void reload();

    /// `start`, until SIGINT, or SIGTERM and the `drain` that it begins, then `stop`. A
    /// second signal ends the drain. SIGHUP means `reload`.
    void run();

    /// The port of the nth listener, also when the system chose it.
    std::uint16_t port(std::size_t listener = 0) const;

    /// Publishes to everybody who is subscribed. Before `start` nobody is.
    /// @param channel a broadcast channel. @param data JSON.
    /// @throws std::invalid_argument when they are not.
    void publish(std::string_view channel, std::string_view data);

    /// Gives an event to one session, whether it is subscribed or not. When there
    /// is no such session any more, to nobody.
    void deliver(std::string_view client_id, std::string_view channel, std::string_view data);

    /// Ends a session. Its client is advised to shake hands anew.
    void disconnect(std::string_view client_id);

    /// How often that limit has refused something since the start. From any thread.
    std::uint64_t refusals(Limit limit) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace halley
