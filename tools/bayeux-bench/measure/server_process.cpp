#include "tools/bayeux-bench/measure/server_process.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

#include <unistd.h>

namespace halley::bench {
namespace {

std::ifstream open(int pid, const char* file)
{
    return std::ifstream{"/proc/" + std::to_string(pid) + "/" + file};
}

// The name of the program, in parentheses, may have spaces and parentheses itself.
double cpu_seconds(const std::string& stat)
{
    std::istringstream fields{stat.substr(stat.rfind(')') + 1)};
    std::string skipped;
    for (int field = 3; field < 14; ++field)
        fields >> skipped;
    double user = 0;
    double system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

// Bytes of a line `Name:   123 kB`; 0 when there is none.
std::uint64_t bytes_of(std::ifstream file, const std::string& name)
{
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with(name)) return std::stoull(line.substr(name.size())) * 1024;
    }
    return 0;
}

}  // namespace

ServerProcess::ServerProcess(int pid) : pid_(pid)
{
    static_cast<void>(usage());
}

Usage ServerProcess::usage() const
{
    std::string stat;
    auto file = open(pid_, "stat");
    if (!std::getline(file, stat))
        throw std::runtime_error{"there is no process " + std::to_string(pid_) + " (--server-pid)"};
    Usage usage;
    usage.cpu_seconds = cpu_seconds(stat);
    // The sums are exact; those of `status` are kept by each thread and may lag.
    usage.rss = bytes_of(open(pid_, "smaps_rollup"), "Rss:");
    usage.pss = bytes_of(open(pid_, "smaps_rollup"), "Pss:");
    if (usage.rss == 0) usage.rss = bytes_of(open(pid_, "status"), "VmRSS:");
    return usage;
}

}  // namespace halley::bench
