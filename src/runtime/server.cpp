#include "src/runtime/server.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <stdexcept>
#include <thread>

#include "services/broken_pipes.hpp"
#include "services/tls/tls_files.hpp"
#include "src/runtime/listener.hpp"

namespace halley::runtime {
namespace {

constexpr std::chrono::seconds patience_at_stop{4};
constexpr std::chrono::seconds pause_between_looks{1};  // At the files of certificates.

protocol::ShardId count_shards(const Config& config)
{
    const auto wanted = config.shards > 0 ? config.shards : std::thread::hardware_concurrency();
    return static_cast<protocol::ShardId>(std::clamp(wanted, 1U, 1024U));
}

std::string url_of(const Tcp::endpoint& endpoint, bool secure)
{
    const auto address = endpoint.address().to_string();
    const auto host = endpoint.address().is_v6() ? '[' + address + ']' : address;
    return (secure ? "https://" : "http://") + host + ':' + std::to_string(endpoint.port());
}

}  // namespace

Server::Server(const Config& config, Logger& logger, const Additions& additions)
    : environment_(config, logger, additions)
{
    const auto shards = count_shards(config);
    for (protocol::ShardId id = 0; id < shards; ++id)
        threads_.push_back(std::make_unique<ShardThread>(id, shards, environment_, threads_));
    if (config.listen.empty()) {
        listen({});
    } else {
        for (const auto& entry : config.listen)
            listen(entry);
    }
}

Server::~Server()
{
    for (auto& thread : threads_)
        thread->join();
}

const Additions& Server::none()
{
    static const Additions nothing;
    return nothing;
}

// Always by the same shard, so that what one thread publishes keeps its order.
void Server::publish(std::string channel, std::string data)
{
    if (running_) threads_.front()->publish(std::move(channel), std::move(data));
}

void Server::deliver(std::string client_id, std::string channel, std::string data)
{
    const auto home = protocol::home_of(client_id);
    if (running_ && home && *home < threads_.size())
        threads_[*home]->deliver(std::move(client_id), std::move(channel), std::move(data));
}

void Server::disconnect(std::string client_id)
{
    const auto home = protocol::home_of(client_id);
    if (running_ && home && *home < threads_.size())
        threads_[*home]->disconnect(std::move(client_id));
}

void Server::listen(const ListenConfig& listen)
{
    const auto* const certificates = add_certificates(listen.tls);
    Tcp::endpoint endpoint;
    try {
        endpoint = {asio::ip::make_address(listen.address), listen.port};
        if (listen.port != 0) require_free(threads_.front()->loop(), endpoint);
        for (auto& thread : threads_) {
            auto acceptor = runtime::listen(thread->loop(), endpoint);
            error_code ignored;  // Port 0: the others join the first.
            endpoint.port(acceptor.local_endpoint(ignored).port());
            thread->add_listener({std::move(acceptor), certificates, listen.proxy_protocol});
        }
    } catch (const boost::system::system_error& error) {
        throw std::runtime_error("cannot listen on " + listen.address + " port " +
                                 std::to_string(listen.port) + ": " + error.code().message());
    }
    ports_.push_back(endpoint.port());
    urls_.push_back(url_of(endpoint, certificates != nullptr));
}

const tls::Certificates* Server::add_certificates(const std::optional<TlsConfig>& config)
{
    if (!config) return nullptr;
    services::ignore_broken_pipes();
    return certificates_.emplace_back(std::make_unique<tls::Certificates>(*config)).get();
}

void Server::reload()
{
    for (const auto& certificates : certificates_)
        reload(*certificates);
}

void Server::reload(tls::Certificates& certificates)
{
    try {
        certificates.reload();
        environment_.logger.write(LogLevel::info,
                                  "now using certificate " + certificates.config().certificate);
    } catch (const services::TlsFileError& unusable) {
        environment_.logger.write(LogLevel::error,
                                  std::string{unusable.what()} + "; what was read before stays");
    }
}

void Server::watch_certificates()
{
    watch_->expires_after(pause_between_looks);
    watch_->async_wait([this](error_code error) {
        if (error) return;
        for (const auto& certificates : certificates_) {
            if (certificates->changed()) reload(*certificates);
        }
        watch_certificates();
    });
}

void Server::start()
{
    running_ = true;
    if (!certificates_.empty()) {
        watch_.emplace(threads_.front()->loop());
        watch_certificates();
    }
    for (auto& thread : threads_)
        thread->start();
    for (const auto& url : urls_)
        environment_.logger.write(LogLevel::info, "listening on " + url);
}

void Server::drain(std::function<void()> drained)
{
    if (!running_ || draining_.exchange(true)) return;
    const auto window = environment_.config.drain.window.count();
    environment_.logger.write(LogLevel::info, "draining, for " + std::to_string(window) + " ms");
    const auto not_empty = std::make_shared<std::atomic<std::size_t>>(threads_.size());
    for (auto& thread : threads_) {
        thread->drain([not_empty, drained] {
            if (--*not_empty == 0 && drained) drained();
        });
    }
}

// In two steps, each on all shards: an answer that a shard owes to a connection
// of another has arrived before that is told to close.
void Server::stop()
{
    if (!running_.exchange(false)) return;
    environment_.logger.write(LogLevel::info, "stopping");
    environment_.stopping = true;
    const auto deadline = std::chrono::steady_clock::now() + patience_at_stop;
    const auto on_all = [&](auto step) {
        std::vector<std::future<void>> steps;
        for (auto& thread : threads_)
            steps.push_back(((*thread).*step)());
        for (auto& each : steps)
            each.wait_until(deadline);
    };
    on_all(&ShardThread::begin_stop);
    on_all(&ShardThread::close_connections);
    for (auto& thread : threads_)
        thread->join();
    environment_.logger.write(LogLevel::info, "stopped");
}

}  // namespace halley::runtime
