#include "tools/cli/program.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <utility>

#include "tools/cli/printable.hpp"

namespace halley::cli {
namespace {

constexpr int killed_by_interrupt = 128 + SIGINT;

// What a closing handshake may take once all is said.
constexpr std::chrono::seconds longest_closing{1};

}  // namespace

Program::Program(std::string name, const ConnectionOptions& options, client::SessionOptions session)
    : name_(std::move(name)),
      options_(options),
      loop_(1),
      signals_(loop_.get_executor(), SIGINT, SIGTERM),
      timer_(loop_.get_executor()),
      client_(loop_, peer_of(options), transport_of(options), std::move(session), *this)
{
    std::signal(SIGPIPE, SIG_IGN);  // NOLINT(concurrency-mt-unsafe)
}

int Program::run()
{
    wait_for_signal();
    if (options_.timeout) start_timeout();
    on_start();
    client_.start();
    while (!ended_ && loop_.run_one() > 0) {
    }
    signals_.cancel();
    signals_.clear();  // From here on Ctrl-C ends it as it ends any program.
    timer_.cancel();
    on_stop();
    loop_.run_for(longest_closing);
    return status_;
}

void Program::on_ended(const client::Ended& ended)
{
    using Reason = client::Ended::Reason;
    ended_ = true;
    if (ended.reason == Reason::done) return;
    complain(ended.text);
    fail_with(ended.reason == Reason::refused ? status_refused : status_unreachable);
}

void Program::say(const std::string& text) const
{
    if (!options_.quiet) complain(text);
}

void Program::complain(const std::string& text) const
{
    std::cerr << name_ + ": " + printable(text) + "\n" << std::flush;
}

void Program::finish(int status)
{
    fail_with(status);
    client_.disconnect();
}

void Program::something_happened()
{
    if (!options_.timeout) return;
    const auto length = std::chrono::duration<double>{*options_.timeout};
    timeout_at_ =
        std::chrono::steady_clock::now() + std::chrono::duration_cast<client::Duration>(length);
}

void Program::start_timeout()
{
    something_happened();
    wait_for_timeout();
}

void Program::wait_for_signal()
{
    signals_.async_wait([this](error_code error, int) {
        if (error) return;
        if (interrupted_) std::_Exit(killed_by_interrupt);
        interrupted_ = true;
        wait_for_signal();
        on_interrupt();
    });
}

// The moment moves with whatever happens, so the timer may find that it is early.
void Program::wait_for_timeout()
{
    timer_.expires_at(*timeout_at_);
    timer_.async_wait([this](error_code error) {
        if (error || ended_) return;
        if (std::chrono::steady_clock::now() < *timeout_at_) return wait_for_timeout();
        on_timeout();
    });
}

int say_mistake(const std::string& name, const std::exception& error)
{
    std::cerr << name + ": " + printable(error.what()) + "\n" << std::flush;
    return status_usage;
}

}  // namespace halley::cli
