#include "src/runtime/shard_thread.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>

#include "src/runtime/clock.hpp"

namespace halley::runtime {

using protocol::Delivery;
using protocol::EventPtr;
using protocol::Outlet;
using protocol::SessionRef;
using protocol::ShardId;

namespace {

// How long input may go on being gathered before what it caused is sent.
constexpr std::chrono::milliseconds longest_gathering{10};

// Beast takes a lap without a read between two messages that one read has brought.
constexpr unsigned quiet_laps = 2;

}  // namespace

ShardThread::ShardThread(ShardId id,
                         ShardId shards,
                         Environment& environment,
                         const ShardThreads& all)
    : id_(id),
      environment_(environment),
      all_(all),
      post_(std::make_shared<LoopPost>(loop_)),
      core_(id,
            shards,
            environment.config,
            {[this](std::span<unsigned char> bytes) { random_.fill(bytes); },
             wall_clock,
             environment.sessions ? &*environment.sessions : nullptr,
             environment.hooks(),
             environment.channels ? &*environment.channels : nullptr,
             &environment.limits,
             [this, post = post_](protocol::AskId ask, Admission admission) {
                 (*post)([this, ask, admission = std::move(admission)]() mutable {
                     core_.handle_admission(ask, std::move(admission), now());
                     schedule_turn();
                 });
             }},
            now()),
      connections_(
          environment.connections, [this] { schedule_turn(); }, now()),
      outlets_(id),
      outgoing_(shards),
      work_(loop_.get_executor()),
      timer_(loop_),
      backends_(
          loop_,
          environment.config,
          environment.logger,
          [this](protocol::ServiceEvent event) {
              schedule_turn();
              return core_.handle_service(std::move(event), now());
          },
          [this](const std::string& channel, const std::string& data) {
              schedule_turn();
              core_.handle_broadcast(channel, data, now());
          },
          environment.additions.services)
{
}

ShardThread::~ShardThread()
{
    join();
    post_->close();
    outlets_.clear();  // Their sockets belong to the loop.
}

void ShardThread::add_listener(Listener listener)
{
    listeners_.push_back(std::move(listener));
}

void ShardThread::start()
{
    for (auto& listener : listeners_)
        start_accepting(*this, listener);
    thread_ = std::thread{[this] { loop_.run(); }};
}

void ShardThread::drain(std::function<void()> drained)
{
    asio::post(loop_, [this, drained = std::move(drained)]() mutable {
        close_listeners();
        drained_ = std::move(drained);
        core_.handle_drain(now());
        schedule_turn();
    });
}

void ShardThread::close_listeners()
{
    for (auto& listener : listeners_) {
        error_code ignored;
        listener.acceptor.close(ignored);
    }
}

std::future<void> ShardThread::begin_stop()
{
    std::promise<void> begun;
    auto ready = begun.get_future();
    asio::post(loop_, [this, begun = std::move(begun)]() mutable {
        close_listeners();
        core_.handle_stop(now());
        end_turn();
        begun.set_value();
    });
    return ready;
}

std::future<void> ShardThread::close_connections()
{
    std::promise<void> empty;
    auto ready = empty.get_future();
    asio::post(loop_, [this, empty = std::move(empty)]() mutable {
        empty_ = std::move(empty);
        backends_.stop();
        connections_.stop_all();
        schedule_turn();
    });
    return ready;
}

void ShardThread::join()
{
    loop_.stop();
    if (thread_.joinable()) thread_.join();
    turn_scheduled_ = true;  // There will be none: what is destroyed now must not post it.
}

void ShardThread::mail(std::vector<Letter> letters)
{
    if (mailbox_.push(std::move(letters))) asio::post(loop_, [this] { collect_letters(); });
}

Outlet ShardThread::open_outlet(std::shared_ptr<OutletWriter> writer, bool streaming)
{
    return outlets_.open(std::move(writer), streaming);
}

void ShardThread::submit(const Outlet& from,
                         const protocol::RequestPtr& request,
                         protocol::Batch& batch)
{
    core_.handle_batch(from, request, batch, now());
    heard();
    schedule_turn();
}

Outlet ShardThread::open_stream(std::shared_ptr<OutletWriter> writer,
                                const protocol::RequestPtr& request,
                                std::string client_id)
{
    auto outlet = outlets_.open(std::move(writer), true);
    outlet.one_way = true;
    core_.handle_stream(outlet, request, std::move(client_id), now());
    schedule_turn();
    return outlet;
}

void ShardThread::sent(const SessionRef& owner)
{
    if (owner.shard != id_) {
        outgoing_[owner.shard].emplace_back(Sent{owner});
    } else {
        core_.handle_sent(owner);
    }
    schedule_turn();
}

void ShardThread::give_back(Delivery delivery)
{
    if (delivery.events.empty()) return;
    undelivered_.push_back(std::move(delivery));
    schedule_turn();
}

void ShardThread::lost(const Outlet& outlet)
{
    lost_.push_back(outlet);
    schedule_turn();
}

void ShardThread::schedule_turn()
{
    if (std::exchange(turn_scheduled_, true)) return;
    gather_until_ = now() + longest_gathering;
    quiet_laps_ = 0;
    post_end_of_turn();
}

// Each lap goes behind everything that is ready, so every connection that has input is read once.
void ShardThread::post_end_of_turn()
{
    asio::post(loop_, [this] {
        quiet_laps_ = std::exchange(heard_, false) ? 0 : quiet_laps_ + 1;
        if (quiet_laps_ < quiet_laps && now() < gather_until_) return post_end_of_turn();
        turn_scheduled_ = false;
        end_turn();
    });
}

void ShardThread::end_turn()
{
    // What is written at once is told to the core meanwhile, and needs no turn of its own.
    const bool scheduled = std::exchange(turn_scheduled_, true);
    do {
        while (auto action = core_.poll_action())
            std::visit([this](auto& it) { handle(std::move(it)); }, *action);
    } while (settle_losses());
    turn_scheduled_ = scheduled;
    if (!left_.empty()) connections_.tell_left(std::exchange(left_, {}));
    post_letters();
    arm_timer();
    notice_empty();
}

bool ShardThread::settle_losses()
{
    if (undelivered_.empty() && lost_.empty()) return false;
    for (auto& delivery : std::exchange(undelivered_, {}))
        return_events(delivery.owner, std::move(delivery.events));
    for (const auto& outlet : std::exchange(lost_, {})) {
        const auto forwarded = outlets_.close(outlet).forwarded;
        core_.handle_lost(outlet, now());
        if (!forwarded) continue;
        for (ShardId shard = 0; shard < outgoing_.size(); ++shard) {
            if (shard != id_) outgoing_[shard].emplace_back(Lost{outlet});
        }
    }
    for (const auto& [sender, outlet] : std::exchange(stale_, {})) {
        if (sender != id_) {
            outgoing_[sender].emplace_back(Lost{outlet});
        } else {
            core_.handle_lost(outlet, now());
        }
    }
    return true;
}

void ShardThread::return_events(const SessionRef& owner, std::vector<EventPtr> events)
{
    if (owner.shard != id_) {
        outgoing_[owner.shard].emplace_back(Returned{owner, std::move(events)});
    } else {
        core_.handle_returned(owner, std::move(events), now());
    }
}

void ShardThread::post_letters()
{
    for (std::size_t shard = 0; shard < outgoing_.size(); ++shard) {
        if (!outgoing_[shard].empty()) all_[shard]->mail(std::exchange(outgoing_[shard], {}));
    }
}

void ShardThread::collect_letters()
{
    mailbox_.drain([this](Letter& letter) {
        std::visit([this](auto& it) { handle(std::move(it)); }, letter);
    });
    schedule_turn();
}

void ShardThread::arm_timer()
{
    auto next = core_.next_timeout();
    if (const auto deadline = connections_.next_deadline())
        next = next ? std::min(*next, *deadline) : *deadline;
    if (!next || (timer_at_ && *timer_at_ <= *next)) return;
    timer_at_ = next;
    timer_.expires_at(*next);
    timer_.async_wait([this](error_code error) {
        if (!error) on_timer();
    });
}

void ShardThread::on_timer()
{
    timer_at_.reset();
    connections_.advance(now());
    core_.handle_timeout(now());
    schedule_turn();
}

void ShardThread::notice_empty()
{
    if (drained_ && core_.sessions() == 0) std::exchange(drained_, nullptr)();
    if (!empty_ || connections_.size() > 0) return;
    empty_->set_value();
    empty_.reset();
}

}  // namespace halley::runtime
