#pragma once

#include <string>
#include <string_view>
#include <variant>

namespace halley::client {

/// Where a server is. `http`, `https`, `ws` and `wss` differ in two things.
struct Url {
    bool websocket = false;
    bool tls = false;
    std::string host;    ///< An IPv6 address without its brackets.
    std::string port;    ///< Decimal, the scheme's own when the URL has none.
    std::string target;  ///< Path and query, `/` at least.

    bool operator==(const Url&) const = default;

    /// `host` or `host:port` as the header Host has it.
    std::string authority() const;
    bool host_is_address() const;
};

/// The URL, or one sentence that says what is wrong with it.
std::variant<Url, std::string> parse_url(std::string_view text);

}  // namespace halley::client
