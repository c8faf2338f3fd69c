#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "halley/config.hpp"
#include "halley/logger.hpp"
#include "src/runtime/environment.hpp"
#include "src/runtime/shard_thread.hpp"

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

    /// Stops gracefully: answers what is held, writes what waits, closes
    /// WebSockets with 1001. Returns when all is done, or after four seconds.
    void stop();

    // From any thread. While it does not run, nobody is there to hear it.
    void publish(std::string channel, std::string data);
    void deliver(std::string client_id, std::string channel, std::string data);
    void disconnect(std::string client_id);

    /// The port of the nth listener, also when the system chose it.
    std::uint16_t port(std::size_t listener = 0) const { return ports_.at(listener); }
    unsigned shards() const noexcept { return static_cast<unsigned>(threads_.size()); }

private:
    static const Additions& none();
    void listen(const ListenConfig& listen);

    Environment environment_;
    ShardThreads threads_;
    std::vector<std::uint16_t> ports_;
    std::vector<std::string> urls_;
    std::atomic<bool> running_ = false;
};

}  // namespace halley::runtime
