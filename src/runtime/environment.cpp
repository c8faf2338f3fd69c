#include "src/runtime/environment.hpp"

#include "src/builtins.hpp"

namespace halley::runtime {

Environment::Environment(const Config& settings, Logger& log, const Additions& added)
    : config(settings),
      additions(added),
      logger(log),
      cookie(settings.bayeux.cookies),
      transports(make_transports(config.bayeux.transports))
{
    if (const auto most = config.limits.sessions_per_address; most > 0) sessions.emplace(most);
}

}  // namespace halley::runtime
