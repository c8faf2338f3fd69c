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
#include "src/http/trusted_proxies.hpp"
#include "src/runtime/additions.hpp"
#include "src/runtime/address_count.hpp"
#include "src/runtime/bytes_in_flight.hpp"
#include "src/runtime/channel_count.hpp"
#include "src/runtime/limits.hpp"
#include "src/runtime/session_count.hpp"
#include "src/security/policy_chain.hpp"
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
        const bool none = !hooks_.policy && hooks_.extensions.empty() && hooks_.listeners.empty();
        return none ? nullptr : &hooks_;
    }

    SecurityPolicy* policy() const noexcept { return hooks_.policy; }

    const Config config;
    const Additions& additions;
    Logger& logger;
    const http::SessionCookie cookie;
    const std::vector<std::unique_ptr<const transport::Transport>> transports;
    std::optional<SessionCount> sessions;  ///< When they are limited.
    std::optional<ChannelCount> channels;  ///< When somebody decides who may create them.
    const http::TrustedProxies proxies;
    Limits limits;
    AddressCount connections_by_address;
    BytesInFlight bytes_in_flight;
    std::atomic<std::size_t> connections{0};
    std::atomic<bool> stopping{false};

private:
    protocol::Hooks with_policies(protocol::Hooks hooks);

    // Those of the program around the server, and the configured policies.
    const std::vector<std::unique_ptr<SecurityPolicy>> policies_;
    std::optional<security::PolicyChain> chain_;
    const protocol::Hooks hooks_;

public:
    const bool reads_headers;    ///< The policy does.
    const bool guards_requests;  ///< Likewise.

    /// Whether it has to see every request, and not the messages alone.
    bool sees_requests() const noexcept { return reads_headers || guards_requests; }
};

}  // namespace halley::runtime
