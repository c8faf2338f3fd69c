#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "tools/bayeux-conformance/case.hpp"
#include "tools/bayeux-conformance/server.hpp"
#include "tools/bayeux-conformance/wire/conversation.hpp"
#include "tools/bayeux-conformance/wire/http.hpp"
#include "tools/bayeux-conformance/wire/json.hpp"
#include "tools/bayeux-conformance/wire/web_socket.hpp"

namespace halley::conformance {

class Party;

/// A case has found what it was looking for: the row does not hold.
struct DoesNotHold : std::runtime_error {
    DoesNotHold(std::string what_was_expected, std::string what_there_was)
        : std::runtime_error(what_was_expected),
          expected(std::move(what_was_expected)),
          received(std::move(what_there_was))
    {
    }
    std::string expected;
    std::string received;
};

/// A case cannot be tried on this server.
struct Skipped : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The value of a header `Cookie`; empty without any.
std::string cookie_header(const std::map<std::string, std::string>& cookies);

/** One case while it runs: the server, the medium, and what was said.

    Names of channels from `channel` are new in every run, so cases do not disturb
    each other nor whoever else uses the server.
*/
class Run {
public:
    Run(const Server& server, Medium medium);

    const Server& server() const { return server_; }
    Medium medium() const { return medium_; }
    Conversation& conversation() { return conversation_; }

    /// A client that has shaken hands, and connected once when `connected`.
    Party party(std::string_view handshake_members = {});
    Party connected_party(std::string_view handshake_members = {});
    /// One that has done nothing yet.
    Party stranger();

    HttpConnection http();
    WebSocket websocket(const Headers& headers = {}, std::string_view path_suffix = {});
    /// A POST of that body to the endpoint, with the operator's headers.
    HttpRequest post(std::string body, const Headers& headers = {}) const;
    /// Adds the operator's headers and cookies, but for those that are there.
    Headers with_operators(Headers headers) const;

    /// `/conformance/<something new>` and what follows.
    std::string channel(std::string_view rest = {});
    /// One that is another in every call.
    std::string new_channel();

    /// Ends the case unless `holds`.
    void expect(bool holds, std::string_view expected, std::string_view received);
    void expect(bool holds, std::string_view expected, const Json& received)
    {
        expect(holds, expected, std::string_view{received.text()});
    }
    /// What the server does, for the report of a row that binds nobody.
    void tell(std::string detail) { detail_ = std::move(detail); }
    [[noreturn]] void skip(const std::string& reason) { throw Skipped{reason}; }

    const std::string& detail() const { return detail_; }

    /// When an answer that is due at once is overdue.
    Clock::time_point soon() const;
    /// When one that may take `hold` is.
    Clock::time_point after(std::chrono::milliseconds hold) const { return soon() + hold; }

private:
    std::string next_peer();

    const Server& server_;
    Medium medium_;
    Conversation conversation_;
    std::string detail_;
    std::string prefix_;
    unsigned peers_ = 0;
    unsigned channels_ = 0;
};

}  // namespace halley::conformance
