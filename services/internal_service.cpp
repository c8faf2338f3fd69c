#include "services/internal_service.hpp"

#include <exception>
#include <mutex>
#include <stdexcept>
#include <utility>

#include <boost/asio/post.hpp>

#include "protocol/message_reader.hpp"

namespace halley::services {
namespace {

using protocol::ServiceClosed;
using protocol::ServiceData;
using protocol::ServiceEvent;
using protocol::ServiceFailed;
using protocol::ServiceOpened;
using protocol::ServiceReply;

// The way to a shard's thread from any other, for as long as there is that shard.
class Gate {
public:
    explicit Gate(boost::asio::io_context& loop) : loop_(&loop) {}

    template <class Work> void post(Work work)
    {
        const std::lock_guard lock{mutex_};
        if (loop_) boost::asio::post(*loop_, std::move(work));
    }
    void close()
    {
        const std::lock_guard lock{mutex_};
        loop_ = nullptr;
    }

private:
    std::mutex mutex_;
    boost::asio::io_context* loop_;
};

struct Shared {
    std::shared_ptr<halley::Service> service;
    std::shared_ptr<Gate> gate;
    std::string name;
    Logger& logger;
};

class InternalClient final : public ServiceConnection,
                             public ServiceClient,
                             public std::enable_shared_from_this<InternalClient> {
public:
    InternalClient(std::shared_ptr<const Shared> shared,
                   protocol::ServiceRef ref,
                   protocol::Caller caller,
                   ServiceSink sink)
        : shared_(std::move(shared)), ref_(ref), caller_(std::move(caller)), sink_(std::move(sink))
    {
    }

    void start()
    {
        post([](InternalClient& self) {
            self.report(ServiceOpened{self.ref_});
            if (!self.sink_) return;
            self.opened_ = true;
            self.call([&] { self.shared_->service->on_open(self.shared_from_this()); });
        });
    }

    // For the core, on the thread of the shard.

    bool write(std::string text) override { return receive({std::move(text), {}, {}}); }

    bool receive(protocol::ServiceMessage message) override
    {
        if (!sink_) return false;
        const ServiceMessage said{
            std::move(message.channel), std::move(message.text), std::move(message.id)};
        call([&] { shared_->service->on_message(shared_from_this(), said); });
        return true;
    }

    [[nodiscard]] bool full() const override { return false; }
    void resume() override {}  // There is nothing that could be left unread.

    void finish() override
    {
        post([](InternalClient& self) { self.end(ServiceClosed{self.ref_}); });
    }

    void abort() override
    {
        sink_ = nullptr;
        tell_closed();
    }

    // For the service, on any thread.

    const std::string& id() const override { return caller_.client_id; }
    const std::string& address() const override { return caller_.address; }
    const std::string& identity() const override { return caller_.identity; }
    const std::string& attributes() const override { return caller_.attributes; }

    void send(std::string_view data) override
    {
        post_event(ServiceData{ref_, checked(data), true});
    }

    void reply(const ServiceMessage& message, std::string_view data) override
    {
        post_event(ServiceReply{ref_, message.channel, message.id, checked(data), true});
    }

    void fail(const ServiceMessage& message, std::string_view data) override
    {
        post_event(ServiceReply{ref_, message.channel, message.id, checked(data), false});
    }

    void close() override
    {
        post([](InternalClient& self) { self.end(ServiceClosed{self.ref_}); });
    }

private:
    static std::string checked(std::string_view data)
    {
        if (!protocol::is_json(data))
            throw std::invalid_argument("what a service sends is not JSON");
        return std::string{data};
    }

    template <class Work> void post(Work work)
    {
        shared_->gate->post([self = shared_from_this(), work] { work(*self); });
    }

    void post_event(ServiceEvent event)
    {
        shared_->gate->post([self = shared_from_this(), event = std::move(event)]() mutable {
            self->report(std::move(event));
        });
    }

    template <class Call> void call(Call call)
    {
        try {
            call();
        } catch (const std::exception& error) {
            shared_->logger.write(LogLevel::error,
                                  "service " + shared_->name + ": " + error.what());
            post([](InternalClient& self) {
                self.end(ServiceFailed{self.ref_, Errc::service_closed});
            });
        }
    }

    // The sink may abort us, which must not destroy it while it runs.
    void report(ServiceEvent event)
    {
        if (!sink_) return;
        const auto sink = sink_;
        sink(std::move(event));
    }

    void end(ServiceEvent event)
    {
        report(std::move(event));
        sink_ = nullptr;
        tell_closed();
    }

    void tell_closed()
    {
        if (!std::exchange(opened_, false)) return;
        call([this] { shared_->service->on_close(shared_from_this()); });
    }

    const std::shared_ptr<const Shared> shared_;
    const protocol::ServiceRef ref_;
    const protocol::Caller caller_;
    ServiceSink sink_;     ///< None when it is over.
    bool opened_ = false;  ///< The service was told, and is not told yet that it is over.
};

class InternalService final : public Service {
public:
    InternalService(const ServiceWorld& world, std::shared_ptr<halley::Service> service)
        : gate_(std::make_shared<Gate>(world.loop)),
          shared_(std::make_shared<const Shared>(
              Shared{std::move(service), gate_, world.name, world.logger}))
    {
    }
    ~InternalService() override { gate_->close(); }

    std::shared_ptr<ServiceConnection>
    open(protocol::ServiceRef ref, const protocol::Caller& caller, ServiceSink sink) override
    {
        const auto client = std::make_shared<InternalClient>(shared_, ref, caller, std::move(sink));
        client->start();
        return client;
    }

private:
    std::shared_ptr<Gate> gate_;
    std::shared_ptr<const Shared> shared_;
};

}  // namespace

std::unique_ptr<Service> make_internal_service(const ServiceWorld& world)
{
    const auto found = world.internal.find(world.name);
    if (found != world.internal.end())
        return std::make_unique<InternalService>(world, found->second);
    std::string known;
    for (const auto& [name, service] : world.internal)
        known.append(known.empty() ? "; there is " : ", ").append(name);
    throw std::invalid_argument("service " + world.name +
                                ": there is no internal service of that name" + known);
}

}  // namespace halley::services
