#pragma once

#include <optional>

#include "src/transport/transport.hpp"

namespace halley::transport {

// What the transports have in common whose batches are the bodies of POSTs.

/// Refuses the types of body that are none of ours. What a browser sends to other
/// sites without asking, such as text/plain, must not be taken for a message (LP-03);
/// for forms, which it sends as well, the `Origin` is what counts.
std::optional<http::Answer> refuse_posted(const HttpRequest& request);

/// Gives the batch in the body to the core: JSON, or else the `message` of a form (LP-02).
Served serve_posted(http::HttpConnection& connection, const HttpRequest& request);

}  // namespace halley::transport
