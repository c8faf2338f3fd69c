#include "src/runtime/environment.hpp"

#include "src/builtins.hpp"
#include "src/security/rules.hpp"

namespace halley::runtime {

Environment::Environment(const Config& settings, Logger& log, const Additions& added)
    : config(settings),
      additions(added),
      logger(log),
      cookie(settings.bayeux.cookies),
      transports(make_transports(config.bayeux.transports)),
      proxies(config.security.trusted_proxies),
      limits(config.limits, log),
      connections_by_address(config.limits.connections_per_address),
      bytes_in_flight(config.limits.bytes_in_flight),
      policies_(make_policies(config.security, log)),
      hooks_(with_policies(added.hooks)),
      reads_headers(hooks_.policy && hooks_.policy->reads_headers()),
      guards_requests(hooks_.policy && hooks_.policy->guards_requests())
{
    if (config.limits.sessions_per_address > 0 || config.limits.sessions > 0)
        sessions.emplace(config.limits.sessions_per_address, config.limits.sessions);
    if (added.hooks.policy || security::name_creation(config.security.rules)) channels.emplace();
}

protocol::Hooks Environment::with_policies(protocol::Hooks hooks)
{
    std::vector<SecurityPolicy*> policies;
    if (hooks.policy) policies.push_back(hooks.policy);
    for (const auto& policy : policies_)
        policies.push_back(policy.get());
    if (policies.size() == 1) hooks.policy = policies.front();
    if (policies.size() > 1) hooks.policy = &chain_.emplace(std::move(policies));
    return hooks;
}

}  // namespace halley::runtime
