#include "tools/cli/connection_options.hpp"

#include <algorithm>
#include <iostream>
#include <variant>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "tools/cli/exit.hpp"
#include "tools/cli/printable.hpp"
#include "tools/client/json.hpp"
#include "tools/client/url.hpp"

namespace halley::cli {
namespace {

using client::TransportKind;

bool has_control(const std::string& text)
{
    return std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    });
}

std::string timeout_mistake(const std::string& text)
{
    char* end = nullptr;
    const double seconds = std::strtod(text.c_str(), &end);
    const bool valid = *end == '\0' && seconds > 0 && seconds <= 1e9;
    return valid ? std::string{} : "\"" + text + "\" is no number of seconds above 0";
}

void add_tls_options(CLI::App& app, ConnectionOptions& options)
{
    app.add_option("--ca", options.tls.ca_file, "Trust these certificate authorities too, PEM")
        ->option_text("FILE");
    app.add_flag("--insecure", options.insecure, "Take any certificate of the server");
    auto* const certificate =
        app.add_option("--cert", options.tls.certificate_file, "Our certificate, PEM")
            ->option_text("FILE");
    app.add_option("--key", options.tls.key_file, "Its key, unless --cert has it too")
        ->option_text("FILE")
        ->needs(certificate);
}

}  // namespace

std::string url_mistake(const std::string& text)
{
    const auto url = client::parse_url(text);
    const auto* const mistake = std::get_if<std::string>(&url);
    return mistake ? *mistake : std::string{};
}

std::string header_mistake(const std::string& text)
{
    const auto colon = text.find(':');
    if (colon == std::string::npos || colon == 0 || text.find(' ') < colon || has_control(text))
        return "\"" + text + "\" is no 'Name: value'";
    return {};
}

std::string cookie_mistake(const std::string& text)
{
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || text.find(';') != std::string::npos ||
        has_control(text))
        return "\"" + text + "\" is no name=value";
    return {};
}

std::string channel_mistake(const std::string& channel)
{
    if (!channel.starts_with('/')) return "\"" + channel + "\" is no channel: they begin with /";
    if (channel == "/meta" || channel.starts_with("/meta/"))
        return channel + " belongs to the protocol itself";
    return {};
}

std::string object_mistake(const std::string& text)
{
    const auto value = client::json_value(text);
    return value && value->starts_with('{') ? std::string{} : "not a JSON object: " + text;
}

void add_connection_options(CLI::App& app, ConnectionOptions& options)
{
    app.set_help_flag("--help", "Print this and exit");
    app.set_version_flag(
        "--version", app.get_name() + " " + HALLEY_VERSION, "Print the version and exit");
    app.add_option("URL", options.url, "Of the server: http, https, ws or wss")
        ->required()
        ->check(url_mistake)
        ->option_text(" ");
    app.add_option("--transport",
                   options.transport,
                   "websocket or long-polling, instead of what the URL begins with")
        ->check(CLI::IsMember({"websocket", "long-polling"}))
        ->option_text("NAME");
    add_tls_options(app, options);
    app.add_option(
           "--header", options.headers, "Sent with every request, 'Name: value'; repeatable")
        ->check(header_mistake)
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->option_text("HEADER");
    app.add_option("--cookie", options.cookies, "name=value; repeatable")
        ->check(cookie_mistake)
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->option_text("COOKIE");
    app.add_option("--ext", options.ext, "The ext of the handshake, such as a login")
        ->check(object_mistake)
        ->option_text("JSON");
    app.add_option("--timeout", options.timeout, "End with status 4 when nothing happens so long")
        ->check(timeout_mistake)
        ->option_text("SECONDS");
    app.add_flag("--no-reconnect", options.no_reconnect, "End when the connection is lost");
    app.add_flag("--verbose", options.verbose, "Show all messages on standard error");
    app.add_flag("--quiet", options.quiet, "Only errors on standard error");
}

std::optional<int> parse(CLI::App& app, int argc, const char* const* argv)
{
    try {
        app.parse(argc, argv);
        return std::nullopt;
    } catch (const CLI::Success& success) {
        app.exit(success);
        return status_done;
    } catch (const CLI::ParseError& error) {
        std::cerr << app.get_name() + ": " + printable(error.what()) + " (see --help)\n";
        return status_usage;
    }
}

TransportKind transport_of(const ConnectionOptions& options)
{
    if (options.transport == "websocket") return TransportKind::websocket;
    if (options.transport == "long-polling") return TransportKind::long_polling;
    return std::get<client::Url>(client::parse_url(options.url)).websocket
               ? TransportKind::websocket
               : TransportKind::long_polling;
}

std::shared_ptr<client::Peer> peer_of(const ConnectionOptions& options)
{
    auto tls = options.tls;
    tls.verify = !options.insecure;
    auto peer =
        std::make_shared<client::Peer>(std::get<client::Url>(client::parse_url(options.url)), tls);
    for (const auto& header : options.headers) {
        const auto colon = header.find(':');
        const auto value = std::min(header.find_first_not_of(' ', colon + 1), header.size());
        peer->headers.emplace_back(header.substr(0, colon), header.substr(value));
    }
    for (const auto& cookie : options.cookies)
        peer->cookies.add(cookie);
    if (options.verbose) {
        peer->wire = [](char direction, std::string_view text) {
            std::cerr << direction + (" " + printable(text) + "\n") << std::flush;
        };
    }
    return peer;
}

client::SessionOptions session_of(const ConnectionOptions& options)
{
    client::SessionOptions session;
    session.handshake_ext = options.ext;
    session.reconnect = !options.no_reconnect;
    return session;
}

}  // namespace halley::cli
