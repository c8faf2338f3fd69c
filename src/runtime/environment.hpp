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
#include "src/runtime/session_count.hpp"
#include "src/transport/transport.hpp"

namespace halley::runtime {

/// What all shards share. Only the counters change while they run.
struct Environment {
    Environment(const Config& settings, Logger& log);

    /// Logs what concerns one connection. The parts are joined if anybody wants to know.
    template <class... Parts> void debug(const Parts&... parts) const
    {
        if (!logger.enabled(LogLevel::debug)) return;
        std::string entry;
        (entry.append(parts), ...);
        logger.write(LogLevel::debug, entry);
    }

    const Config config;
    Logger& logger;
    const http::SessionCookie cookie;
    const std::vector<std::unique_ptr<const transport::Transport>> transports;
    std::optional<SessionCount> sessions;  ///< When they are limited.
    std::atomic<std::size_t> connections{0};
    std::atomic<bool> stopping{false};
};

}  // namespace halley::runtime
