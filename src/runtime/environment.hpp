#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

#include "halley/config.hpp"
#include "halley/logger.hpp"
#include "src/http/session_cookie.hpp"
#include "src/runtime/backends.hpp"
#include "src/transport/transport.hpp"

namespace halley::runtime {

/// What all shards share. Nothing in it changes while they run, but the count.
struct Environment {
    Environment(const Config& settings, Logger& log);

    const Config config;
    Logger& logger;
    const http::SessionCookie cookie;
    const std::vector<std::unique_ptr<const transport::Transport>> transports;
    const ServiceTable services;
    std::atomic<std::size_t> connections{0};
};

}  // namespace halley::runtime
