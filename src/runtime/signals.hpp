#pragma once

#include <functional>
#include <utility>

#include <boost/asio/signal_set.hpp>

namespace halley::runtime {

/// Does something as often as one of the signals comes, while both live.
inline void on_every(boost::asio::signal_set& signals, std::function<void()> action)
{
    signals.async_wait([&signals, action = std::move(action)](const auto& error, int) mutable {
        if (error) return;
        action();
        on_every(signals, std::move(action));
    });
}

}  // namespace halley::runtime
