#include <optional>

#include "tools/bayeux-bench/echo_backend.hpp"
#include "tools/bayeux-bench/measure/latencies.hpp"
#include "tools/bayeux-bench/measure/ledger.hpp"
#include "tools/bayeux-bench/measure/stamp.hpp"
#include "tools/bayeux-bench/measure/window.hpp"
#include "tools/bayeux-bench/plot.hpp"
#include "tools/bayeux-bench/wire/messages.hpp"
#include "tools/bayeux-bench/workload.hpp"

namespace halley::bench {
namespace {

constexpr std::size_t sessions_at_a_time = 50;

/// Each client publishes to a service that sends back what it gets, and waits for that.
class Service final : public Workload {
public:
    explicit Service(Run& run) : Workload(run), channel_("/service/" + run.options().service)
    {
        if (!run.options().backend.empty()) backend_.emplace(run.options().backend);
        for (std::uint32_t client = 0; client < run.options().clients; ++client) {
            add_client();
            ledger_.stream(client, 0, 1);
        }
    }

    Task<> play() override
    {
        co_await connect(sessions_at_a_time);
        if (run_.over()) co_return;
        calling_ = true;
        for (const auto& client : clients_)
            call(*client);
        co_await run_.go_on(run_.options().warmup);
        latencies_.begin(run_.now());
        window_.begin(run_, ledger_.delivered());
        run_.say_measuring();
        co_await run_.go_on(run_.options().seconds);
        window_.end(run_, ledger_.delivered());
        latencies_.end(run_.now());
        calling_ = false;
        constexpr double longest_silence = 5;
        const std::function<bool()> all_back = [this] { return ledger_.complete(); };
        co_await run_.wait(longest_silence, all_back);
        report();
        co_await disconnect();
    }

    std::string progress() const override
    {
        return std::to_string(ledger_.delivered()) + " round trips";
    }
    std::string plot() const override { return plot_of(latencies_, "a round trip"); }

private:
    // The stream of a client has its number, as they were begun in that order.
    void call(Client& client)
    {
        if (!client.ready()) return;
        const auto number = client.number();
        const Stamp stamp{number, ledger_.publish(number), run_.now()};
        batch_.clear();
        begin_publish(batch_, client.id(), channel_, ledger_.published());
        append_object(batch_, stamp, run_.options().payload);
        batch_ += '}';
        close_batch(batch_);
        client.publish(batch_);
    }

    void on_event(Client& client, const Received& event) override
    {
        const auto stamp = stamp_in(event.data);
        if (!stamp || event.channel != channel_ || stamp->stream != client.number())
            return ledger_.receive_foreign();
        if (!ledger_.receive(stamp->stream, stamp->number, 0, 0)) return;
        latencies_.record(stamp->due, run_.now());
        if (calling_) call(client);
    }

    void on_refused(Client&, const Received& reply) override
    {
        ledger_.refuse(1);
        if (refusal_.empty()) refusal_ = reply.error;
    }

    void report()
    {
        auto& report = run_.report();
        report.add("sessions", "sessions", std::uint64_t{clients_.size()});
        report.add("measured_s", "measured for", window_.seconds(), "s");
        if (window_.seconds() > 0)
            report.add("round_trips_per_s", "round trips", window_.rate(), "/s");
        report.add_latency(latencies_.all(), "a round trip");
        window_.report_cpu(report, "round trip");
        report.add_counts(ledger_.counts());
        if (!refusal_.empty()) report.add_failure("refused with " + refusal_);
        if (ledger_.delivered() == 0) report.add_failure("nothing came back from " + channel_);
    }

    const std::string channel_;
    std::optional<EchoBackend> backend_;
    bool calling_ = false;
    std::string batch_;
    Ledger ledger_;
    Latencies latencies_;
    Window window_;
    std::string refusal_;
};

}  // namespace

std::unique_ptr<Workload> make_service(Run& run)
{
    return std::make_unique<Service>(run);
}

}  // namespace halley::bench
