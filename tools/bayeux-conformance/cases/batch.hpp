#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "tools/bayeux-conformance/party.hpp"

// What cases of several files say, and how they judge what they hear.

namespace halley::conformance {

/// A page from there has no business with the server under test.
constexpr std::string_view foreign_origin = "https://elsewhere.example";

/// One message alone; `id` without quotes, `members` follow `clientId`.
std::string batch_of(std::string_view channel, std::string_view id, std::string_view members = {});
/// A connect that is not to be held for longer than that.
std::string connect_batch(std::string_view id,
                          std::chrono::milliseconds timeout,
                          std::string_view connection_type = "long-polling");
std::string publish_batch(std::string_view channel, std::string_view id, std::string_view data);

/// `"advice":{"timeout":…}`, for `Party::hold`.
std::string asking_for(std::chrono::milliseconds timeout);

/// Waits until the connect that was just sent is held, on a connection of its own or by
/// `party`. The server's silence is the only sign of that; a connect that is answered
/// skips the case.
void await_hold(Run& run, HttpConnection& connection);
void await_hold(Party& party);

/// The messages of a body or frame: its elements, or the one that it is.
std::vector<Json> messages_in(std::string_view text);

/// A client in the browser of `other`: it begins with the cookies of that one.
Party in_browser_of(Run& run, const Party& other);

/// The head of an HTTP request, but for `Content-Length` and the empty line.
std::string head_of(const Run& run, const HttpRequest& request);

std::string status_text(const HttpResponse& response);

/// Whether a text that a server gave to a stranger tells how the server is made:
/// exceptions, traces, names of source files.
bool shows_internals(std::string_view text);

}  // namespace halley::conformance
