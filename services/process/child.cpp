#include "services/process/child.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include <poll.h>
#include <sys/wait.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>

namespace halley::services {
namespace asio = boost::asio;

namespace {

using std::chrono::steady_clock;

// Who ends that soon has failed to start.
constexpr std::chrono::seconds at_once{1};

std::string describe(int status)
{
    if (WIFSIGNALED(status)) return "ended by signal " + std::to_string(WTERMSIG(status));
    return "ended with status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

Child::Child(Executor executor, std::shared_ptr<Program> program, StartedProgram started)
    : pid_(started.pid),
      handle_(executor, started.handle.release()),
      errors_(executor, started.errors.release()),
      ended_(executor, Timer::time_point::max()),
      grace_(executor, Timer::time_point::max()),
      program_(std::move(program)),
      error_lines_(program_->errors)
{
    ErrorCode ignored;  // else a read would block, but none is made before there is something
    errors_.non_blocking(true, ignored);
}

Child::~Child()
{
    if (status_) return;
    if (asked_to_end_) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(grace_.expiry() - steady_clock::now());
        pollfd handle{handle_.native_handle(), POLLIN, 0};
        if (left.count() > 0) ::poll(&handle, 1, static_cast<int>(left.count()));
    }
    kill(SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

Task<> Child::attend(std::shared_ptr<Child> self)
{
    asio::co_spawn(self->errors_.get_executor(), log_errors(self), asio::detached);
    const auto [error] = co_await self->handle_.async_wait(StreamDescriptor::wait_read, as_results);
    if (!error) self->reap();
}

void Child::terminate()
{
    if (status_ || std::exchange(asked_to_end_, true)) return;
    kill(SIGTERM);
    grace_.expires_after(patience);
    grace_.async_wait([self = shared_from_this()](ErrorCode error) {
        if (error || self->status_) return;
        self->killed_ = true;
        self->kill(SIGKILL);
    });
}

Task<> Child::wait()
{
    if (status_) co_return;
    ended_.expires_after(patience);
    co_await ended_.async_wait(as_results);
}

void Child::let_go()
{
    may_end_ = true;
    ended_.cancel();
    terminate();
}

Task<> Child::log_errors(std::shared_ptr<Child> self)
{
    bool more = true;
    while (more) {
        const auto [error] =
            co_await self->errors_.async_wait(StreamDescriptor::wait_read, as_results);
        more = !error && self->log_available_errors();
    }
}

// False when there will be no more.
bool Child::log_available_errors()
{
    thread_local std::array<char, 65'536> scratch;
    ErrorCode error;
    if (!errors_.is_open()) return false;
    const auto size = errors_.read_some(asio::buffer(scratch), error);
    error_lines_.receive({scratch.data(), size});
    return !error || error == asio::error::would_block;
}

void Child::reap()
{
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0) {
        // Whoever ignores SIGCHLD is not told how it has ended.
        if (errno != EINTR) break;
    }
    status_ = status;
    // Its last words, which fit; what it has started itself may hold the pipe for ever.
    log_available_errors();
    error_lines_.finish();
    ErrorCode ignored;
    errors_.close(ignored);
    log_end();
    const auto now = steady_clock::now();
    if (!may_end_ && now - started_at_ < at_once && (status != 0 || !has_spoken_))
        program_->pauses.failed(started_at_, now);
    grace_.cancel();
    ended_.cancel();
}

void Child::log_end() const
{
    const auto status = *status_;
    if (killed_) {
        program_->failures.write(LogLevel::warning,
                                 "the process did not end when asked to, and was killed");
    } else if (status != 0 && !(asked_to_end_ && WIFSIGNALED(status))) {
        program_->failures.write(LogLevel::warning, "the process has " + describe(status));
    }
}

// All of its group: it may have started others.
void Child::kill(int signal)
{
    ::kill(-pid_, signal);
}

}  // namespace halley::services
