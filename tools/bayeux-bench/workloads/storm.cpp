#include <utility>

#include "tools/bayeux-bench/measure/latencies.hpp"
#include "tools/bayeux-bench/measure/window.hpp"
#include "tools/bayeux-bench/plot.hpp"
#include "tools/bayeux-bench/workload.hpp"

namespace halley::bench {
namespace {

constexpr std::size_t sessions_at_a_time = 50;
constexpr double pause_before_retry = 0.1;

/// All clients lose their connections at once and come back at once, each in a new session with
/// its subscription. One that is turned away tries again.
class Storm final : public Workload {
public:
    explicit Storm(Run& run) : Workload(run), back_(run.options().clients)
    {
        const auto prefix = own_channel();
        for (std::uint32_t client = 0; client < run.options().clients; ++client)
            add_client({prefix + std::to_string(client % run.options().channels)});
    }

    Task<> play() override
    {
        co_await connect(sessions_at_a_time);
        if (run_.over()) co_return;
        raging_ = true;
        ready_ = 0;
        for (const auto& client : clients_)
            client->cut();
        cut_at_ = run_.now();
        latencies_.begin(cut_at_);
        window_.begin(run_, 0);
        for (const auto& client : clients_)
            client->start(channels_of_[client->number()]);
        co_await wait_for_all();
        window_.end(run_, ready_);
        raging_ = false;
        report();
        co_await disconnect();
    }

    std::string plot() const override { return plot_of(latencies_, "a session until it is back"); }

private:
    Task<> wait_for_all()
    {
        const auto deadline =
            run_.now() + static_cast<std::uint64_t>(run_.options().patience * 1e6);
        const std::function<bool()> all_back = [this] { return ready_ == clients_.size(); };
        while (!all_back() && !run_.over() && run_.now() < deadline) {
            co_await run_.wait(pause_before_retry, all_back);
            for (auto* const client : std::exchange(turned_away_, {}))
                client->start(channels_of_[client->number()]);
        }
    }

    void on_ready(Client& client) override
    {
        if (!raging_) return Workload::on_ready(client);
        ++ready_;
        back_[client.number()] = 1;
        back_at_ = run_.now();
        latencies_.record(cut_at_, back_at_);
    }

    void on_ended(Client& client, const client::Failure& failure) override
    {
        if (!raging_) return Workload::on_ended(client, failure);
        if (std::exchange(back_[client.number()], 0) != 0) --ready_;
        ++retries_;
        turned_away_.push_back(&client);
        if (first_failure_.empty()) first_failure_ = failure.text;
    }

    void report()
    {
        auto& report = run_.report();
        const auto milliseconds = static_cast<double>(back_at_ - cut_at_) / 1000;
        report.add("sessions", "sessions", std::uint64_t{clients_.size()});
        report.add("back", "of them came back", std::uint64_t{ready_});
        report.add("all_back_ms", "all were back after", milliseconds, "ms");
        report.add_latency(latencies_.all(), "one was back after");
        window_.report_cpu(report, "session");
        report.add("retries", "turned away and tried again", retries_);
        if (ready_ < clients_.size()) {
            auto text = std::to_string(clients_.size() - ready_) + " sessions did not come back";
            if (!first_failure_.empty()) text += ", the first: " + first_failure_;
            report.add_failure(std::move(text));
        }
    }

    bool raging_ = false;
    std::vector<char> back_;  ///< By client.
    std::uint64_t cut_at_ = 0;
    std::uint64_t back_at_ = 0;
    std::uint64_t retries_ = 0;
    std::vector<Client*> turned_away_;
    std::string first_failure_;
    Latencies latencies_;
    Window window_;
};

}  // namespace

std::unique_ptr<Workload> make_storm(Run& run)
{
    return std::make_unique<Storm>(run);
}

}  // namespace halley::bench
