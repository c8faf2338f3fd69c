#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/client/client.hpp"

namespace CLI {
class App;
}

namespace halley::cli {

/// What all command-line clients are asked for in the same way.
struct ConnectionOptions {
    std::string url;
    std::string transport;  ///< Empty for what the URL says.
    client::TlsOptions tls;
    bool insecure = false;
    std::vector<std::string> headers;
    std::vector<std::string> cookies;
    std::string ext;
    std::optional<double> timeout;  ///< Seconds.
    bool no_reconnect = false;
    bool verbose = false;
    bool quiet = false;
};

/// Adds them to `app`; whatever is wrong is thrown by its `parse`, as `CLI::ValidationError`.
void add_connection_options(CLI::App& app, ConnectionOptions& options);

/// Parses; nothing when the program may go on, else its status. What there is to say is said.
std::optional<int> parse(CLI::App& app, int argc, const char* const* argv);

/// The parts of a client, from options that were parsed.
client::TransportKind transport_of(const ConnectionOptions& options);
std::shared_ptr<client::Peer> peer_of(const ConnectionOptions& options);
client::SessionOptions session_of(const ConnectionOptions& options);

/// Nothing, or what is wrong with a channel to subscribe or to publish to. The server knows more.
std::string channel_mistake(const std::string& channel);

/// Nothing, or what is wrong with an URL, with `Name: value`, with `name=value`.
std::string url_mistake(const std::string& text);
std::string header_mistake(const std::string& text);
std::string cookie_mistake(const std::string& text);

/// Nothing, or that `text` is no JSON object.
std::string object_mistake(const std::string& text);

}  // namespace halley::cli
