#include "src/runtime/environment.hpp"

#include <stdexcept>
#include <utility>

#include "src/builtins.hpp"

namespace halley::runtime {
namespace {

ServiceTable make_services(const Config& config)
{
    ServiceTable table;
    for (const auto& [name, settings] : config.services) {
        const auto factory = find_service_kind(settings.type);
        if (!factory)
            throw std::invalid_argument("service " + name + ": no such type: " + settings.type);
        services::ServiceLimits limits;
        limits.frame_bytes = config.limits.message_bytes;
        table.emplace(name, factory(settings, limits));
    }
    return table;
}

}  // namespace

Environment::Environment(const Config& settings, Logger& log)
    : config(settings),
      logger(log),
      cookie(settings.bayeux.cookies),
      transports(make_transports(config.bayeux.transports)),
      services(make_services(config))
{
    if (const auto most = config.limits.sessions_per_address; most > 0) sessions.emplace(most);
}

}  // namespace halley::runtime
