#include <algorithm>
#include <cctype>
#include <charconv>

#include "protocol/shard.hpp"

namespace halley::protocol {

namespace {

// "1.1" and "2" ask for more than the 1.0 that we speak (HSK-08); what is no
// version asks for nothing.
bool above_one(std::string_view version)
{
    int major = 0;
    int minor = 0;
    const auto* const end = version.data() + version.size();
    const auto [dot, error] = std::from_chars(version.data(), end, major);
    if (error == std::errc::result_out_of_range) return true;
    if (error != std::errc{}) return false;
    if (dot != end && *dot == '.' &&
        std::from_chars(dot + 1, end, minor).ec == std::errc::result_out_of_range)
        minor = 1;
    return major > 1 || (major == 1 && minor > 0);
}

bool same_name(std::string_view a, std::string_view b)
{
    const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) {
        return lower(x) == lower(y);
    });
}

bool in_common(const std::vector<std::string_view>& asked, const std::vector<std::string>& ours)
{
    return std::any_of(asked.begin(), asked.end(), [&](std::string_view name) {
        return std::any_of(
            ours.begin(), ours.end(), [&](const std::string& own) { return same_name(name, own); });
    });
}

}  // namespace

Shard::Step Shard::handshake(Exchange& exchange, const Message& message)
{
    const auto refused =
        [&](Errc error, std::string_view reason = {}, std::string_view reconnect = "none") {
            auto reply = this->reply(exchange.replies);
            reply.text("channel", "/meta/handshake");
            if (message.id_valid && message.id.size() <= longest_id) reply.id(message.id);
            reply.failed(error, reason)
                .raw("version", R"("1.0")")
                .raw("supportedConnectionTypes", connection_types_)
                .raw("advice",
                     error == Errc::server_stopping ? begin_anew_
                                                    : advice(reconnect, patience_.interval));
            return Step::done;
        };
    if (!message.id_valid || message.id.size() > longest_id)
        return refused(Errc::message_id_invalid);
    if (message.minimum_version.state == Field::valid && above_one(message.minimum_version.text))
        return refused(Errc::version_unsupported);
    if (message.connection_types == Field::wrong_type ||
        (message.connection_types == Field::valid &&
         !in_common(message.supported_connection_types, transports_)))
        return refused(Errc::connection_types_unsupported);

    // All sessions of a browser have one home, where their connects are counted (LP-12).
    const auto home = home_of(exchange.request->browser);
    if (home && *home != id_ && *home < shards_ && !exchange.from.streaming &&
        config_.bayeux.max_sessions_per_browser >= 0)
        return forward(exchange, *home);

    const auto dialect =
        is_nodefony_handshake(exchange, message) ? Dialect::nodefony : Dialect::bayeux;
    const auto created = create_session(exchange, message, dialect);
    if (std::holds_alternative<Waiting>(created)) return Step::gone;
    if (const auto* const refusal = std::get_if<Refusal>(&created))
        return refused(refusal->error, refusal->reason, refusal->reconnect);
    auto& session = *std::get<Session*>(created);
    if (dialect == Dialect::nodefony) {
        nodefony_handshake_reply(exchange, session);
        return Step::done;
    }
    if (exchange.from.streaming) attach(session, exchange.from);
    if (offers(ExtensionName::ack) && asks_for_ack(message.ext))
        session.acks = std::make_unique<Acknowledgements>();
    reply(exchange.replies)
        .text("channel", "/meta/handshake")
        .id(message.id)
        .flag("successful", true)
        .raw("version", R"("1.0")")
        .raw("minimumVersion", R"("1.0")")
        .text("clientId", session.client_id)
        .raw("supportedConnectionTypes", connection_types_)
        .raw("advice", advice("retry", patience_.interval))
        .ext(handshake_ext(message, session));
    return Step::done;
}

// Always whole: cometd.js merges an advice over its defaults, not over the one
// it had (ADV-12).
std::string Shard::advice(std::string_view reconnect, Duration interval) const
{
    const auto milliseconds = [](Duration duration) {
        return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
    };
    std::string text;
    Reply{text}
        .text("reconnect", reconnect)
        .number("interval", milliseconds(interval))
        .number("timeout", milliseconds(patience_.timeout));
    return text;
}

}  // namespace halley::protocol
