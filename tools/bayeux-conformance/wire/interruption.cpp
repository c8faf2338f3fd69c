#include "tools/bayeux-conformance/wire/interruption.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>

namespace halley::conformance {

namespace {

constexpr std::chrono::milliseconds longest_pause{320};

std::atomic<bool> flag{false};
std::atomic<int> event{-1};

// Does what a signal handler may do, and no more.
extern "C" void on_signal(int)
{
    const int error = errno;
    flag = true;
    const std::uint64_t one = 1;
    // When it fails, the flag is seen at the end of the wait.
    [[maybe_unused]] const auto written = write(event, &one, sizeof one);
    errno = error;
}

}  // namespace

void interrupt_on_signals()
{
    event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct sigaction action {};
    action.sa_handler = on_signal;
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
    for (const int signal : {SIGINT, SIGTERM})
        sigaction(signal, &action, nullptr);
}

bool interrupted() noexcept
{
    return flag;
}

int interruption() noexcept
{
    return event;
}

void wait_for(std::chrono::milliseconds time)
{
    using Clock = std::chrono::steady_clock;
    const auto until = Clock::now() + time;
    for (;;) {
        if (interrupted()) throw Interrupted{};
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
        if (left <= 0) return;
        pollfd entry{interruption(), POLLIN, 0};
        poll(&entry, 1, static_cast<int>(std::min<long>(left, 3'600'000)));
    }
}

void Pauses::next()
{
    wait_for(time_);
    time_ = std::min(2 * time_, longest_pause);
}

}  // namespace halley::conformance
