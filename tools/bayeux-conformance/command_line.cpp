#include "tools/bayeux-conformance/command_line.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <unistd.h>

#include "tools/bayeux-conformance/wire/json.hpp"
#include "tools/cli/connection_options.hpp"

namespace halley::conformance {

namespace {

constexpr const char* description =
    R"(Runs the cases of the Bayeux catalogue against a server and reports what it gets wrong.)";

constexpr const char* examples = R"(Examples:
  bayeux-conformance http://127.0.0.1:8080/cometd
  bayeux-conformance --html report.html --json halley.json https://example.org/faye
  bayeux-conformance --case 'HSK-*' --transport websocket --verbose http://127.0.0.1:8080/cometd
  bayeux-conformance --header 'Authorization: Bearer secret' --junit junit.xml https://example.org/cometd
  bayeux-conformance --explain HSK-01
  bayeux-conformance --compare halley.json cometd.json faye.json --output servers.html

Status: 0 nothing found that counts by --fail-on, 1 something found, 2 wrong usage,
3 no Bayeux server there, 4 interrupted: the reports have what was found until then.)";

// What the user writes, before it is checked against each other and taken over.
struct Words {
    std::string url;
    std::vector<std::string> levels;
    std::vector<std::string> media;
    std::vector<std::string> headers;
    std::vector<std::string> cookies;
    std::string fail_on = "must";
    double max_hold = 5;
    double max_interval = 0;
    double patience = 10;
};

std::string lower(std::string_view text)
{
    std::string out;
    for (const char c : text)
        out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

template <class Value> std::vector<std::string> names_of(const std::vector<Value>& values)
{
    std::vector<std::string> names;
    for (const auto value : values)
        names.push_back(lower(name_of(value)));
    return names;
}

// `values` were checked to be among `all`.
template <class Value>
std::set<Value> named(const std::vector<std::string>& values, const std::vector<Value>& all)
{
    std::set<Value> chosen;
    for (const auto value : all) {
        const bool is_named = std::any_of(values.begin(), values.end(), [&](const auto& text) {
            return lower(text) == lower(name_of(value));
        });
        if (is_named) chosen.insert(value);
    }
    return chosen;
}

const std::map<std::string, Threshold>& thresholds()
{
    static const std::map<std::string, Threshold> names{
        {"none",      Threshold::none     },
        {"must",      Threshold::must     },
        {"should",    Threshold::should   },
        {"hardening", Threshold::hardening}
    };
    return names;
}

// A run takes minutes: better to know before it.
std::string file_mistake(const std::string& name)
{
    const std::filesystem::path path{name};
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) return name + " is a directory";
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path{"."};
    const bool exists = std::filesystem::exists(path, error);
    if (::access(exists ? path.c_str() : folder.c_str(), W_OK) == 0) return {};
    return name + " cannot be written";
}

std::string output_mistake(const std::string& name)
{
    const auto extension = std::filesystem::path{name}.extension();
    if (extension != ".html" && extension != ".md" && extension != ".txt")
        return "\"" + name + "\" ends with none of .html, .md and .txt";
    return file_mistake(name);
}

CLI::Option* repeatable(CLI::Option* option)
{
    return option->expected(1)->allow_extra_args(false)->multi_option_policy(
        CLI::MultiOptionPolicy::TakeAll);
}

void add_server_options(CLI::App& app, CommandLine& line, Words& words)
{
    app.add_option("URL", words.url, "Of the server: http, https, ws or wss")
        ->check(cli::url_mistake)
        ->option_text(" ");
    app.add_flag(
        "--insecure", line.options.endpoint.insecure, "Take any certificate of the server");
    repeatable(app.add_option(
                   "--header", words.headers, "Sent with every request, 'Name: value'; repeatable"))
        ->check(cli::header_mistake)
        ->option_text("HEADER");
    repeatable(app.add_option("--cookie", words.cookies, "name=value; repeatable"))
        ->check(cli::cookie_mistake)
        ->option_text("COOKIE");
    app.add_option("--handshake-ext",
                   line.options.handshake_ext,
                   "The ext of the handshakes, such as a login")
        ->check(cli::object_mistake)
        ->option_text("JSON");
}

void add_selection_options(CLI::App& app, CommandLine& line, Words& words)
{
    repeatable(app.add_option("--transport",
                              words.media,
                              "Only on long-polling, websocket, callback-polling, eventsource"))
        ->delimiter(',')
        ->check(CLI::IsMember(names_of(all_media()), CLI::ignore_case))
        ->option_text("NAME,...");
    repeatable(app.add_option(
                   "--case", line.selection.globs, "Only cases whose id matches, such as 'HSK-*'"))
        ->delimiter(',')
        ->option_text("GLOB,...");
    repeatable(app.add_option("--level", words.levels, "Only must, should, may, cometd, hardening"))
        ->delimiter(',')
        ->check(CLI::IsMember(names_of(all_levels()), CLI::ignore_case))
        ->option_text("LEVEL,...");
    app.add_flag("--list", line.list, "Print the cases and exit");
    app.add_option("--explain", line.explain, "Print what is known about a case and exit")
        ->option_text("ID");
}

void add_run_options(CLI::App& app, CommandLine& line, Words& words)
{
    app.add_option("--jobs", line.jobs, "Cases at a time, 16 by default")
        ->check(CLI::Range(1, 256))
        ->option_text("N");
    app.add_option("--max-hold",
                   words.max_hold,
                   "How long a case may have a connect held, 5 by default; servers that hold "
                   "longer are asked for less")
        ->check(CLI::Range(0.1, 300.0))
        ->option_text("SECONDS");
    app.add_option("--max-interval",
                   words.max_interval,
                   "How long the server keeps a session that does not connect, for cases that "
                   "wait for its end")
        ->check(CLI::Range(0.1, 300.0))
        ->option_text("SECONDS");
    app.add_option("--patience",
                   words.patience,
                   "What an answer that is due at once may take, 10 by default")
        ->check(CLI::Range(0.1, 300.0))
        ->option_text("SECONDS");
    app.add_option("--fail-on",
                   words.fail_on,
                   "For status 1: must (the default), should (these as well), hardening (these as "
                   "well), or none")
        ->check(CLI::IsMember({"none", "must", "should", "hardening"}))
        ->option_text("LEVEL");
}

void add_report_options(CLI::App& app, CommandLine& line)
{
    app.add_option("--json", line.json_file, "Write all there is to know, also for --compare")
        ->check(file_mistake)
        ->option_text("FILE");
    app.add_option("--junit", line.junit_file, "Write it for continuous integration")
        ->check(file_mistake)
        ->option_text("FILE");
    app.add_option("--html", line.html_file, "Write one page with everything in it")
        ->check(file_mistake)
        ->option_text("FILE");
    auto* const compare =
        app.add_option("--compare", line.compare, "Print reports of --json side by side and exit")
            ->check(CLI::ExistingFile)
            ->option_text("FILE ...");
    app.add_option("--output", line.output_file, "Where to: a .html, .md or .txt")
        ->check(output_mistake)
        ->option_text("FILE")
        ->needs(compare);
    app.add_flag("--verbose", line.verbose, "Print all results, with what was said");
    app.add_flag("--quiet", line.quiet, "Print no report, only errors");
}

client::Url url_of(const std::string& text)
{
    return std::get<client::Url>(client::parse_url(text));
}

// Strings in an ext are logins more often than not.
void add_strings(const Json& json, std::vector<std::string>& strings)
{
    if (json.is_string()) strings.push_back(json.text().substr(1, json.text().size() - 2));
    if (!json.is_object() && !json.is_array()) return;
    for (const auto& name : json.members())
        add_strings(json[std::string_view{name}], strings);
    for (const auto& element : json.is_array() ? json.elements() : std::vector<Json>{})
        add_strings(element, strings);
}

void take_over(const Words& words, CommandLine& line)
{
    auto& options = line.options;
    if (!words.url.empty()) options.endpoint.url = url_of(words.url);
    for (const auto& header : words.headers) {
        const auto colon = header.find(':');
        const auto value = std::min(header.find_first_not_of(' ', colon + 1), header.size());
        options.headers.emplace_back(header.substr(0, colon), header.substr(value));
        options.secrets.push_back(header.substr(value));
    }
    for (const auto& cookie : words.cookies) {
        const auto equals = cookie.find('=');
        options.cookies[cookie.substr(0, equals)] = cookie.substr(equals + 1);
        options.secrets.push_back(cookie.substr(equals + 1));
    }
    if (const auto ext = Json::parse(options.handshake_ext)) add_strings(*ext, options.secrets);
    const auto milliseconds = [](double seconds) {
        return std::chrono::milliseconds{static_cast<long long>(seconds * 1000)};
    };
    options.max_hold = milliseconds(words.max_hold);
    options.max_interval = milliseconds(words.max_interval);
    options.patience = milliseconds(words.patience);
    line.selection.levels = named(words.levels, all_levels());
    line.selection.media = named(words.media, all_media());
    line.fail_on = thresholds().at(words.fail_on);
}

}  // namespace

std::optional<int> parse(CommandLine& line, int argc, const char* const* argv)
{
    Words words;
    CLI::App app{description, "bayeux-conformance"};
    app.set_help_flag("--help", "Print this and exit");
    app.set_version_flag(
        "--version", app.get_name() + " " + HALLEY_VERSION, "Print the version and exit");
    add_server_options(app, line, words);
    add_selection_options(app, line, words);
    add_run_options(app, line, words);
    add_report_options(app, line);
    app.footer(examples);
    app.callback([&] {
        const bool runs = !line.list && line.explain.empty() && line.compare.empty();
        if (runs && words.url.empty()) throw CLI::RequiredError("URL");
    });
    if (const auto status = cli::parse(app, argc, argv)) return status;
    take_over(words, line);
    return std::nullopt;
}

}  // namespace halley::conformance
