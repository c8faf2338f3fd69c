// Publishes: one message from the command line, or one for each line of the standard input.
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <unistd.h>

#include "tools/bayeux-pub/publication.hpp"
#include "tools/cli/line_reader.hpp"
#include "tools/cli/program.hpp"

namespace {

using namespace halley;
using pub::Format;
using pub::Publication;

constexpr const char* description =
    R"(Publishes to a channel of a Bayeux server: DATA, or each line of the standard input.)";

constexpr const char* examples = R"(Examples:
  bayeux-pub http://127.0.0.1:8080/cometd /chat/lobby '{"text":"hello"}'
  bayeux-pub --string ws://127.0.0.1:8080/cometd /chat/lobby 'plain text'
  seq 1000 | bayeux-pub ws://127.0.0.1:8080/cometd /numbers
  bayeux-sub ws://one/cometd '/**' | bayeux-pub --lines ws://two/cometd

The status is 0 once the server has confirmed everything. Others: 1 refused by
the server, 2 wrong usage or input, 3 cannot connect, 4 timed out. Ctrl-C stops
reading, waits for what is on its way, and disconnects.)";

struct Options : cli::ConnectionOptions {
    std::string channel;
    std::optional<std::string> data;
    bool string = false;
    bool lines = false;
    std::size_t window = 64;

    Format format() const { return lines ? Format::message : string ? Format::text : Format::json; }
};

class Publisher final : public cli::Program {
public:
    explicit Publisher(const Options& options)
        : Program("bayeux-pub", options, cli::session_of(options)), options_(options)
    {
    }

private:
    void on_start() override
    {
        if (options_.data) {
            publish(pub::publication_of(*options_.data, options_.format(), options_.channel));
            input_ended_ = true;
            return;
        }
        reader_ = std::make_unique<cli::LineReader>(
            loop(), STDIN_FILENO, options_.window, [this](std::optional<std::string> line) {
                line ? on_line(*line) : on_input_end();
            });
    }

    void on_line(const std::string& line)
    {
        ++line_;
        if (input_ended_) return;
        if (options_.format() != Format::text && pub::is_blank(line)) return reader_->give_back();
        auto publication = pub::publication_of(line, options_.format(), options_.channel);
        if (!publication.mistake.empty()) {
            complain("line " + std::to_string(line_) + ": " + publication.mistake);
            fail_with(cli::status_usage);
            return on_input_end();
        }
        publish(std::move(publication));
    }

    void on_input_end()
    {
        input_ended_ = true;
        finish_when_confirmed();
    }

    void publish(Publication publication)
    {
        if (unconfirmed_.empty()) something_happened();
        const auto number = client().publish(std::move(publication.channel),
                                             std::move(publication.data),
                                             std::move(publication.ext));
        unconfirmed_[number] = line_;
    }

    void on_published(const client::Published& published) override
    {
        something_happened();
        const auto line = unconfirmed_.extract(published.number).mapped();
        if (!published.error.empty()) {
            const auto where = line > 0 ? "line " + std::to_string(line) : std::string{"it"};
            complain("the server refused " + where + ": " + published.error);
            fail_with(cli::status_refused);
        }
        if (reader_) reader_->give_back();
        finish_when_confirmed();
    }

    void finish_when_confirmed()
    {
        if (input_ended_ && unconfirmed_.empty()) finish(cli::status_done);
    }

    void on_interrupt() override
    {
        // Nobody knows when a server that is not there will be back.
        if (!client().connected())
            return finish(unconfirmed_.empty() ? cli::status_done : cli::status_unreachable);
        on_input_end();
    }

    void on_timeout() override
    {
        // A quiet input is no reason to give up.
        if (client().connected() && unconfirmed_.empty()) return start_timeout();
        complain("not confirmed in time");
        finish(cli::status_timed_out);
    }

    void on_event(const client::Event&) override {}
    void on_subscribed(const client::Subscribed&) override {}
    void on_stop() override { reader_.reset(); }

    Options options_;
    std::unique_ptr<cli::LineReader> reader_;
    std::map<std::uint64_t, std::uint64_t> unconfirmed_;  ///< Lines by numbers; 0 for DATA.
    std::uint64_t line_ = 0;
    bool input_ended_ = false;
};

void describe(CLI::App& app, Options& options)
{
    cli::add_connection_options(app, options);
    app.add_option("CHANNEL", options.channel, "To publish to; not with --lines")
        ->check(cli::channel_mistake)
        ->option_text(" ");
    app.add_option("DATA", options.data, "JSON, or text with --string; default: standard input")
        ->option_text(" ");
    auto* const string = app.add_flag("--string", options.string, "Publish text as JSON strings");
    app.add_flag("--lines",
                 options.lines,
                 "Lines of the input are {\"channel\":…,\"data\":…}, as bayeux-sub prints them")
        ->excludes(string);
    app.add_option("--window", options.window, "So many may be unconfirmed at a time")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str()
        ->option_text("N [64]");
    app.footer(examples);
}

/// Nothing, or what the options ask for together that cannot be.
std::string mistake_in(const Options& options)
{
    if (options.lines)
        return options.channel.empty() ? "" : "--lines takes the channels from the input";
    if (options.channel.empty()) return "CHANNEL is required";
    if (!options.data) return {};
    const auto publication = pub::publication_of(*options.data, options.format(), options.channel);
    return publication.mistake;
}

}  // namespace

int main(int argc, char** argv)
{
    Options options;
    CLI::App app{description, "bayeux-pub"};
    describe(app, options);
    if (const auto status = cli::parse(app, argc, argv)) return *status;
    if (const auto mistake = mistake_in(options); !mistake.empty())
        return cli::say_mistake("bayeux-pub", std::invalid_argument{mistake + " (see --help)"});
    return cli::run_program<Publisher>("bayeux-pub", options);
}
