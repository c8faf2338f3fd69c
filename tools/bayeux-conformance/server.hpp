#pragma once

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tools/bayeux-conformance/wire/http.hpp"

namespace halley::conformance {

/// What the operator says about the server under test.
struct Options {
    Endpoint endpoint;
    Headers headers;                             ///< Sent with each request.
    std::map<std::string, std::string> cookies;  ///< The same.
    std::string handshake_ext;                   ///< Raw JSON, or empty.
    std::vector<std::string> secrets;            ///< What no report shows of these.
    std::chrono::milliseconds patience{10'000};  ///< For an answer that is due at once.
    std::chrono::milliseconds max_hold{5'000};   ///< How long a case may have a connect held.
    /// How long the server keeps a session that does not connect; 0 when nobody said.
    std::chrono::milliseconds max_interval{0};
};

/// The server under test, and what was found out about it before the first case.
struct Server {
    Options options;
    std::set<std::string> connection_types;     ///< As its handshake replies list them.
    std::chrono::milliseconds timeout{30'000};  ///< As its advice says.
    std::chrono::milliseconds interval{0};
    std::string advice;        ///< Of the handshake or the first connect: raw JSON, or empty.
    std::string software;      ///< As its HTTP header `Server` says.
    bool long_polling = true;  ///< It has answered a handshake over HTTP.
    bool websocket = false;    ///< It has upgraded a connection.
    std::string dialect;       ///< `CometD`, `Faye`, `Halley` … as far as can be told.

    bool offers(std::string_view connection_type) const
    {
        return connection_types.contains(std::string{connection_type});
    }
    /// How long a held connect takes that is asked for `advice.timeout` = `max_hold`.
    std::chrono::milliseconds hold() const
    {
        return timeout < options.max_hold ? timeout : options.max_hold;
    }
};

/// Shakes hands and looks around; throws `std::runtime_error` when there is no Bayeux server.
Server find_out(const Options& options);

}  // namespace halley::conformance
