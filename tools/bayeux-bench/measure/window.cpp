#include "tools/bayeux-bench/measure/window.hpp"

#include <sys/resource.h>

namespace halley::bench {
namespace {

double seconds_of(const timeval& time)
{
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

Window::Moment Window::moment(const Run& run, std::uint64_t done)
{
    rusage own{};
    getrusage(RUSAGE_SELF, &own);
    return {run.now(), done, seconds_of(own.ru_utime) + seconds_of(own.ru_stime), run.usage()};
}

void Window::begin(const Run& run, std::uint64_t done)
{
    from_ = moment(run, done);
    to_ = from_;
}

void Window::end(const Run& run, std::uint64_t done)
{
    to_ = moment(run, done);
}

void Window::report_cpu(Report& report, const std::string& what) const
{
    if (seconds() <= 0) return;
    if (from_.server && to_.server) {
        const auto used = to_.server->cpu_seconds - from_.server->cpu_seconds;
        if (done() > 0) {
            report.add("server_cpu_us",
                       "server's CPU a " + what,
                       used * 1e6 / static_cast<double>(done()),
                       "us");
        }
        report.add("server_cpu_percent", "server's CPU", used / seconds() * 100, "%");
        report.add("server_rss_kib",
                   "server's memory",
                   static_cast<double>(to_.server->rss) / 1024,
                   "KiB");
    }
    const auto own = to_.own_cpu_seconds - from_.own_cpu_seconds;
    report.add("own_cpu_percent", "our own CPU", own / seconds() * 100, "%");
}

}  // namespace halley::bench
