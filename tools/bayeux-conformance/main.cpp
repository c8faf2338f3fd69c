// Runs the catalogue's cases against a Bayeux server and says what it gets wrong.
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include <unistd.h>

#include "tools/bayeux-conformance/catalogue.hpp"
#include "tools/bayeux-conformance/command_line.hpp"
#include "tools/bayeux-conformance/progress.hpp"
#include "tools/bayeux-conformance/report/comparison.hpp"
#include "tools/bayeux-conformance/report/html.hpp"
#include "tools/bayeux-conformance/report/json.hpp"
#include "tools/bayeux-conformance/report/junit.hpp"
#include "tools/bayeux-conformance/report/text.hpp"
#include "tools/bayeux-conformance/wire/interruption.hpp"
#include "tools/cli/printable.hpp"

namespace {

using namespace halley::conformance;

// docs/conformance-tool.md has them.
enum Status : int {
    status_clean = 0,
    status_findings = 1,
    status_usage = 2,
    status_no_server = 3,
    status_interrupted = 4,
};

struct Mistake : std::runtime_error {
    using std::runtime_error::runtime_error;
};

int complain(const std::string& text, int status)
{
    std::cerr << "bayeux-conformance: " + halley::cli::printable(text) + "\n";
    return status;
}

// A reader that has seen enough, such as `head`, is no error.
void print(const std::string& text)
{
    if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0)
        return;
    if (errno != EPIPE) throw Mistake(std::string{"cannot write: "} + std::strerror(errno));
}

void write(const std::string& name, const std::string& text)
{
    if (name.empty()) return;
    std::ofstream file{name, std::ios::binary};
    file << text;
    if (!file.flush()) throw Mistake(name + " cannot be written");
}

std::string read(const std::string& name)
{
    std::ifstream file{name, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{file}, {}};
    if (file.bad()) throw Mistake(name + " cannot be read");
    return text;
}

TextStyle style_of(const CommandLine& line)
{
    // Of any value but none: https://no-color.org
    const char* const no_colour = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe)
    const bool colours = ::isatty(STDOUT_FILENO) != 0 && (!no_colour || *no_colour == '\0');
    return {colours, line.verbose};
}

int compare_reports(const CommandLine& line)
{
    std::vector<Report> reports;
    for (const auto& name : line.compare) {
        try {
            reports.push_back(report_from_json(read(name)));
        } catch (const std::runtime_error& error) {
            throw Mistake(name + " " + error.what());
        }
    }
    const auto comparison = compare(reports);
    const auto extension = std::filesystem::path{line.output_file}.extension();
    const auto text = extension == ".html" ? comparison_html(comparison)
                      : extension == ".md" ? comparison_markdown(comparison)
                                           : comparison_text(comparison);
    if (line.output_file.empty()) {
        print(text);
    } else {
        write(line.output_file, text);
    }
    return status_clean;
}

int test_server(const CommandLine& line)
{
    const auto cases = all_cases();
    const auto jobs = choose(cases, line.selection);
    if (jobs.empty()) throw Mistake("no case fits --case, --level and --transport");
    interrupt_on_signals();
    const auto begun = std::chrono::system_clock::now();
    const auto server = find_out(line.options);
    const auto style = style_of(line);
    if (!line.quiet) print(facts_text(report_of(server, {}, begun).server, style));

    std::vector<Result> results;
    {
        Progress progress{jobs.size(), line.verbose};
        results =
            run_all(server, jobs, line.jobs, [&](const Result& result) { progress.done(result); });
    }
    const auto report = report_of(server, results, begun);
    // The files before the text: who reads that may go away early.
    if (!line.json_file.empty()) write(line.json_file, json_of(report));
    if (!line.junit_file.empty()) write(line.junit_file, junit_of(report, line.fail_on));
    if (!line.html_file.empty()) write(line.html_file, html_of(report));
    if (!line.quiet) print(findings_text(report, style) + summary_text(report, style));
    if (interrupted())
        return complain("interrupted; the report has what was found until then",
                        status_interrupted);
    if (!line.quiet) print(praise_text(report, style));
    return has_findings(report, line.fail_on) ? status_findings : status_clean;
}

int run(const CommandLine& line)
{
    if (line.list) {
        const auto cases = all_cases();
        print(list_text(choose(cases, line.selection)));
        return status_clean;
    }
    if (!line.explain.empty()) {
        const auto text = explanation(all_cases(), line.explain);
        if (text.empty()) throw Mistake("no case has the id " + line.explain + " (see --list)");
        print(text);
        return status_clean;
    }
    return line.compare.empty() ? test_server(line) : compare_reports(line);
}

}  // namespace

int main(int argc, char** argv)
{
    std::signal(SIGPIPE, SIG_IGN);  // NOLINT(concurrency-mt-unsafe)
    CommandLine line;
    if (const auto status = parse(line, argc, argv)) return *status;
    try {
        return run(line);
    } catch (const Mistake& mistake) {
        return complain(mistake.what(), status_usage);
    } catch (const std::exception& error) {
        // Whatever was waited for then.
        if (interrupted()) return complain("interrupted", status_interrupted);
        return complain(error.what(), status_no_server);
    }
}
