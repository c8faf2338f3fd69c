#pragma once

#include <cstdint>
#include <optional>

#include "tools/bayeux-bench/run.hpp"

namespace halley::bench {

/// The time in which it is measured: what the server and we ourselves did in it.
class Window {
public:
    /// `done` counts whatever the workload does, so far.
    void begin(const Run& run, std::uint64_t done);
    void end(const Run& run, std::uint64_t done);

    double seconds() const { return static_cast<double>(to_.time - from_.time) / 1e6; }
    std::uint64_t done() const { return to_.done - from_.done; }
    double rate() const { return static_cast<double>(done()) / seconds(); }

    /// The server's and our own use of processors; `what` is one of what is counted.
    void report_cpu(Report& report, const std::string& what) const;

private:
    struct Moment {
        std::uint64_t time = 0;
        std::uint64_t done = 0;
        double own_cpu_seconds = 0;
        std::optional<Usage> server;
    };

    static Moment moment(const Run& run, std::uint64_t done);

    Moment from_;
    Moment to_;
};

}  // namespace halley::bench
