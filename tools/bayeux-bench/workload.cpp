#include "tools/bayeux-bench/workload.hpp"

#include <utility>

#include <unistd.h>

namespace halley::bench {

using client::Failure;

std::string Workload::progress() const
{
    return std::to_string(ready_) + " of " + std::to_string(clients_.size()) + " sessions";
}

void Workload::add_client(std::vector<std::string> channels)
{
    const auto number = static_cast<std::uint32_t>(clients_.size());
    clients_.push_back(std::make_unique<Client>(
        run_.loop(), run_.target(), static_cast<Client::Listener&>(*this), number));
    channels_of_.push_back(std::move(channels));
}

Task<> Workload::connect(std::size_t at_a_time)
{
    at_a_time_ = at_a_time;
    connecting_ = true;
    start_some();
    while (ready_ != clients_.size()) {
        const auto before = ready_;
        const std::function<bool()> progress = [this, before] { return ready_ != before; };
        co_await run_.wait(run_.options().patience, progress);
        if (run_.over()) break;
        if (ready_ == before) {
            run_.fail({Failure::Kind::unreachable,
                       "after " + std::to_string(ready_) + " of " +
                           std::to_string(clients_.size()) +
                           " sessions the server answers no more (--patience)"});
        }
    }
    connecting_ = false;
    if (!run_.over()) run_.say(std::to_string(ready_) + " sessions are there");
}

void Workload::start_some()
{
    while (started_ < clients_.size() && started_ - ready_ < at_a_time_) {
        auto& client = *clients_[started_];
        client.start(channels_of_[started_++]);
    }
}

void Workload::on_ready(Client&)
{
    ++ready_;
    start_some();
}

void Workload::on_ended(Client& client, const Failure& failure)
{
    const bool wanted = leaving_ && failure.text.empty();
    if (connecting_ && !wanted) {
        auto told = failure;
        if (ready_ > 0) {
            told.text = "session " + std::to_string(client.number() + 1) + " of " +
                        std::to_string(clients_.size()) + ": " + failure.text;
        }
        return run_.fail(told);
    }
    --ready_;
    if (!wanted) on_lost(client, failure);
}

void Workload::on_lost(Client&, const Failure& failure)
{
    if (++losses_ == 1) first_loss_ = failure.text;
}

Task<> Workload::disconnect()
{
    if (losses_ > 0) {
        run_.report().add_failure(std::to_string(losses_) +
                                  " sessions were lost, the first: " + first_loss_);
    }
    leaving_ = true;
    for (const auto& client : clients_)
        client->disconnect();
    const std::function<bool()> all_gone = [this] { return ready_ == 0; };
    constexpr double longest_goodbye = 5;
    co_await run_.wait(longest_goodbye, all_gone);
}

std::unique_ptr<Workload> make_workload(Run& run)
{
    const auto& name = run.options().workload;
    if (name == "idle") return make_idle(run);
    if (name == "churn") return make_churn(run);
    if (name == "service") return make_service(run);
    if (name == "storm") return make_storm(run);
    return make_load(run);
}

std::string own_channel()
{
    return "/bench/" + std::to_string(getpid()) + "/";
}

}  // namespace halley::bench
