#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>

#include "halley/errc.hpp"
#include "services/rpc/pending_calls.hpp"

// What a Multiplexer wants done. Lines are the connections of its pool, by number.

namespace halley::services::rpc {

struct OpenLine {
    std::size_t line;
    bool operator==(const OpenLine&) const = default;
};

/// At once, and it reports no more.
struct CloseLine {
    std::size_t line;
    bool operator==(const CloseLine&) const = default;
};

/// To be answered with `Multiplexer::line_written` or `line_refused`.
struct WriteLine {
    /// What is lost when the line takes no more.
    enum class Holds {
        notice,  ///< Nothing that anybody waits for.
        calls,   ///< From `first` to `last`.
        client,  ///< That a client is there, or is not any more.
    };

    std::size_t line;
    std::string text;
    Holds holds = Holds::notice;
    CallNumber first = 0;
    CallNumber last = 0;
    bool operator==(const WriteLine&) const = default;
};

/// The client's connection is open.
struct ClientOpened {
    ClientKey client;
    bool operator==(const ClientOpened&) const = default;
};

/// It could not be opened, and is forgotten.
struct ClientFailed {
    ClientKey client;
    Errc error;
    bool operator==(const ClientFailed&) const = default;
};

/// JSON, for one client.
struct TellClient {
    ClientKey client;
    std::string text;
    bool operator==(const TellClient&) const = default;
};

/// `data` is JSON.
struct Publish {
    std::string channel;
    std::string data;
    bool operator==(const Publish&) const = default;
};

using Action =
    std::variant<OpenLine, CloseLine, WriteLine, ClientOpened, ClientFailed, TellClient, Publish>;

}  // namespace halley::services::rpc
