#pragma once

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "tools/client/url.hpp"

namespace halley::conformance {

using Clock = std::chrono::steady_clock;

/// What was waited for has not come in time.
struct TimedOut : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The server has ended the connection.
struct Disconnected : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// How servers are reached.
struct Endpoint {
    client::Url url;
    bool insecure = false;  ///< Take any certificate.
};

/** Bytes to a server and back, over TCP or TLS, blocking, with a time limit on each wait.

    Nothing is added and nothing hidden: what the cases send is what is sent. Each wait
    throws `Interrupted` once the user has interrupted the run.
*/
class Stream {
public:
    /// Throws `std::runtime_error` when there is no connection to be had.
    explicit Stream(const Endpoint& endpoint);
    Stream(Stream&& other) noexcept;
    Stream& operator=(Stream&& other) noexcept;
    ~Stream();

    void send(std::string_view bytes);
    /// Sends for at most that long what the server takes; returns how much that was.
    std::size_t send_some(std::string_view bytes, std::chrono::milliseconds time);

    /// What arrives next, up to some size; throws `TimedOut` or `Disconnected`.
    std::string receive(Clock::time_point until);

    /// Whether the server has closed the connection and nothing is left to be read.
    bool ended();

    void finish();  ///< Half-closes.
    void reset();   ///< Breaks it off, with RST.
    void shrink_receive_buffer(int bytes);

private:
    struct Tls;

    bool wait(short events, Clock::time_point until) const;

    int socket_ = -1;
    std::unique_ptr<Tls> tls_;
};

}  // namespace halley::conformance
