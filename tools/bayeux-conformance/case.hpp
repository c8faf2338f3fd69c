#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halley::conformance {

class Run;

/// How much a row of the catalogue binds a server.
enum class Level {
    must,       ///< The specification's MUST: not holding it is a failure.
    should,     ///< Its SHOULD: a warning.
    may,        ///< Its MAY: information.
    cometd,     ///< What CometD does and clients may rely on: information.
    hardening,  ///< What a server in the open needs: a weakness.
};

/// On what a case runs.
enum class Medium {
    any,  ///< Over long-polling and over WebSocket, once each.
    long_polling,
    websocket,
    callback_polling,
    eventsource,
};

/** One row of the catalogue, as a test that anybody can read. */
struct Case {
    std::string_view id;     ///< As `HSK-04`; the same id may have several cases.
    std::string_view title;  ///< What a server does that is right.
    Level level;
    std::string_view source;  ///< Section of the specification, an RFC, or `CometD`.
    Medium medium;
    void (*run)(Run& run);
    bool alone = false;           ///< It keeps the server busy: no other case runs meanwhile.
    std::string_view needs = {};  ///< What it is skipped without, as far as users can do something.
};

using Cases = std::span<const Case>;

// One table a file, in the order of the catalogue.
Cases format_cases();
Cases value_cases();
Cases batch_cases();
Cases channel_cases();
Cases globbing_cases();
Cases handshake_cases();
Cases client_id_cases();
Cases connect_cases();
Cases held_connect_cases();
Cases expiry_cases();
Cases long_polling_cases();
Cases browser_cases();
Cases http_cases();
Cases websocket_cases();
Cases websocket_refusal_cases();
Cases websocket_session_cases();
Cases callback_polling_cases();
Cases eventsource_cases();
Cases subscribe_cases();
Cases publish_cases();
Cases delivery_cases();
Cases disconnect_cases();
Cases advice_cases();
Cases error_cases();
Cases extension_cases();
Cases acknowledgement_cases();
Cases limit_cases();

/// All of them.
std::vector<Case> all_cases();

}  // namespace halley::conformance
