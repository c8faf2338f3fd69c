#include "services/rpc/shared_service.hpp"

#include <map>
#include <random>
#include <utility>
#include <vector>

#include <boost/asio/post.hpp>

#include "services/endpoint_connection.hpp"
#include "services/rpc/multiplexer.hpp"

namespace halley::services {
namespace {

using protocol::ServiceClosed;
using protocol::ServiceData;
using protocol::ServiceEvent;
using protocol::ServiceFailed;
using protocol::ServiceOpened;
using protocol::ServiceReady;
using rpc::ClientKey;

std::chrono::steady_clock::time_point now()
{
    return std::chrono::steady_clock::now();
}

rpc::Chance system_chance()
{
    return [engine = std::minstd_rand{std::random_device{}()}]() mutable {
        return std::uniform_real_distribution<>{}(engine);
    };
}

/** Does what its multiplexer wants.

    Whatever happens is told to the multiplexer at once. What comes of it is done
    in a handler of its own, so that nothing is reported from within a call.
*/
class SharedBackend : public std::enable_shared_from_this<SharedBackend> {
public:
    SharedBackend(const ServiceWorld& world, EndpointFactory endpoints, FramerFactory framers)
        : loop_(world.loop),
          endpoints_(std::move(endpoints)),
          framers_(std::move(framers)),
          settings_{
              .connect_timeout = world.config.connect_timeout,
              .idle_timeout = {},  // It waits for calls.
              .limits = world.limits,
              .json_only = true,
          },
          broadcast_(world.broadcast),
          multiplexer_({.name = world.name,
                        .lines = world.config.pool,
                        .max_pending = world.config.max_pending,
                        .early_bytes = world.limits.pending_bytes,
                        .call_timeout = world.config.call_timeout,
                        .greeting_timeout = world.config.connect_timeout,
                        .hello = world.config.hello,
                        .may_publish = world.config.may_publish},
                       system_chance(),
                       world.logger),
          lines_(world.config.pool),
          timer_(world.loop.get_executor())
    {
    }

    ClientKey open(protocol::ServiceRef ref, const protocol::Caller& caller, ServiceSink sink)
    {
        const auto key = multiplexer_.open(caller, now());
        clients_.emplace(key, Client{.ref = ref, .sink = std::move(sink)});
        schedule();
        return key;
    }

    bool write(ClientKey key, std::string text)
    {
        if (!clients_.contains(key)) return false;
        const bool taken = multiplexer_.write(key, std::move(text), now());
        schedule();
        return taken;
    }

    void finish(ClientKey key)
    {
        if (!clients_.contains(key)) return;
        multiplexer_.close(key);
        schedule();
        boost::asio::post(loop_, [weak = weak_from_this(), key] {
            if (const auto self = weak.lock()) self->finished(key);
        });
    }

    void abort(ClientKey key)
    {
        if (clients_.erase(key) == 0) return;
        multiplexer_.close(key);
        schedule();
    }

    // Nothing is reported any more, whatever is still to be done.
    void stop()
    {
        stopped_ = true;
        clients_.clear();
        for (auto& line : lines_) {
            if (const auto open = std::exchange(line, nullptr)) open->abort();
        }
        timer_.cancel();
    }

private:
    struct Client {
        protocol::ServiceRef ref;
        ServiceSink sink;
        bool opened = false;
    };

    void schedule()
    {
        if (std::exchange(scheduled_, true)) return;
        boost::asio::post(loop_, [weak = weak_from_this()] {
            const auto self = weak.lock();
            if (!self) return;
            self->scheduled_ = false;
            self->carry_out();
        });
    }

    void carry_out()
    {
        while (!stopped_) {
            auto action = multiplexer_.poll();
            if (!action) break;
            std::visit([this](auto& it) { handle(it); }, *action);
        }
        if (!stopped_) arm_timer();
    }

    void handle(const rpc::OpenLine& action)
    {
        const auto line = action.line;
        lines_[line] = std::make_shared<EndpointConnection>(
            loop_,
            endpoints_(loop_),
            framers_(),
            settings_,
            protocol::ServiceRef{},
            [weak = weak_from_this(), line](const ServiceEvent& event) {
                if (const auto self = weak.lock()) self->reported(line, event);
                return true;
            });
        lines_[line]->start();
    }

    void handle(const rpc::CloseLine& action)
    {
        if (const auto line = std::exchange(lines_[action.line], nullptr)) line->abort();
    }

    void handle(rpc::WriteLine& action)
    {
        const auto& line = lines_[action.line];
        if (!line) return;  // Lost meanwhile, and what it held with it.
        if (line->write(std::exchange(action.text, {}))) {
            multiplexer_.line_written(action, line->full(), now());
        } else {
            multiplexer_.line_refused(action, line->full(), now());
        }
    }

    void handle(const rpc::ClientOpened& action)
    {
        const auto client = clients_.find(action.client);
        if (client == clients_.end()) return;
        client->second.opened = true;
        report(client->second, ServiceOpened{client->second.ref});
    }

    void handle(const rpc::ClientFailed& action)
    {
        const auto client = clients_.extract(action.client);
        if (client.empty()) return;
        report(client.mapped(), ServiceFailed{client.mapped().ref, action.error});
    }

    void handle(rpc::TellClient& action)
    {
        const auto client = clients_.find(action.client);
        if (client == clients_.end()) return;
        report(client->second, ServiceData{client->second.ref, std::move(action.text), true});
    }

    void handle(const rpc::Publish& action) { broadcast_(action.channel, action.data); }

    void finished(ClientKey key)
    {
        const auto client = clients_.extract(key);
        if (client.empty()) return;
        const auto ref = client.mapped().ref;
        if (client.mapped().opened) {
            report(client.mapped(), ServiceClosed{ref});
        } else {
            report(client.mapped(), ServiceFailed{ref, Errc::service_closed});
        }
    }

    // A copy, since the sink may abort its client.
    static void report(const Client& client, ServiceEvent event)
    {
        const auto sink = client.sink;
        sink(std::move(event));
    }

    void reported(std::size_t line, const ServiceEvent& event)
    {
        if (std::holds_alternative<ServiceOpened>(event)) {
            multiplexer_.line_opened(line, now());
        } else if (const auto* data = std::get_if<ServiceData>(&event)) {
            multiplexer_.line_received(line, data->text, now());
        } else if (std::holds_alternative<ServiceReady>(event)) {
            multiplexer_.line_ready(line, now());
        } else {
            const auto* failed = std::get_if<ServiceFailed>(&event);
            lines_[line] = nullptr;
            multiplexer_.line_ended(line, failed ? failed->error : Errc::service_closed, now());
        }
        schedule();
    }

    void arm_timer()
    {
        const auto next = multiplexer_.next_timeout();
        if (!next) {
            timer_.cancel();
            timer_at_.reset();
            return;
        }
        if (timer_at_ && *timer_at_ <= *next) return;
        timer_at_ = next;
        timer_.expires_at(*next);
        timer_.async_wait([weak = weak_from_this()](ErrorCode error) {
            const auto self = weak.lock();
            if (error || !self) return;
            self->timer_at_.reset();
            self->multiplexer_.handle_timeout(now());
            self->carry_out();
        });
    }

    boost::asio::io_context& loop_;
    EndpointFactory endpoints_;
    FramerFactory framers_;
    ConnectionSettings settings_;
    std::function<void(const std::string& channel, const std::string& data)> broadcast_;
    rpc::Multiplexer multiplexer_;
    std::vector<std::shared_ptr<EndpointConnection>> lines_;
    std::map<ClientKey, Client> clients_;
    Timer timer_;
    std::optional<std::chrono::steady_clock::time_point> timer_at_;
    bool scheduled_ = false;
    bool stopped_ = false;
};

class SharedConnection final : public ServiceConnection {
public:
    SharedConnection(std::weak_ptr<SharedBackend> backend, ClientKey key)
        : backend_(std::move(backend)), key_(key)
    {
    }

    bool write(std::string text) override
    {
        const auto backend = backend_.lock();
        return backend && backend->write(key_, std::move(text));
    }

    // What the backend does not read is answered with errors.
    [[nodiscard]] bool full() const override { return false; }

    void finish() override
    {
        if (const auto backend = backend_.lock()) backend->finish(key_);
    }

    void resume() override {}

    void abort() override
    {
        if (const auto backend = backend_.lock()) backend->abort(key_);
    }

private:
    std::weak_ptr<SharedBackend> backend_;
    ClientKey key_;
};

class SharedService final : public Service {
public:
    explicit SharedService(std::shared_ptr<SharedBackend> backend) : backend_(std::move(backend)) {}
    ~SharedService() override { backend_->stop(); }

    std::shared_ptr<ServiceConnection>
    open(protocol::ServiceRef ref, const protocol::Caller& caller, ServiceSink sink) override
    {
        return std::make_shared<SharedConnection>(backend_,
                                                  backend_->open(ref, caller, std::move(sink)));
    }

    void stop() override { backend_->stop(); }

private:
    std::shared_ptr<SharedBackend> backend_;
};

}  // namespace

std::unique_ptr<Service>
make_shared_service(const ServiceWorld& world, EndpointFactory endpoints, FramerFactory framers)
{
    return std::make_unique<SharedService>(
        std::make_shared<SharedBackend>(world, std::move(endpoints), std::move(framers)));
}

}  // namespace halley::services
