// Prints the events of channels, one JSON line each.
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "protocol/json_text.hpp"
#include "tools/cli/program.hpp"
#include "tools/client/json.hpp"

namespace {

using namespace halley;

constexpr const char* description =
    R"(Subscribes to channels of a Bayeux server and prints each event as a line of JSON.)";

constexpr const char* examples = R"(Examples:
  bayeux-sub http://127.0.0.1:8080/cometd /chat/lobby
  bayeux-sub ws://127.0.0.1:8080/cometd '/chat/*' '/news/**'
  bayeux-sub --raw --count 1 --timeout 10 https://example.org/faye /price
  bayeux-sub --ext '{"token":"secret"}' --header 'X-Tenant: a' wss://example.org/cometd /orders

Ctrl-C disconnects and ends with status 0. Others: 1 refused by the server,
2 wrong usage, 3 cannot connect, 4 timed out.)";

struct Options : cli::ConnectionOptions {
    std::vector<std::string> channels;
    std::string subscribe_ext;
    std::optional<std::uint64_t> count;
    bool raw = false;
};

client::SessionOptions session_of(const Options& options)
{
    auto session = cli::session_of(options);
    session.subscribe_ext = options.subscribe_ext;
    return session;
}

std::string line_of(const client::Event& event, bool raw)
{
    if (raw) return client::json_line(event.data) + "\n";
    std::string line = R"({"channel":)";
    protocol::append_string(line, event.channel);
    line += ",\"data\":" + client::json_line(event.data);
    if (!event.id.empty()) line += ",\"id\":" + client::json_line(event.id);
    if (!event.ext.empty()) line += ",\"ext\":" + client::json_line(event.ext);
    return line += "}\n";
}

class Subscriber final : public cli::Program {
public:
    explicit Subscriber(const Options& options)
        : Program("bayeux-sub", options, session_of(options)),
          channels_(options.channels),
          left_(options.count),
          raw_(options.raw)
    {
    }

private:
    void on_start() override
    {
        for (const auto& channel : channels_)
            client().subscribe(channel);
    }

    void on_event(const client::Event& event) override
    {
        if (done_) return;
        something_happened();
        if (!print(line_of(event, raw_))) return;
        if (left_ && --*left_ == 0) {
            done_ = true;
            finish(cli::status_done);
        }
    }

    void on_subscribed(const client::Subscribed& subscribed) override
    {
        say((subscribed.again ? "subscribed again to " : "subscribed to ") + subscribed.channel);
    }

    void on_published(const client::Published&) override {}

    void on_timeout() override
    {
        complain("no event in time");
        finish(cli::status_timed_out);
    }

    // A reader that has seen enough, such as `head`, is no error.
    bool print(const std::string& line)
    {
        if (std::fwrite(line.data(), 1, line.size(), stdout) == line.size() &&
            std::fflush(stdout) == 0)
            return true;
        const int error = errno;
        done_ = true;
        if (error != EPIPE) complain(std::string{"cannot write: "} + std::strerror(error));
        finish(error == EPIPE ? cli::status_done : cli::status_refused);
        return false;
    }

    std::vector<std::string> channels_;
    std::optional<std::uint64_t> left_;
    bool raw_;
    bool done_ = false;
};

void describe(CLI::App& app, Options& options)
{
    cli::add_connection_options(app, options);
    app.add_option("CHANNEL", options.channels, "To subscribe to, also with * and ** at the end")
        ->required()
        ->check(cli::channel_mistake)
        ->option_text("...");
    app.add_option("--count", options.count, "End after so many events")
        ->check(CLI::PositiveNumber)
        ->option_text("N");
    app.add_flag("--raw", options.raw, "Print only the data of events");
    app.add_option("--subscribe-ext", options.subscribe_ext, "The ext of the subscriptions")
        ->check(cli::object_mistake)
        ->option_text("JSON");
    app.footer(examples);
}

}  // namespace

int main(int argc, char** argv)
{
    Options options;
    CLI::App app{description, "bayeux-sub"};
    describe(app, options);
    if (const auto status = cli::parse(app, argc, argv)) return *status;
    return cli::run_program<Subscriber>("bayeux-sub", options);
}
