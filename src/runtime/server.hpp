#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "halley/config.hpp"
#include "halley/logger.hpp"
#include "src/runtime/environment.hpp"
#include "src/runtime/shard_thread.hpp"
#include "src/tls/certificates.hpp"

namespace halley::runtime {

/** The broker: its shards' threads and listeners.

    Several may live in one process; there is no global state.
*/
class Server {
public:
    /// Prepares everything and listens. Throws `std::exception` with a text for
    /// the operator when something in `config` cannot be had.
    /// `additions` must outlive it.
    Server(const Config& config, Logger& logger, const Additions& additions = none());

    /// Stops at once if it still runs.
    ~Server();

    void start();

    /// Closes the listeners and lets the sessions end over a while. `drained` is called
    /// from any thread when none is left, unless `stop` comes first.
    void drain(std::function<void()> drained);

    /// Stops gracefully: answers what is held, writes what waits, closes
    /// WebSockets with 1001. Returns when all is done, or after four seconds.
    void stop();

    /// Reads the certificates of all listeners again, from any thread. What cannot be
    /// used is logged, and the old one stays. It also happens when the files change.
    void reload();

    // From any thread. While it does not run, nobody is there to hear it.
    void publish(std::string channel, std::string data);
    void deliver(std::string client_id, std::string channel, std::string data);
    void disconnect(std::string client_id);

    /// The port of the nth listener, also when the system chose it.
    std::uint16_t port(std::size_t listener = 0) const { return ports_.at(listener); }

    /// How often that limit has refused something.
    std::uint64_t refusals(Limit limit) const noexcept
    {
        return environment_.limits.refusals(limit);
    }
    unsigned shards() const noexcept { return static_cast<unsigned>(threads_.size()); }

private:
    static const Additions& none();
    void listen(const ListenConfig& listen);
    const tls::Certificates* add_certificates(const std::optional<TlsConfig>& config);
    void reload(tls::Certificates& certificates);
    void watch_certificates();

    Environment environment_;
    std::vector<std::unique_ptr<tls::Certificates>> certificates_;
    ShardThreads threads_;
    std::optional<Timer> watch_;  ///< Of the first shard, when there are certificates.
    std::vector<std::uint16_t> ports_;
    std::vector<std::string> urls_;
    std::atomic<bool> running_ = false;
    std::atomic<bool> draining_ = false;
};

}  // namespace halley::runtime
