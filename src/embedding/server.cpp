#include "halley/server.hpp"

#include <map>
#include <stdexcept>
#include <utility>
#include <vector>

#include "halley/channel_id.hpp"
#include "protocol/message_reader.hpp"
#include "src/log/logger.hpp"
#include "src/runtime/server.hpp"
#include "src/runtime/signals.hpp"

namespace halley {
namespace {

class FunctionService final : public Service {
public:
    explicit FunctionService(Server::MessageFunction on_message)
        : on_message_(std::move(on_message))
    {
    }
    void on_message(const ServiceClientPtr& client, const ServiceMessage& message) override
    {
        on_message_(client, message);
    }

private:
    Server::MessageFunction on_message_;
};

void require_json(std::string_view data)
{
    if (!protocol::is_json(data)) throw std::invalid_argument("the data of an event is not JSON");
}

ChannelKind require_channel(std::string_view channel)
{
    const auto parsed = ChannelId::parse(channel);
    if (!parsed || parsed->kind() == ChannelKind::meta || parsed->wildcard() != Wildcard::none)
        throw std::invalid_argument(std::string{channel} + " is no channel to publish to");
    return parsed->kind();
}

// It stands in JSON as it is.
bool is_plain(std::string_view name)
{
    return !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz"
                                                   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                   "0123456789-_.") == std::string_view::npos;
}

}  // namespace

struct Server::State {
    Config config;
    std::unique_ptr<Logger> own_logger;
    Logger& logger;
    std::vector<std::shared_ptr<Extension>> extensions;
    std::vector<std::shared_ptr<SessionListener>> listeners;
    std::shared_ptr<SecurityPolicy> policy;
    runtime::Additions additions;
    std::unique_ptr<runtime::Server> server;

    void require_stopped() const
    {
        if (server) throw std::logic_error("the server has been started");
    }
};

Server::Server(Config config, Logger* logger)
{
    auto own = logger ? nullptr : log::make_logger(config.log);
    auto& used = logger ? *logger : *own;
    state_.reset(new State{std::move(config), std::move(own), used, {}, {}, {}, {}, {}});
}

Server::~Server()
{
    stop();
}

void Server::add_service(std::string name, std::shared_ptr<Service> service)
{
    state_->require_stopped();
    const auto path = "/service/" + name;
    const auto channel = ChannelId::parse(path);
    if (!channel || channel->service_name() != name)
        throw std::invalid_argument("\"" + name + "\" cannot be the name of a service");
    const auto configured = state_->config.services.find(name);
    if ((configured != state_->config.services.end() && configured->second.type != "internal") ||
        !state_->additions.services.emplace(name, std::move(service)).second)
        throw std::invalid_argument("there is a service " + name + " already");
    state_->config.services[name].type = "internal";
}

void Server::add_service(std::string name, MessageFunction on_message)
{
    add_service(std::move(name), std::make_shared<FunctionService>(std::move(on_message)));
}

void Server::add_extension(std::shared_ptr<Extension> extension)
{
    state_->require_stopped();
    if (!is_plain(extension->name()))
        throw std::invalid_argument("\"" + std::string{extension->name()} +
                                    "\" cannot be the name of an extension");
    state_->additions.hooks.extensions.push_back(extension.get());
    state_->extensions.push_back(std::move(extension));
}

void Server::add_listener(std::shared_ptr<SessionListener> listener)
{
    state_->require_stopped();
    state_->additions.hooks.listeners.push_back(listener.get());
    state_->listeners.push_back(std::move(listener));
}

void Server::set_security_policy(std::shared_ptr<SecurityPolicy> policy)
{
    state_->require_stopped();
    state_->additions.hooks.policy = policy.get();
    state_->policy = std::move(policy);
}

void Server::start()
{
    state_->require_stopped();
    state_->server =
        std::make_unique<runtime::Server>(state_->config, state_->logger, state_->additions);
    state_->server->start();
}

void Server::drain(std::function<void()> drained)
{
    if (state_->server) state_->server->drain(std::move(drained));
}

void Server::stop()
{
    if (state_->server) state_->server->stop();
}

void Server::reload()
{
    if (state_->server) state_->server->reload();
}

void Server::run()
{
    runtime::Signals signals{[this] { reload(); },
                             [this](auto drained) { drain(std::move(drained)); }};
    start();
    signals.wait();
    stop();
}

std::uint16_t Server::port(std::size_t listener) const
{
    if (!state_->server) throw std::logic_error("the server has not been started");
    return state_->server->port(listener);
}

void Server::publish(std::string_view channel, std::string_view data)
{
    require_json(data);
    if (require_channel(channel) != ChannelKind::broadcast)
        throw std::invalid_argument(std::string{channel} + " is no broadcast channel");
    if (state_->server) state_->server->publish(std::string{channel}, std::string{data});
}

void Server::deliver(std::string_view client_id, std::string_view channel, std::string_view data)
{
    require_json(data);
    require_channel(channel);
    if (state_->server)
        state_->server->deliver(std::string{client_id}, std::string{channel}, std::string{data});
}

void Server::disconnect(std::string_view client_id)
{
    if (state_->server) state_->server->disconnect(std::string{client_id});
}

std::uint64_t Server::refusals(Limit limit) const
{
    return state_->server ? state_->server->refusals(limit) : 0;
}

}  // namespace halley
