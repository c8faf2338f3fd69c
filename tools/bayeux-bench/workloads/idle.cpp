#include <algorithm>

#include "tools/bayeux-bench/measure/window.hpp"
#include "tools/bayeux-bench/workload.hpp"

namespace halley::bench {
namespace {

constexpr std::size_t sessions_at_a_time = 50;

// What a server makes once, for its first sessions, is no cost of one.
constexpr std::uint32_t first_sessions = 10;

// For allocators and collectors to come to rest.
constexpr double rest = 1;

/// Sessions that do nothing but be there.
class Idle final : public Workload {
public:
    explicit Idle(Run& run) : Workload(run) {}

    Task<> play() override
    {
        const auto prefix = own_channel();
        const auto count = run_.options().clients;
        for (std::uint32_t client = 0; client < first_sessions; ++client)
            add_client({prefix + "first"});
        co_await connect(sessions_at_a_time);
        co_await run_.wait(rest, nullptr);
        const auto before = run_.usage();

        for (std::uint32_t client = 0; client < count; ++client)
            add_client({prefix + std::to_string(client)});
        const auto begun = run_.now();
        co_await connect(sessions_at_a_time);
        const auto seconds = static_cast<double>(run_.now() - begun) / 1e6;
        co_await run_.wait(rest, nullptr);
        if (run_.over()) co_return;
        const auto after = run_.usage();
        Window window;
        window.begin(run_, 0);
        run_.say_measuring();
        co_await run_.go_on(run_.options().seconds);
        window.end(run_, 0);

        auto& report = run_.report();
        report.add("sessions", "sessions", std::uint64_t{count});
        report.add("session_begin_ms", "they began in", seconds * 1000, "ms");
        report_memory(*before, *after);
        window.report_cpu(report, "session");
        co_await disconnect();
    }

    std::string plot() const override { return {}; }

private:
    void report_memory(const Usage& before, const Usage& after)
    {
        const auto each = [&](std::uint64_t from, std::uint64_t to) {
            return (static_cast<double>(to) - static_cast<double>(from)) / 1024 /
                   run_.options().clients;
        };
        auto& report = run_.report();
        report.add("session_rss_kib", "memory a session", each(before.rss, after.rss), "KiB");
        if (after.pss > 0)
            report.add("session_pss_kib", "the same as PSS", each(before.pss, after.pss), "KiB");
    }
};

}  // namespace

std::unique_ptr<Workload> make_idle(Run& run)
{
    return std::make_unique<Idle>(run);
}

}  // namespace halley::bench
