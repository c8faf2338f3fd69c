#pragma once

#include <functional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

namespace halley::runtime {

/** What signals mean to a process that serves.

    SIGHUP reloads. SIGINT ends it, and so does SIGTERM, but after a drain. A second
    signal ends the drain; once the end has begun, another one kills the process.

    @par Lifetime
    From before the server starts until after it has stopped: the end of the drain may
    be told late.
*/
class Signals {
public:
    /// `drain` begins a drain, and has what it is given called at its end, from any thread.
    Signals(std::function<void()> reload, std::function<void(std::function<void()>)> drain);

    /// Returns when the server is to be stopped.
    void wait();

private:
    void await_end();
    void await_hangup();

    std::function<void()> reload_;
    std::function<void(std::function<void()>)> drain_;
    boost::asio::io_context waiting_;
    boost::asio::signal_set end_;
    boost::asio::signal_set hangup_;
    bool draining_ = false;
};

}  // namespace halley::runtime
