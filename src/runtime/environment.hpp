#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "halley/config.hpp"
#include "halley/logger.hpp"
#include "src/http/session_cookie.hpp"
#include "src/runtime/additions.hpp"
#include "src/runtime/session_count.hpp"
#include "src/transport/transport.hpp"

namespace halley::runtime {

/// What all shards share. Only the counters change while they run.
struct Environment {
    Environment(const Config& settings, Logger& log, const Additions& added);

    /// Logs what concerns one connection. The parts are joined if anybody wants to know.
    template <class... Parts> void debug(const Parts&... parts) const
    {
        if (!logger.enabled(LogLevel::debug)) return;
        std::string entry;
        (entry.append(parts), ...);
        logger.write(LogLevel::debug, entry);
    }

    /// None when there is nobody to ask or to tell.
    const protocol::Hooks* hooks() const noexcept
    {
        const auto& hooks = additions.hooks;
        const bool none = !hooks.policy && hooks.extensions.empty() && hooks.listeners.empty();
        return none ? nullptr : &hooks;
    }

    const Config config;
    const Additions& additions;
    Logger& logger;
    const http::SessionCookie cookie;
    const std::vector<std::unique_ptr<const transport::Transport>> transports;
    std::optional<SessionCount> sessions;  ///< When they are limited.
    std::atomic<std::size_t> connections{0};
    std::atomic<bool> stopping{false};
};

}  // namespace halley::runtime
