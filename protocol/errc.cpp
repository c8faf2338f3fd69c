#include "halley/errc.hpp"

#include <array>
#include <cstddef>

namespace halley {

namespace {

struct Row {
    Errc error;
    ErrorInfo info;
};

// In the order of the enumeration: looked up by index.
constexpr Row table[] = {
    {Errc::body_empty,                   {400, "body_empty", 400, 1008}                  },
    {Errc::json_invalid,                 {400, "json_invalid", 400, 1008}                },
    {Errc::utf8_invalid,                 {400, "utf8_invalid", 400, 1007}                },
    {Errc::json_too_deep,                {400, "json_too_deep", 400, 1008}               },
    {Errc::not_a_message,                {400, "not_a_message", 400, 1008}               },
    {Errc::batch_too_long,               {400, "batch_too_long", 400, 1008}              },
    {Errc::body_too_large,               {413, "body_too_large", 413, 1009}              },
    {Errc::binary_unsupported,           {400, "binary_unsupported", 400, 1003}          },
    {Errc::channel_missing,              {400, "channel_missing", 400, 1008}             },
    {Errc::channel_invalid,              {405, "channel_invalid", 400, 1008}             },
    {Errc::message_id_invalid,           {405, "message_id_invalid", 400, 1008}          },
    {Errc::data_missing,                 {400, "data_missing", 400, 1008}                },
    {Errc::session_unknown,              {402, "session_unknown", 400, 1008}             },
    {Errc::version_unsupported,          {300, "version_unsupported", 400, 1008}         },
    {Errc::connection_types_unsupported, {301, "connection_types_unsupported", 400, 1008}},
    {Errc::subscription_missing,         {403, "subscription_missing", 400, 1008}        },
    {Errc::subscription_invalid,         {403, "subscription_invalid", 400, 1008}        },
    {Errc::subscribe_denied,             {403, "subscribe_denied", 400, 1008}            },
    {Errc::unsubscribe_denied,           {403, "unsubscribe_denied", 400, 1008}          },
    {Errc::too_many_subscriptions,       {403, "too_many_subscriptions", 400, 1008}      },
    {Errc::too_many_sessions,            {403, "too_many_sessions", 400, 1008}           },
    {Errc::server_stopping,              {503, "server_stopping", 503, 1001}             },
    {Errc::handshake_denied,             {403, "handshake_denied", 400, 1008}            },
    {Errc::message_deleted,              {404, "message_deleted", 400, 1008}             },
    {Errc::publish_denied,               {403, "publish_denied", 400, 1008}              },
    {Errc::create_denied,                {403, "create_denied", 400, 1008}               },
    {Errc::channel_create_denied,        {403, "channel_create_denied", 400, 1008}       },
    {Errc::too_many_handshakes,          {429, "too_many_handshakes", 429, 1008}         },
    {Errc::too_many_publishes,           {429, "too_many_publishes", 429, 1008}          },
    {Errc::too_many_subscribes,          {429, "too_many_subscribes", 429, 1008}         },
    {Errc::connect_superseded,           {408, "connect_superseded", 400, 1008}          },
    {Errc::service_unknown,              {404, "service_unknown", 400, 1008}             },
    {Errc::service_refused,              {403, "service_refused", 400, 1008}             },
    {Errc::service_timeout,              {408, "service_timeout", 400, 1008}             },
    {Errc::service_unreachable,          {503, "service_unreachable", 400, 1008}         },
    {Errc::service_closed,               {503, "service_closed", 400, 1008}              },
    {Errc::service_busy,                 {503, "service_busy", 400, 1008}                },
    {Errc::service_frame_too_long,       {502, "service_frame_too_long", 400, 1008}      },
    {Errc::service_frame_malformed,      {502, "service_frame_malformed", 400, 1008}     },
    {Errc::service_not_json,             {502, "service_not_json", 400, 1008}            },
    {Errc::service_idle,                 {408, "service_idle", 400, 1008}                },
};

constexpr bool complete()
{
    std::size_t index = 0;
    for (const auto& row : table) {
        if (static_cast<std::size_t>(row.error) != index++) return false;
    }
    return index == static_cast<std::size_t>(Errc::service_idle) + 1;
}
static_assert(complete());

}  // namespace

const ErrorInfo& error_info(Errc error) noexcept
{
    return table[static_cast<std::size_t>(error)].info;
}

}  // namespace halley
