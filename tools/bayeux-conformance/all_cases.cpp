#include "tools/bayeux-conformance/case.hpp"

namespace halley::conformance {

std::vector<Case> all_cases()
{
    std::vector<Case> all;
    for (const auto table : {format_cases(),
                             value_cases(),
                             batch_cases(),
                             channel_cases(),
                             globbing_cases(),
                             handshake_cases(),
                             client_id_cases(),
                             connect_cases(),
                             held_connect_cases(),
                             expiry_cases(),
                             long_polling_cases(),
                             browser_cases(),
                             http_cases(),
                             websocket_cases(),
                             websocket_refusal_cases(),
                             websocket_session_cases(),
                             callback_polling_cases(),
                             eventsource_cases(),
                             subscribe_cases(),
                             publish_cases(),
                             delivery_cases(),
                             disconnect_cases(),
                             advice_cases(),
                             error_cases(),
                             extension_cases(),
                             acknowledgement_cases(),
                             limit_cases()})
        all.insert(all.end(), table.begin(), table.end());
    return all;
}

}  // namespace halley::conformance
