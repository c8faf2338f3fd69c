// Runs the catalogue's cases against a Bayeux server and says what it gets wrong.
#include <cstdio>
#include <iostream>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "tools/bayeux-conformance/report/text.hpp"
#include "tools/bayeux-conformance/runner.hpp"

namespace {

using namespace halley::conformance;

struct CommandLine {
    std::string url;
    Options options;
    Selection selection;
    unsigned jobs = 16;
    bool verbose = false;
};

int run(CommandLine& line)
{
    const auto parsed = halley::client::parse_url(line.url);
    if (const auto* mistake = std::get_if<std::string>(&parsed)) {
        std::cerr << "bayeux-conformance: " << *mistake << "\n";
        return 2;
    }
    line.options.endpoint.url = std::get<halley::client::Url>(parsed);
    const auto server = find_out(line.options);
    std::cout << facts_text(server) << std::flush;
    const auto cases = all_cases();
    const auto jobs = choose(cases, line.selection);
    const auto results = run_all(server, jobs, line.jobs, [](const Result&) {});
    for (const auto& result : results) {
        const bool finding = result.verdict != Verdict::pass && result.verdict != Verdict::skipped;
        if (finding || line.verbose) std::cout << result_text(result, line.verbose);
    }
    std::cout << summary_text(results);
    for (const auto& result : results) {
        if (result.verdict == Verdict::fail) return 1;
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv)
{
    CommandLine line;
    CLI::App app{"Runs the cases of the Bayeux catalogue against a server."};
    app.add_option("URL", line.url, "Of the endpoint, such as http://127.0.0.1:8080/cometd")
        ->required();
    app.add_option("--case", line.selection.globs, "Only cases whose id matches, such as 'HSK-*'");
    app.add_option("--jobs", line.jobs, "Cases at a time")->check(CLI::Range(1, 256));
    app.add_flag("--verbose", line.verbose, "Print all results, with what was said");
    CLI11_PARSE(app, argc, argv);
    try {
        return run(line);
    } catch (const std::exception& error) {
        std::cerr << "bayeux-conformance: " << error.what() << "\n";
        return 3;
    }
}
