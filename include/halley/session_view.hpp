#pragma once

#include <span>
#include <string_view>

namespace halley {

/// What there is to know of a session. Valid during the call that it is given to.
struct SessionView {
    std::string_view client_id;
    std::string_view address;     ///< Of the request that created it, without the port.
    std::string_view identity;    ///< As the security policy gave it; empty: none.
    std::string_view attributes;  ///< A JSON object, or empty.
};

/// A message as it came. Valid during the call that it is given to. `id`, `data`
/// and `ext` are raw JSON, empty when absent.
struct MessageView {
    std::string_view channel;
    std::string_view id;
    std::string_view data;
    std::string_view ext;
    std::span<const std::string_view> subscriptions;
};

}  // namespace halley
