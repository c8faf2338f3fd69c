#include "tools/bayeux-bench/run.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <utility>

#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/basic_resolver.hpp>

#include "tools/bayeux-bench/workload.hpp"
#include "tools/cli/exit.hpp"
#include "tools/cli/printable.hpp"
#include "tools/client/peer.hpp"
#include "tools/client/url.hpp"

namespace halley::bench {

using client::Failure;

namespace {

constexpr int killed_by_interrupt = 128 + SIGINT;
constexpr std::uint64_t second = 1'000'000;

// The first that somebody listens on: a name may have addresses of a family that the server has
// none of.
Tcp::endpoint endpoint_of(Loop& loop, const Tcp::resolver::results_type& addresses)
{
    if (addresses.size() > 1) {
        for (const auto& address : addresses) {
            Socket probe{loop.get_executor()};
            error_code error;
            probe.connect(address.endpoint(), error);
            if (!error) return address.endpoint();
        }
    }
    return *addresses.begin();
}

void add_tls(Destination& destination, const client::Url& url, const Options& options)
{
    client::TlsOptions tls;
    tls.ca_file = options.ca;
    tls.verify = !options.insecure;
    destination.tls = std::make_shared<asio::ssl::context>(client::make_tls_context(tls));
    auto* const expected = SSL_CTX_get0_param(destination.tls->native_handle());
    if (url.host_is_address()) {
        X509_VERIFY_PARAM_set1_ip_asc(expected, url.host.c_str());
    } else {
        destination.server_name = url.host;
        X509_VERIFY_PARAM_set1_host(expected, url.host.c_str(), url.host.size());
    }
}

Target target_of(Loop& loop, const Options& options)
{
    const auto url = std::get<client::Url>(client::parse_url(options.url));
    Target target;
    target.websocket = options.transport.empty() ? url.websocket : options.transport == "websocket";
    target.authority = url.authority();
    target.path = url.target;
    for (const auto& header : options.headers)
        target.headers += header + "\r\n";
    asio::ip::basic_resolver<asio::ip::tcp, Executor> resolver{loop.get_executor()};
    error_code error;
    const auto addresses = resolver.resolve(url.host, url.port, error);
    if (error) throw std::runtime_error{"there is no host " + url.host + ": " + error.message()};
    target.destination.endpoint = endpoint_of(loop, addresses);
    if (url.tls) add_tls(target.destination, url, options);
    return target;
}

// As many descriptors as the system lets us have.
void raise_limit(std::uint64_t wanted)
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < wanted) {
        limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, wanted);
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    if (limit.rlim_cur < wanted) {
        throw std::runtime_error{"so many clients need " + std::to_string(wanted) +
                                 " file descriptors; we may have " +
                                 std::to_string(limit.rlim_cur) + " (see ulimit -n)"};
    }
}

std::uint64_t descriptors_for(const Options& options, bool websocket)
{
    const std::uint64_t sessions = options.clients + options.publishers + options.slow;
    return sessions * (websocket ? 1 : 2) + 64;
}

// Before the run, or it would be in vain.
void open_file(std::ofstream& file, const std::string& name)
{
    if (name.empty()) return;
    file.open(name);
    if (!file) throw std::runtime_error{name + " cannot be written"};
}

}  // namespace

Run::Run(const Options& options)
    : options_(options),
      loop_(1),
      signals_(loop_.get_executor(), SIGINT, SIGTERM),
      timer_(loop_.get_executor()),
      target_(target_of(loop_, options)),
      terminal_(isatty(STDERR_FILENO) == 1)
{
    std::signal(SIGPIPE, SIG_IGN);  // NOLINT(concurrency-mt-unsafe)
    raise_limit(descriptors_for(options, target_.websocket));
    if (options.json != "-") open_file(json_file_, options.json);
    open_file(plot_file_, options.plot);
    if (options.server_pid) process_.emplace(*options.server_pid);
}

int Run::operator()(Workload& workload)
{
    workload_ = &workload;
    next_progress_ = now() + second;
    wait_for_signal();
    asio::co_spawn(loop_, workload.play(), [this](const std::exception_ptr& error) {
        if (error) std::rethrow_exception(error);
        loop_.stop();
    });
    loop_.run();
    show_progress(true);
    return finish(workload);
}

std::uint64_t Run::now() const
{
    const auto passed = std::chrono::steady_clock::now() - begun_;
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(passed).count());
}

std::chrono::steady_clock::time_point Run::at(std::uint64_t microseconds) const
{
    return begun_ + std::chrono::microseconds{microseconds};
}

std::optional<Usage> Run::usage() const
{
    return process_ ? std::optional{process_->usage()} : std::nullopt;
}

Task<> Run::go_on(double seconds)
{
    if (over()) co_return;
    co_await wait(seconds, nullptr);
}

Task<> Run::wait(double seconds, std::function<bool()> done)
{
    constexpr std::chrono::milliseconds longest_nap{10};
    const auto length = std::chrono::duration<double>{seconds};
    const auto end = std::chrono::steady_clock::now() +
                     std::chrono::duration_cast<std::chrono::steady_clock::duration>(length);
    const bool interrupted = interrupted_;
    for (;;) {
        const auto time = std::chrono::steady_clock::now();
        if (failure_ || interrupted_ != interrupted) co_return;
        if (time >= end || (done && done())) co_return;
        timer_.expires_at(std::min(end, time + longest_nap));
        co_await timer_.async_wait(as_result);
        if (now() >= next_progress_) show_progress();
    }
}

void Run::fail(const Failure& failure)
{
    if (!failure_) failure_ = failure;
}

void Run::say(const std::string& text) const
{
    if (options_.quiet) return;
    const char* const clear = terminal_ ? "\r\x1b[K" : "";
    std::cerr << clear + ("bayeux-bench: " + cli::printable(text) + "\n") << std::flush;
}

void Run::say_measuring() const
{
    if (!over()) say("measuring for " + number_text(options_.seconds) + " s");
}

void Run::show_progress(bool last)
{
    next_progress_ = now() + second;
    if (options_.quiet || !terminal_) return;
    const auto text = last ? std::string{} : workload_->progress();
    std::cerr << "\r" + text + "\x1b[K" << std::flush;
}

void Run::wait_for_signal()
{
    signals_.async_wait([this](const error_code& error, int) {
        if (error) return;
        if (interrupted_) std::_Exit(killed_by_interrupt);
        interrupted_ = true;
        report_.set_interrupted();
        wait_for_signal();
    });
}

int Run::finish(Workload& workload)
{
    if (failure_) {
        std::cerr << "bayeux-bench: " + cli::printable(failure_->text) + "\n";
        const bool refused = failure_->kind == Failure::Kind::refused;
        return refused ? cli::status_refused : cli::status_unreachable;
    }
    const auto json = report_.json(options_, target_.connection_type());
    const auto table = report_.table(options_, target_.connection_type());
    const bool json_only = options_.json == "-";
    std::cout << (json_only ? json + "\n" : table) << std::flush;
    if (json_only && !options_.quiet) std::cerr << table;
    if (json_file_.is_open() && !(json_file_ << json << "\n" << std::flush))
        throw std::runtime_error{options_.json + " cannot be written"};
    if (plot_file_.is_open() && !(plot_file_ << workload.plot() << std::flush))
        throw std::runtime_error{options_.plot + " cannot be written"};
    return report_.good() ? cli::status_done : cli::status_refused;
}

}  // namespace halley::bench
