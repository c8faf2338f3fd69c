#pragma once

#include <cstdint>
#include <fstream>
#include <functional>
#include <optional>
#include <string>

#include <boost/asio/basic_signal_set.hpp>

#include "tools/bayeux-bench/measure/server_process.hpp"
#include "tools/bayeux-bench/options.hpp"
#include "tools/bayeux-bench/report.hpp"
#include "tools/bayeux-bench/wire/link.hpp"

namespace halley::bench {

class Workload;

/// One run of the program: the loop, the server, the clock, Ctrl-C, and what is said meanwhile.
class Run {
public:
    /// Throws `std::runtime_error` with a sentence when the options cannot be followed.
    explicit Run(const Options& options);

    /// Runs the workload to its end, and reports. Returns the status.
    int operator()(Workload& workload);

    Loop& loop() { return loop_; }
    const Target& target() const { return target_; }
    const Options& options() const { return options_; }
    Report& report() { return report_; }

    /// Microseconds since the run began.
    std::uint64_t now() const;
    std::chrono::steady_clock::time_point at(std::uint64_t microseconds) const;

    /// Nothing when the server's process is not known.
    std::optional<Usage> usage() const;

    /// Lets it go on for so long, or until Ctrl-C, which may have been before.
    Task<> go_on(double seconds);

    /// Until so many seconds have passed, `done` says so, the run has failed, or Ctrl-C is pressed.
    /// What is waited for afterwards is waited for again: what is on its way may come.
    Task<> wait(double seconds, std::function<bool()> done);

    /// Nothing can come of it: the program ends with this failure alone.
    void fail(const client::Failure& failure);

    bool failed() const { return failure_.has_value(); }
    /// Ctrl-C, or a failure.
    bool over() const { return interrupted_ || failed(); }

    /// On standard error, unless it is to be quiet.
    void say(const std::string& text) const;
    /// Once it has begun.
    void say_measuring() const;

private:
    void wait_for_signal();
    void show_progress(bool last = false);
    int finish(Workload& workload);

    Options options_;
    Loop loop_;
    asio::basic_signal_set<Executor> signals_;
    Timer timer_;
    Target target_;
    std::optional<ServerProcess> process_;
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
    Report report_;
    std::optional<client::Failure> failure_;
    bool interrupted_ = false;
    Workload* workload_ = nullptr;
    std::uint64_t next_progress_ = 0;
    const bool terminal_;
    std::ofstream json_file_;
    std::ofstream plot_file_;
};

}  // namespace halley::bench
