#include "src/runtime/signals.hpp"

#include <csignal>
#include <utility>

namespace halley::runtime {

Signals::Signals(std::function<void()> reload, std::function<void(std::function<void()>)> drain)
    : reload_(std::move(reload)),
      drain_(std::move(drain)),
      end_(waiting_, SIGINT, SIGTERM),
      hangup_(waiting_, SIGHUP)
{
    await_end();
    await_hangup();
}

void Signals::await_end()
{
    end_.async_wait([this](const auto& error, int signal) {
        if (error) return;
        if (signal != SIGTERM || draining_) return waiting_.stop();
        draining_ = true;
        drain_([this] { waiting_.stop(); });
        await_end();
    });
}

void Signals::await_hangup()
{
    hangup_.async_wait([this](const auto& error, int) {
        if (error) return;
        reload_();
        await_hangup();
    });
}

void Signals::wait()
{
    waiting_.run();
    end_.clear();
}

}  // namespace halley::runtime
