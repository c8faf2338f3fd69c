#include "services/process/start_program.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

// Not Boost.Process (1.81): it forks, which copies the page tables of the whole
// broker, and where a program cannot be executed its child runs our exit handlers.

namespace halley::services {
namespace {

using boost::system::error_code;

error_code last_error()
{
    return {errno, boost::system::system_category()};
}

struct Pipe {
    Descriptor out;  ///< The end to read from.
    Descriptor in;
};

// Both ends above the standard streams, which the child puts in their place.
bool above_standard_streams(Descriptor& descriptor)
{
    if (descriptor.get() > STDERR_FILENO) return true;
    descriptor = Descriptor(::fcntl(descriptor.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
    return descriptor.get() >= 0;
}

bool make(Pipe& pipe)
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return false;
    pipe = {Descriptor(ends[0]), Descriptor(ends[1])};
    return above_standard_streams(pipe.out) && above_standard_streams(pipe.in);
}

/// What a child needs to know, ready to use: it must not allocate.
struct Plan {
    std::array<int, 3> streams{};  ///< To become its standard streams.
    int report = -1;               ///< Where to write the error when it cannot be executed.
    pid_t parent = 0;
    std::vector<const char*> files;
    std::vector<char*> arguments;
};

// A handler of ours must not run in the child, and programs expect SIGPIPE.
void reset_signals()
{
    for (int signal = 1; signal < NSIG; ++signal) {
        struct sigaction action = {};
        if (::sigaction(signal, nullptr, &action) != 0) continue;
        if (action.sa_handler == SIG_IGN && signal != SIGPIPE) continue;
        action = {};
        action.sa_handler = SIG_DFL;
        ::sigaction(signal, &action, nullptr);
    }
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

// Asio's sockets would be inherited. Not closed at once, because of `report`.
void close_others_on_exec()
{
    constexpr unsigned first = STDERR_FILENO + 1;
    constexpr unsigned on_exec = 4;  // CLOSE_RANGE_CLOEXEC
    if (::syscall(SYS_close_range, first, ~0U, on_exec) == 0) return;
    const auto end = ::sysconf(_SC_OPEN_MAX);
    for (long each = first; each < end; ++each)
        ::fcntl(static_cast<int>(each), F_SETFD, FD_CLOEXEC);
}

// The child has our memory until it is another program: only system calls here.
[[noreturn]] void become(const Plan& plan)
{
    reset_signals();
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != plan.parent) ::_exit(127);  // it was gone before that
    ::dup2(plan.streams[STDIN_FILENO], STDIN_FILENO);
    ::dup2(plan.streams[STDOUT_FILENO], STDOUT_FILENO);
    ::dup2(plan.streams[STDERR_FILENO], STDERR_FILENO);
    close_others_on_exec();
    int error = ENOENT;
    for (const auto* const file : plan.files) {
        ::execv(file, plan.arguments.data());
        if (errno != ENOENT && errno != ENOTDIR) error = errno;
    }
    [[maybe_unused]] const auto written = ::write(plan.report, &error, sizeof error);
    ::_exit(127);
}

pid_t start(const Plan& plan)
{
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    const auto pid = ::vfork();
    if (pid == 0) become(plan);
    const auto error = errno;
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    errno = error;
    return pid;
}

void end_at_once(pid_t pid)
{
    ::kill(pid, SIGKILL);
    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
}

}  // namespace

std::vector<std::string> find_program(const std::string& program)
{
    if (program.find('/') != std::string::npos) return {program};
    const char* const path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe)
    std::string_view folders = path ? path : "/usr/local/bin:/usr/bin:/bin";
    std::vector<std::string> files;
    while (true) {
        const auto folder = folders.substr(0, folders.find(':'));
        files.push_back((folder.empty() ? "." : std::string(folder)) + "/" + program);
        if (folder.size() == folders.size()) return files;
        folders.remove_prefix(folder.size() + 1);
    }
}

boost::system::result<StartedProgram> start_program(const std::vector<std::string>& files,
                                                    const std::vector<std::string>& command)
{
    Pipe input;
    Pipe output;
    Pipe errors;
    Pipe report;
    if (!make(input) || !make(output) || !make(errors) || !make(report)) return last_error();

    Plan plan;
    plan.streams[STDIN_FILENO] = input.out.get();
    plan.streams[STDOUT_FILENO] = output.in.get();
    plan.streams[STDERR_FILENO] = errors.in.get();
    plan.report = report.in.get();
    plan.parent = ::getpid();
    for (const auto& file : files)
        plan.files.push_back(file.c_str());
    for (const auto& argument : command)
        plan.arguments.push_back(const_cast<char*>(argument.c_str()));
    plan.arguments.push_back(nullptr);

    StartedProgram started;
    started.pid = start(plan);
    if (started.pid < 0) return last_error();

    // The end of the pipe, without a word, means that it is executed.
    report.in = {};
    int error = 0;
    if (::read(report.out.get(), &error, sizeof error) == sizeof error) {
        end_at_once(started.pid);
        return error_code(error, boost::system::system_category());
    }
    started.handle = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, started.pid, 0)));
    if (started.handle.get() < 0) {
        const auto reason = last_error();
        end_at_once(started.pid);
        return reason;
    }
    started.input = std::move(input.in);
    started.output = std::move(output.out);
    started.errors = std::move(errors.out);
    return started;
}

}  // namespace halley::services
