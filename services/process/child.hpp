#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include "services/endpoint.hpp"
#include "services/process/error_lines.hpp"
#include "services/process/program.hpp"
#include "services/process/start_program.hpp"

namespace halley::services {

using StreamDescriptor = boost::asio::posix::basic_stream_descriptor<Executor>;

/** A program from its start until its end is known to the system.

    Its standard error and how it has ended are logged. It does not outlive its
    loop: when that is destroyed it is killed, or after `terminate`, once it has
    had its time.
*/
class Child : public std::enable_shared_from_this<Child> {
public:
    static constexpr std::chrono::seconds patience{2};

    Child(Executor executor, std::shared_ptr<Program> program, StartedProgram started);
    ~Child();

    /// Lives until the program has ended.
    static Task<> attend(std::shared_ptr<Child> self);

    /// It has said something, so that it cannot be said to fail at once.
    void note_output() noexcept { has_spoken_ = true; }

    /// From now on its end is no failure to start.
    void note_may_end() noexcept { may_end_ = true; }

    /// Asks it to end, and after `patience` ends it.
    void terminate();

    /// Waits until it has ended, for `patience` at most, or until it is let go.
    Task<> wait();

    /// Nobody needs it any more.
    void let_go();

    /// It has ended, and not well.
    bool has_failed() const noexcept { return status_ && *status_ != 0; }

private:
    static Task<> log_errors(std::shared_ptr<Child> self);

    bool log_available_errors();
    void reap();
    void log_end() const;
    void kill(int signal);

    pid_t pid_;
    StreamDescriptor handle_;
    StreamDescriptor errors_;
    Timer ended_;  ///< Cancelled when it has ended.
    Timer grace_;  ///< From `terminate` until it is ended.
    std::shared_ptr<Program> program_;
    ErrorLines error_lines_;
    std::chrono::steady_clock::time_point started_at_ = std::chrono::steady_clock::now();
    std::optional<int> status_;  ///< As the system has it.
    bool has_spoken_ = false;
    bool may_end_ = false;
    bool asked_to_end_ = false;
    bool killed_ = false;
};

}  // namespace halley::services
