#include <boost/asio/post.hpp>

#include "tools/bayeux-bench/measure/latencies.hpp"
#include "tools/bayeux-bench/measure/window.hpp"
#include "tools/bayeux-bench/plot.hpp"
#include "tools/bayeux-bench/workload.hpp"

namespace halley::bench {
namespace {

/// Sessions that come and go: a connection, a handshake, a subscription, a disconnect, and the
/// next.
class Churn final : public Workload {
public:
    explicit Churn(Run& run) : Workload(run), begun_(run.options().clients)
    {
        const auto prefix = own_channel();
        for (std::uint32_t client = 0; client < run.options().clients; ++client)
            add_client({prefix + std::to_string(client)});
    }

    Task<> play() override
    {
        going_ = true;
        for (const auto& client : clients_)
            begin(*client);
        co_await run_.go_on(run_.options().warmup);
        latencies_.begin(run_.now());
        window_.begin(run_, cycles_);
        run_.say_measuring();
        co_await run_.go_on(run_.options().seconds);
        window_.end(run_, cycles_);
        latencies_.end(run_.now());
        going_ = false;
        const std::function<bool()> all_ended = [this] { return open_ == 0; };
        co_await run_.wait(run_.options().patience, all_ended);
        report();
    }

    std::string progress() const override { return std::to_string(cycles_) + " sessions"; }
    std::string plot() const override { return plot_of(latencies_, "a session from begin to end"); }

private:
    void begin(Client& client)
    {
        begun_[client.number()] = run_.now();
        ++open_;
        client.start(channels_of_[client.number()], false);
    }

    void on_ready(Client& client) override { client.disconnect(); }

    void on_ended(Client& client, const client::Failure& failure) override
    {
        --open_;
        if (!failure.text.empty()) return on_failed(failure);
        ++cycles_;
        latencies_.record(begun_[client.number()], run_.now());
        if (!going_) return;
        asio::post(run_.loop(), [this, &client] { begin(client); });
    }

    // Whoever fails does not try again: a server that is down would be asked for ever.
    void on_failed(const client::Failure& failure)
    {
        if (cycles_ == 0) return run_.fail(failure);
        if (++failures_ == 1) first_failure_ = failure.text;
    }

    void report()
    {
        auto& report = run_.report();
        report.add("measured_s", "measured for", window_.seconds(), "s");
        report.add("cycles", "sessions begun and ended", window_.done());
        if (window_.seconds() > 0) report.add("cycles_per_s", "a second", window_.rate(), "/s");
        report.add_latency(latencies_.all(), "a session");
        window_.report_cpu(report, "session");
        report.add("failed", "sessions that failed", failures_);
        if (failures_ > 0) {
            report.add_failure(std::to_string(failures_) +
                               " sessions failed, the first with: " + first_failure_);
        }
        if (open_ > 0) report.add_failure(std::to_string(open_) + " sessions did not end");
    }

    std::vector<std::uint64_t> begun_;  ///< By client.
    bool going_ = false;
    std::uint64_t open_ = 0;
    std::uint64_t cycles_ = 0;
    std::uint64_t failures_ = 0;
    std::string first_failure_;
    Latencies latencies_;
    Window window_;
};

}  // namespace

std::unique_ptr<Workload> make_churn(Run& run)
{
    return std::make_unique<Churn>(run);
}

}  // namespace halley::bench
