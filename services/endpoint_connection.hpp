#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "services/endpoint.hpp"
#include "services/framing/framer.hpp"
#include "services/service.hpp"

namespace halley::services {

/// What the connections of one service have in common.
struct ConnectionSettings {
    std::chrono::milliseconds connect_timeout{};
    std::chrono::milliseconds idle_timeout{};  ///< 0: none.
    ServiceLimits limits;
    bool json_only = false;  ///< A text that is no JSON ends the connection.
};

/** An endpoint in use: opened, framed, with what waits to be written.

    Two coroutines at most run on it: one opens and reads, and reports all there
    is to report but the timeouts; `send` lives while there is something to
    write. They alone own it, so that it never outlives its `io_context`.
*/
class EndpointConnection : public std::enable_shared_from_this<EndpointConnection> {
public:
    EndpointConnection(boost::asio::io_context& context,
                       std::unique_ptr<Endpoint> endpoint,
                       std::unique_ptr<Framer> framer,
                       ConnectionSettings settings,
                       protocol::ServiceRef ref,
                       ServiceSink sink);

    void start();

    // As in `ServiceConnection`.
    bool write(std::string text);
    bool full() const noexcept { return pending_bytes_ > settings_.limits.pending_bytes / 2; }
    void finish();
    void resume();
    void abort();

private:
    static Task<> run(std::shared_ptr<EndpointConnection> self);
    static Task<> send(std::shared_ptr<EndpointConnection> self);
    static Task<> watch_idleness(std::shared_ptr<EndpointConnection> self);
    Task<> read();

    void arm_connect_deadline();
    void deliver_frames();
    void end_of_stream();
    void start_sending();
    void note_written(std::size_t size);
    bool report(protocol::ServiceEvent event);
    void end(protocol::ServiceEvent event);
    void close();

    Executor executor_;
    std::unique_ptr<Endpoint> endpoint_;
    std::unique_ptr<Framer> framer_;
    ServiceSink sink_;
    std::unique_ptr<Timer> timer_;    ///< Of the opening, then of idleness.
    std::unique_ptr<Timer> resumed_;  ///< Cancelled when the sink wants more again.
    std::vector<std::string> unsent_;
    std::size_t pending_bytes_ = 0;  ///< Of `unsent_` and of what `send` has taken from it.
    std::chrono::steady_clock::time_point active_at_{};
    ConnectionSettings settings_;
    ErrorCode read_error_;  ///< The last read was the last; frames may wait all the same.
    protocol::ServiceRef ref_;
    bool open_ = false;
    bool sending_ = false;
    bool finishing_ = false;
    bool told_full_ = false;  ///< Somebody may wait for `ServiceReady`.
    bool broken_ = false;     ///< Writing failed; reading comes to its end.
    bool paused_ = false;     ///< The sink does not want more, and nobody reads.
    bool ended_ = false;      ///< The last report is made, or none is wanted.
};

}  // namespace halley::services
