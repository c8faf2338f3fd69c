#include "tools/bayeux-conformance/server.hpp"

#include "tools/bayeux-conformance/party.hpp"

namespace halley::conformance {

namespace {

// What gives a server away, as far as anything does.
std::string dialect_of(const Json& handshake, const Party& party)
{
    const auto id = handshake["clientId"].string();
    const auto types = handshake["supportedConnectionTypes"].text();
    if (types.find("in-process") != std::string::npos) return "Faye";
    if (!handshake["ext"]["sfdc"].missing()) return "Salesforce";
    for (const auto& [name, value] : party.cookies) {
        if (name == "BAYEUX_BROWSER" && value.find('.') != std::string::npos) return "Halley";
        if (name == "BAYEUX_BROWSER") return "CometD";
    }
    return "unknown";
}

}  // namespace

Server find_out(const Options& options)
{
    Server server;
    server.options = options;
    Run run{server, Medium::long_polling};
    auto party = run.stranger();
    try {
        party.handshake();
    } catch (const DoesNotHold& refusal) {
        throw std::runtime_error("no Bayeux server answers at " + options.endpoint.url.authority() +
                                 options.endpoint.url.target + ": expected that " +
                                 refusal.expected + ", but: " + refusal.received);
    }
    for (const auto& type : party.handshake_reply["supportedConnectionTypes"].elements())
        server.connection_types.insert(type.string());
    const auto advised = [&](const char* name, std::chrono::milliseconds otherwise) {
        const auto value = party.handshake_reply["advice"][name];
        return value.is_number() ? std::chrono::milliseconds{static_cast<long long>(value.number())}
                                 : otherwise;
    };
    server.timeout = advised("timeout", server.timeout);
    server.interval = advised("interval", server.interval);
    server.dialect = dialect_of(party.handshake_reply, party);
    if (server.offers("websocket")) {
        try {
            server.websocket = run.websocket().response.status == 101;
        } catch (const std::exception&) {
            server.websocket = false;
        }
    }
    return server;
}

}  // namespace halley::conformance
