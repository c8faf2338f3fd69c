#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace halley::services::rpc {

/// What a caller is told without its backend. The first three are JSON-RPC's own.
enum class Fault {
    parse_error = -32700,
    invalid_request = -32600,
    method_not_found = -32601,
    busy = -32000,         ///< Too many calls wait, or the backend does not read.
    timed_out = -32001,    ///< No answer within `call_timeout`; it is dropped if it comes later.
    unavailable = -32002,  ///< The backend is down, or was lost before it answered.
};

/** One JSON-RPC 2.0 object, as far as we look at it. The views point into `text`.

    A name that stands twice makes it ambiguous: some readers take the first,
    others the last, and Go's take `ID` for `id`. With a connection that clients
    share, the backend must see the id that we see.
*/
struct RpcMessage {
    std::string_view text;
    std::string_view id;      ///< Raw JSON; empty: none.
    std::string_view method;  ///< Raw JSON; empty: none.
    bool ambiguous = false;

    /// A call or a notification, with an id that can be remembered.
    [[nodiscard]] bool is_request() const;
    [[nodiscard]] bool is_call() const { return !id.empty(); }
    [[nodiscard]] bool is_method(std::string_view name) const;

    /// The id for an error: `null` where none can be told.
    [[nodiscard]] std::string_view answerable_id() const;

    /// The text with another id.
    [[nodiscard]] std::string with_id(std::string_view other) const;
};

/// Anything that is no object comes out without id and method.
RpcMessage read_message(std::string_view json);

/// Whether a JSON text is an array, so a batch.
bool is_batch(std::string_view json);

/// @param id raw JSON.
std::string error_text(Fault fault, std::string_view id);

}  // namespace halley::services::rpc
