#include "tools/bayeux-bench/command_line.hpp"

#include <string>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "tools/cli/connection_options.hpp"
#include "tools/cli/program.hpp"

namespace halley::bench {
namespace {

constexpr const char* description = "Puts load on a Bayeux server and measures what it does.";

constexpr const char* examples = R"(Examples:
  bayeux-bench load ws://127.0.0.1:8080/cometd --clients 1000 --rate 50
  bayeux-bench load ws://127.0.0.1:8080/cometd --clients 1000 --window 100 --batch 10
  bayeux-bench load --cometd http://127.0.0.1:8080/cometd --server-pid $(pidof halley)
  bayeux-bench idle ws://127.0.0.1:8080/cometd --clients 5000 --server-pid $(pidof halley)
  bayeux-bench service ws://127.0.0.1:8080/cometd echo

`bayeux-bench WORKLOAD --help` lists the options of one. The status is 0 when all
went well, 1 when events were lost, doubled or out of order, sessions failed or
the server refused something, 2 after wrong usage, 3 without a server. Ctrl-C
ends the measurement and reports what there is.)";

constexpr std::uint32_t most_clients = 1'000'000;

std::string seconds_mistake(const std::string& text)
{
    char* end = nullptr;
    const double seconds = std::strtod(text.c_str(), &end);
    const bool valid = !text.empty() && *end == '\0' && seconds >= 0 && seconds <= 86'400;
    return valid ? std::string{} : "\"" + text + "\" is no number of seconds";
}

std::string rate_mistake(const std::string& text)
{
    char* end = nullptr;
    const double rate = std::strtod(text.c_str(), &end);
    const bool valid = !text.empty() && *end == '\0' && rate > 0 && rate <= 1e7;
    return valid ? std::string{} : "\"" + text + "\" is no rate above 0";
}

std::string address_mistake(const std::string& text)
{
    const auto colon = text.rfind(':');
    const bool valid = colon != std::string::npos && colon > 0 &&
                       CLI::Range(1, 65535)(text.substr(colon + 1)).empty();
    return valid ? std::string{} : "\"" + text + "\" is no ADDRESS:PORT";
}

class Grammar {
public:
    Grammar(CLI::App& app, Options& options) : app_(app), options_(options) {}

    CLI::App& workload(const std::string& name, const std::string& what)
    {
        auto& sub = *app_.add_subcommand(name, what);
        sub.set_help_flag("--help", "Print this and exit");
        sub.callback([this, name] { options_.workload = name; });
        sub.add_option("URL", options_.url, "Of the server: http, https, ws or wss")
            ->required()
            ->check(cli::url_mistake)
            ->option_text(" ");
        sub.add_option("--transport",
                       options_.transport,
                       "websocket or long-polling, instead of what the URL begins with")
            ->check(CLI::IsMember({"websocket", "long-polling"}))
            ->option_text("NAME");
        sub.add_option("--header", options_.headers, "Sent with every request; repeatable")
            ->check(cli::header_mistake)
            ->expected(1)
            ->allow_extra_args(false)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
            ->option_text("'Name: value'");
        sub.add_option("--ca", options_.ca, "Trust these certificate authorities too, PEM")
            ->option_text("FILE");
        sub.add_flag("--insecure", options_.insecure, "Take any certificate of the server");
        sub.add_option("--server-pid",
                       options_.server_pid,
                       "Of the server's process, whose CPU and memory are reported")
            ->check(CLI::PositiveNumber)
            ->option_text("PID");
        sub.add_option("--json", options_.json, "One line of JSON there; - is the standard output")
            ->option_text("FILE");
        sub.add_flag("--quiet", options_.quiet, "No progress");
        add_seconds(
            sub, "--patience", options_.patience, "For a server that begins no session [30]");
        add_seconds(sub, "--seconds", options_.seconds, "To measure [10]");
        add_count(sub, "--clients", options_.clients, "Sessions [100]", 1, most_clients);
        return sub;
    }

    void add_plot(CLI::App& sub)
    {
        sub.add_option("--plot", options_.plot, "Latencies as an SVG")->option_text("FILE");
    }

    void add_warmup(CLI::App& sub)
    {
        add_plot(sub);
        add_seconds(sub, "--warmup", options_.warmup, "Of the same before it is measured [2]");
    }

    template <class Number>
    void add_count(CLI::App& sub,
                   const std::string& name,
                   Number& number,
                   const std::string& what,
                   std::uint64_t least,
                   std::uint64_t most)
    {
        sub.add_option(name, number, what)->check(CLI::Range(least, most))->option_text("N");
    }

    void add_seconds(CLI::App& sub, const std::string& name, double& value, const std::string& what)
    {
        sub.add_option(name, value, what)->check(seconds_mistake)->option_text("SECONDS");
    }

    void add_load(CLI::App& sub)
    {
        auto& o = options_;
        add_warmup(sub);
        add_seconds(sub, "--drain", o.drain, "For what is still on its way at the end [30]");
        add_count(sub, "--channels", o.channels, "Channels to publish to [1]", 1, 1'000'000);
        add_count(sub, "--each", o.channels_each, "Channels of one client [1]", 1, 100'000);
        add_count(sub,
                  "--patterns",
                  o.patterns,
                  "Patterns that a client subscribes to besides, and that match nothing [0]",
                  0,
                  100'000);
        add_count(sub,
                  "--publishers",
                  o.publishers,
                  "Sessions that only publish [1]; with 0 the clients take turns",
                  0,
                  most_clients);
        sub.add_option("--rate", o.rate, "Messages a second of all publishers together [100]")
            ->check(rate_mistake)
            ->option_text("N");
        add_count(sub,
                  "--window",
                  o.window,
                  "No rate: each publisher keeps so many messages on their way",
                  1,
                  1'000'000);
        add_count(sub, "--batch", o.batch, "Messages sent together [1]", 1, 1000);
        add_count(sub, "--payload", o.payload, "Bytes of data [100]", 1, 1 << 20);
    }

private:
    CLI::App& app_;
    Options& options_;
};

// The defaults of CometDLoadClient, with as many messages, but each at its time.
void follow_cometd(Options& options, const CLI::App& given)
{
    const auto set = [&](const char* name, auto& value, auto by_default) {
        if (given.get_option(name)->count() == 0) value = by_default;
    };
    set("--clients", options.clients, 1000U);
    set("--channels", options.channels, 100U);
    set("--each", options.channels_each, 10U);
    set("--publishers", options.publishers, 0U);
    set("--batch", options.batch, 10U);
    set("--payload", options.payload, 50U);
    set("--rate", options.rate, 1000.0);
    set("--seconds", options.seconds, 10.0);
}

/// Nothing, or what cannot be together.
std::string mistake_in(const Options& options)
{
    if (options.workload.empty())
        return "WORKLOAD is required: load, slow, idle, churn, service or storm";
    if (options.workload == "idle" && !options.server_pid)
        return "idle needs --server-pid: it measures that process";
    if (options.channels_each > options.channels) return "--each is more than there are --channels";
    if (std::uint64_t{options.clients} * options.channels_each < options.channels)
        return "there are more --channels than clients subscribe to";
    if (options.window > 0 && options.batch > options.window)
        return "--batch is more than --window";
    if (options.window > 0 && options.publishers == 0) return "--window needs --publishers";
    return {};
}

void add_workloads(Grammar& grammar, Options& options)
{
    auto& load = grammar.workload("load", "Publish at a rate, or as fast as it goes");
    grammar.add_load(load);
    load.add_flag("--cometd",
                  options.cometd,
                  "CometD's own benchmark: other defaults, rooms by chance, chat messages")
        ->excludes("--window");
    auto& slow = grammar.workload("slow", "The same besides clients that do not read");
    grammar.add_load(slow);
    grammar.add_count(slow, "--slow", options.slow, "Clients that do not read [10]", 1, 100'000);
    grammar.workload("idle", "Sessions that do nothing: what one costs in memory");
    auto& churn = grammar.workload("churn", "Sessions that begin and end; --clients at a time");
    grammar.add_warmup(churn);
    auto& service = grammar.workload("service", "Round trips through a service that echoes");
    grammar.add_warmup(service);
    service.add_option("NAME", options.service, "The service is /service/NAME")
        ->required()
        ->option_text(" ");
    service
        .add_option(
            "--backend", options.backend, "Be its backend, too: a TCP server that echoes, there")
        ->check(address_mistake)
        ->option_text("ADDRESS:PORT");
    grammar.add_count(service, "--payload", options.payload, "Bytes of data [100]", 1, 1 << 20);
    auto& storm = grammar.workload("storm", "All clients lose their connections and come back");
    grammar.add_plot(storm);
    grammar.add_count(storm, "--channels", options.channels, "Channels [1]", 1, 1'000'000);
}

}  // namespace

std::variant<Options, int> parse(int argc, const char* const* argv)
{
    Options options;
    CLI::App app{description, "bayeux-bench"};
    app.set_help_flag("--help", "Print this and exit");
    app.set_version_flag(
        "--version", std::string{"bayeux-bench "} + HALLEY_VERSION, "Print the version and exit");
    app.require_subcommand(0, 1);
    app.footer(examples);
    Grammar grammar{app, options};
    add_workloads(grammar, options);
    if (const auto status = cli::parse(app, argc, argv)) return *status;
    if (options.workload == "slow" && options.slow == 0) options.slow = 10;
    if (options.cometd) follow_cometd(options, *app.get_subcommand("load"));
    if (const auto mistake = mistake_in(options); !mistake.empty())
        return cli::say_mistake("bayeux-bench", std::invalid_argument{mistake + " (see --help)"});
    return options;
}

}  // namespace halley::bench
