#include "tools/bayeux-conformance/server.hpp"

#include <algorithm>

#include "tools/bayeux-conformance/party.hpp"

namespace halley::conformance {

namespace {

bool is_hexadecimal(std::string_view text)
{
    return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// What gives a server away, as far as anything does.
std::string dialect_of(const Json& handshake, const Party& party)
{
    const auto ext = handshake["ext"];
    const auto types = handshake["supportedConnectionTypes"].text();
    if (types.find("\"in-process\"") != std::string::npos) return "Faye";
    if (!ext["sfdc"].missing() || !ext["payload.format"].missing()) return "Salesforce";
    if (const auto browser = party.cookies.find("BAYEUX_BROWSER"); browser != party.cookies.end()) {
        const auto& value = browser->second;
        if (value.find('.') != std::string::npos) return "Halley";
        return value.size() == 40 && is_hexadecimal(value) ? "cometd-nodejs-server" : "CometD";
    }
    if (!ext["address"].missing() || !ext["url"].missing()) return "Nodefony";
    return "unknown";
}

// Some servers give their advice with the connect only.
Json advice_of(Party& party)
{
    auto advice = party.handshake_reply["advice"];
    if (advice["timeout"].is_number()) return advice;
    try {
        const auto later = party.connect()["advice"];
        return later.is_object() ? later : advice;
    } catch (const std::exception&) {
        return advice;
    }
}

void take_advice(Server& server, const Json& advice)
{
    // A server may say anything; nobody waits for a day.
    constexpr double longest = 24 * 60 * 60 * 1000.0;
    const auto advised = [&](const char* name, std::chrono::milliseconds otherwise) {
        const auto value = advice[name];
        const bool usable = value.is_number() && value.number() >= 0 && value.number() <= longest;
        return usable ? std::chrono::milliseconds{static_cast<long long>(value.number())}
                      : otherwise;
    };
    server.advice = advice.text();
    server.timeout = advised("timeout", server.timeout);
    server.interval = advised("interval", server.interval);
}

void take_facts(Server& server, Party& party)
{
    for (const auto& type : party.handshake_reply["supportedConnectionTypes"].elements())
        server.connection_types.insert(type.string());
    server.dialect = dialect_of(party.handshake_reply, party);
    for (const auto& [name, value] : party.response_headers) {
        if (name == "Server" || name == "server") server.software = value;
    }
    take_advice(server, advice_of(party));
    try {
        party.ask("/meta/disconnect");
    } catch (const std::exception&) {
        // Whether that works is for the cases to tell.
    }
}

bool upgrades(Run& run)
{
    try {
        return run.websocket().response.status == 101;
    } catch (const std::exception&) {
        return false;
    }
}

std::string no_server(const Options& options, const DoesNotHold& refusal)
{
    return "no Bayeux server answers at " + options.endpoint.url.authority() +
           options.endpoint.url.target + ": expected that " + refusal.expected +
           ", but there was " + (refusal.received.empty() ? "no reply" : refusal.received);
}

}  // namespace

Server find_out(const Options& options)
{
    Server server;
    server.options = options;
    Run over_http{server, Medium::long_polling};
    auto party = over_http.stranger();
    try {
        party.handshake();
        take_facts(server, party);
        server.websocket = server.offers("websocket") && upgrades(over_http);
        return server;
    } catch (const DoesNotHold& refusal) {
        // A server may have nothing but WebSocket.
        Run over_websocket{server, Medium::websocket};
        auto other = over_websocket.stranger();
        try {
            other.handshake();
        } catch (const std::exception&) {
            throw std::runtime_error(
                over_http.conversation().without_secrets(no_server(options, refusal)));
        }
        take_facts(server, other);
        server.long_polling = false;
        server.websocket = true;
        return server;
    }
}

}  // namespace halley::conformance
