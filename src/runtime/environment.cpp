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
      policies_(make_policies(config.security)),
      hooks_(added.hooks)
{
    if (const auto most = config.limits.sessions_per_address; most > 0) sessions.emplace(most);
    if (added.hooks.policy || security::name_creation(config.security.rules)) channels.emplace();

    std::vector<SecurityPolicy*> policies;
    if (added.hooks.policy) policies.push_back(added.hooks.policy);
    for (const auto& policy : policies_)
        policies.push_back(policy.get());
    if (policies.size() == 1) hooks_.policy = policies.front();
    if (policies.size() > 1) hooks_.policy = &chain_.emplace(std::move(policies));
}

}  // namespace halley::runtime
