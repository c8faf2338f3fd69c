#pragma once

#include <string_view>

namespace halley {

/// Everything a client can be told it did wrong, or that went wrong for it.
enum class Errc {
    // A whole body is unusable.
    body_empty,
    json_invalid,
    utf8_invalid,
    json_too_deep,
    not_a_message,  ///< The JSON is neither an object nor an array of objects.
    batch_too_long,
    body_too_large,
    binary_unsupported,
    // One message is.
    channel_missing,
    channel_invalid,
    message_id_invalid,
    data_missing,
    session_unknown,
    version_unsupported,
    connection_types_unsupported,
    subscription_missing,
    subscription_invalid,
    subscribe_denied,
    unsubscribe_denied,
    too_many_subscriptions,
    too_many_sessions,
    server_stopping,
    handshake_denied,
    message_deleted,
    publish_denied,
    create_denied,          ///< By a subscribe, as CometD words it.
    channel_create_denied,  ///< By a publish, likewise.
    too_many_handshakes,
    too_many_publishes,
    too_many_subscribes,
    connect_superseded,
    // A service is not available to it.
    service_unknown,
    service_refused,
    service_timeout,
    service_unreachable,
    service_closed,
    service_busy,
    service_frame_too_long,
    service_frame_malformed,
    service_not_json,
    service_idle,
};

/// How an error looks on each wire. The only place where the four meet.
struct ErrorInfo {
    int code;               ///< The first field of a Bayeux error (ERR-01).
    std::string_view text;  ///< Its last field.
    unsigned http_status;   ///< When a whole HTTP body is refused.
    unsigned close_code;    ///< When a WebSocket is closed for it (RFC 6455, 7.4).
};

const ErrorInfo& error_info(Errc error) noexcept;

}  // namespace halley
