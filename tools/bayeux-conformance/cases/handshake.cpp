#include "tools/bayeux-conformance/probe.hpp"

// A3: how a session begins. What ids the server gives is in client_ids.cpp.

namespace halley::conformance {

namespace {

constexpr std::string_view types = R"("supportedConnectionTypes":["websocket","long-polling"])";

// A handshake with those members besides the channel; `members` may have an id `"hs"`.
Outcome shake_hands(Run& run, std::string_view members)
{
    auto party = run.stranger();
    return probe(party, R"([{"channel":"/meta/handshake",)" + std::string{members} + "}]");
}

Json handshake_in(const Outcome& outcome)
{
    for (const auto& message : outcome.messages) {
        if (message["channel"].string() == "/meta/handshake") return message;
    }
    return {};
}

void fields(Run& run)
{
    const auto reply = run.party().handshake_reply;
    run.expect(reply["channel"].string() == "/meta/handshake", "the channel", reply);
    run.expect(!reply["version"].string().empty(), "a version", reply);
    run.expect(reply["supportedConnectionTypes"].is_array() &&
                   reply["supportedConnectionTypes"].size() > 0,
               "a list of connection types",
               reply);
    run.expect(!reply["clientId"].string().empty(), "a client id", reply);
    run.expect(reply["successful"].is_true(), "successful:true", reply);
}

void id_echoed(Run& run)
{
    const auto with = shake_hands(run, R"("version":"1.0","id":"AnId",)" + std::string{types});
    run.expect(handshake_in(with)["id"].string() == "AnId", "the id of the request", with.text());
}

void no_id_added(Run& run)
{
    const auto without = shake_hands(run, R"("version":"1.0",)" + std::string{types});
    run.expect(handshake_in(without)["successful"].is_true(), "a handshake", without.text());
    run.expect(handshake_in(without)["id"].missing(),
               "no id in the reply to a message without one",
               without.text());
}

void numeric_id(Run& run)
{
    const auto outcome = shake_hands(run, R"("version":"1.0","id":12,)" + std::string{types});
    const auto id = handshake_in(outcome)["id"];
    run.expect(id.text() == "12" || id.string() == "12", "the id 12", outcome.text());
    run.tell("12 comes back as " + id.text());
}

void without_version(Run& run)
{
    const auto outcome = shake_hands(run, R"("id":"hs",)" + std::string{types});
    run.expect(outcome.refused(R"("hs")"), "an error", outcome.text());
}

void without_types(Run& run)
{
    const auto outcome = shake_hands(run, R"("version":"1.0","id":"hs")");
    run.expect(outcome.refused(R"("hs")"), "an error", outcome.text());
}

constexpr std::string_view no_common_type =
    R"("version":"1.0","id":"hs","supportedConnectionTypes":["carrier-pigeon"])";

void nothing_in_common(Run& run)
{
    const auto outcome = shake_hands(run, no_common_type);
    run.expect(outcome.refused(R"("hs")"), "successful:false", outcome.text());
}

void type_in_common(Run& run)
{
    const std::string type = run.medium() == Medium::websocket ? "websocket" : "long-polling";
    const auto outcome = shake_hands(
        run, R"("version":"1.0","id":"hs","supportedConnectionTypes":[")" + type + "\"]");
    const auto reply = handshake_in(outcome);
    run.expect(reply["successful"].is_true(), "a handshake for " + type, outcome.text());
    bool listed = false;
    for (const auto& each : reply["supportedConnectionTypes"].elements())
        listed = listed || each.string() == type;
    run.expect(listed, type + " among the types of the reply", reply);
}

std::string types_of(const Server& server)
{
    std::string all;
    for (const auto& type : server.connection_types)
        all += (all.empty() ? "" : ", ") + type;
    return all;
}

void long_polling_offered(Run& run)
{
    run.expect(run.server().offers("long-polling"), "long-polling", types_of(run.server()));
}

void callback_polling_offered(Run& run)
{
    run.expect(run.server().offers("callback-polling"), "callback-polling", types_of(run.server()));
}

void newer_version(Run& run)
{
    const auto outcome = shake_hands(
        run, R"("version":"2.0","minimumVersion":"2.0","id":"hs",)" + std::string{types});
    const auto version = handshake_in(outcome)["version"].string();
    run.expect(outcome.refused(R"("hs")") || (!version.empty() && version[0] >= '2'),
               "a refusal, or version 2.0",
               outcome.text());
}

void own_id_ignored(Run& run)
{
    const auto outcome =
        shake_hands(run, R"("version":"1.0","id":"hs","clientId":"bogus",)" + std::string{types});
    const auto id = handshake_in(outcome)["clientId"].string();
    run.expect(outcome.accepted(R"("hs")") && !id.empty() && id != "bogus",
               "a session with an id of the server's",
               outcome.text());
}

// With a publish of a session that there is already.
void expect_only_handshake(Run& run, bool first)
{
    auto party = run.connected_party();
    auto newcomer = run.stranger();
    newcomer.cookies = party.cookies;
    const auto handshake =
        R"({"channel":"/meta/handshake","version":"1.0","id":"hs",)" + std::string{types} + "}";
    const auto publish = party.fill(R"({"channel":)" + quoted(run.channel()) +
                                    R"(,"clientId":"$ID","id":"other","data":1})");
    const auto outcome = probe(
        newcomer, "[" + (first ? handshake + "," + publish : publish + "," + handshake) + "]");
    run.expect(outcome.accepted(R"("hs")"), "the handshake succeeds", outcome.text());
    run.expect(outcome.reply(R"("other")").missing(),
               "the other message of the request is ignored",
               outcome.text());
}

void handshake_first(Run& run)
{
    expect_only_handshake(run, true);
}

void handshake_behind(Run& run)
{
    expect_only_handshake(run, false);
}

void advice_given(Run& run)
{
    const auto reply = run.party().handshake_reply;
    const auto advice = reply["advice"];
    run.expect(advice["reconnect"].string() == "retry" && advice["interval"].is_number() &&
                   advice["timeout"].is_number(),
               "advice with reconnect, interval and timeout",
               reply);
}

void minimum_version(Run& run)
{
    const auto reply = run.party().handshake_reply;
    const auto version = reply["minimumVersion"];
    run.expect(version.missing() || version.is_string(), "a version, if any", reply);
    run.tell(version.missing() ? "it has none" : "it has " + version.text());
}

void auth_successful(Run& run)
{
    const auto reply = run.party().handshake_reply;
    const auto member = reply["authSuccessful"];
    run.expect(member.missing() || member.is_true(), "true, if any", reply);
    run.tell(member.missing() ? "it has none" : "it has it");
}

// A handshake that the server refuses, for whatever of these two.
Json refusal(Run& run, Party& party)
{
    for (const auto members :
         {no_common_type,
          std::string_view{R"("version":"2.0","minimumVersion":"2.0","id":"hs",)"
                           R"("supportedConnectionTypes":["websocket","long-polling"])"}}) {
        const auto outcome =
            probe(party, R"([{"channel":"/meta/handshake",)" + std::string{members} + "}]");
        if (auto reply = outcome.reply(R"("hs")"); reply["successful"].is_false()) return reply;
    }
    run.skip("needs a server that refuses handshakes");
}

void refused(Run& run)
{
    auto party = run.stranger();
    const auto reply = refusal(run, party);
    run.expect(!reply["error"].string().empty(), "an error", reply);
    run.expect(reply["clientId"].missing(), "no client id", reply);
    run.expect(
        reply["advice"]["reconnect"].string() == "none", "the advice not to reconnect", reply);
}

void nothing_after_refusal(Run& run)
{
    auto party = run.stranger();
    refusal(run, party);
    const auto outcome = probe(party,
                               R"([{"channel":"/meta/subscribe","id":"after","subscription":)" +
                                   quoted(run.channel()) + "}]");
    run.expect(outcome.refused(R"("after")"), "an error", outcome.text());
}

void browser_cookie(Run& run)
{
    auto connection = run.http();
    auto request = run.post(R"([{"channel":"/meta/handshake","version":"1.0","id":"hs",)" +
                            std::string{types} + "}]");
    const auto first = connection.exchange(request, run.soon());
    const auto cookie = first.header("Set-Cookie");
    run.expect(cookie && cookie->find('=') != std::string::npos, "a cookie", "none");
    request.headers.emplace_back("Cookie", cookie->substr(0, cookie->find(';')));
    auto again = run.http();
    const auto second = again.exchange(request, run.soon());
    run.expect(!second.header("Set-Cookie"),
               "no other cookie for who has one",
               second.header("Set-Cookie").value_or(""));
}

Json connect_as(Party& party, const std::string& client_id)
{
    const auto own = std::exchange(party.client_id, client_id);
    auto reply = party.connect();
    party.client_id = own;
    return reply;
}

void both_sessions_usable(Run& run)
{
    auto party = run.party();
    const auto old = party.client_id;
    party.handshake();
    run.expect(old != party.client_id, "another session", party.handshake_reply);
    const auto of_new = party.connect();
    run.expect(of_new["successful"].is_true(), "the new session is usable", of_new);
    const auto of_old = connect_as(party, old);
    run.expect(of_old["successful"].is_true(), "the old session is usable still", of_old);
}

void old_session_left(Run& run)
{
    auto party = run.party();
    const auto old = party.client_id;
    party.handshake();
    run.expect(old != party.client_id, "another session", party.handshake_reply);
    const auto of_new = party.connect();
    run.expect(of_new["successful"].is_true(), "the new session is usable", of_new);
    const auto of_old = connect_as(party, old);
    run.expect(of_old["successful"].is_false(),
               "the old session is not usable any more on this WebSocket",
               of_old);
}

void alone_in_response(Run& run)
{
    auto party = run.stranger();
    const auto answer = party.request(
        R"([{"channel":"/meta/handshake","version":"1.0","id":"hs",)" + std::string{types} + "}]");
    for (const auto& message : answer)
        run.expect(!is_event(message), "no events with the reply", message);
}

void below_the_mount(Run& run)
{
    for (const auto* path : {"/handshake", "/x/y"}) {
        auto request = run.post(R"([{"channel":"/meta/handshake","version":"1.0","id":"hs",)" +
                                std::string{types} + "}]");
        while (request.target.ends_with('/'))
            request.target.pop_back();
        request.target += path;
        auto connection = run.http();
        const auto response = connection.exchange(request, run.soon());
        const auto json = Json::parse(response.body);
        run.expect(response.status == 200 && json &&
                       (*json)[std::size_t{0}]["successful"].is_true(),
                   "a handshake at " + request.target,
                   "HTTP " + std::to_string(response.status) + " " + response.body);
    }
}

// clang-format off
constexpr Case cases[] = {
    {"HSK-01", "The reply has all that it must have", Level::must,
     "Bayeux 1.0, 4.1.2", Medium::any, fields},
    {"HSK-02", "The id of the request is in the reply", Level::must,
     "Bayeux 1.0, 3.8", Medium::any, id_echoed},
    {"HSK-02", "Without an id in the request the reply has none", Level::must,
     "Bayeux 1.0, 3.8", Medium::any, no_id_added},
    {"HSK-02", "An id that is a number is in the reply", Level::may,
     "Bayeux 1.0, 3.8", Medium::any, numeric_id},
    {"HSK-03", "A handshake without a version is refused", Level::may,
     "Bayeux 1.0, 4.1.1", Medium::any, without_version},
    {"HSK-04", "A handshake without connection types is refused", Level::may,
     "Bayeux 1.0, 4.1.1", Medium::any, without_types},
    {"HSK-05", "A handshake with no common connection type is refused", Level::must,
     "Bayeux 1.0, 3.4", Medium::any, nothing_in_common},
    {"HSK-06", "The reply lists a connection type of the request", Level::must,
     "Bayeux 1.0, 3.4", Medium::any, type_in_common},
    {"HSK-07", "The server offers long-polling", Level::must,
     "Bayeux 1.0, 3.4", Medium::long_polling, long_polling_offered},
    {"HSK-07", "The server offers callback-polling", Level::should,
     "Bayeux 1.0, 3.4", Medium::long_polling, callback_polling_offered},
    {"HSK-08", "A newer minimum version is negotiated or refused", Level::should,
     "Bayeux 1.0, 3.3", Medium::any, newer_version},
    {"HSK-12", "A client id in a handshake is ignored", Level::cometd,
     "CometD", Medium::any, own_id_ignored},
    {"HSK-13", "Messages behind a handshake in its request are ignored", Level::must,
     "Bayeux 1.0, 4.1.1", Medium::any, handshake_first},
    {"HSK-14", "Messages before a handshake in its request are ignored", Level::must,
     "Bayeux 1.0, 4.1.1", Medium::any, handshake_behind},
    {"HSK-15", "The reply carries advice", Level::cometd,
     "CometD", Medium::any, advice_given},
    {"HSK-16", "The reply may name a minimum version", Level::may,
     "Bayeux 1.0, 4.1.2", Medium::any, minimum_version},
    {"HSK-17", "A refused handshake advises not to reconnect", Level::cometd,
     "CometD", Medium::any, refused},
    {"HSK-18", "Behind a refused handshake other messages are refused", Level::cometd,
     "CometD", Medium::any, nothing_after_refusal},
    {"HSK-19", "A browser gets one cookie", Level::cometd,
     "CometD", Medium::long_polling, browser_cookie},
    {"HSK-20", "Another handshake leaves the old session alone", Level::cometd,
     "CometD", Medium::long_polling, both_sessions_usable},
    {"HSK-20", "Another handshake takes the WebSocket from the old session", Level::cometd,
     "CometD", Medium::websocket, old_session_left},
    {"HSK-21", "No events come with the reply", Level::must,
     "Bayeux 1.0, 5.2", Medium::any, alone_in_response},
    {"HSK-22", "The reply may have authSuccessful", Level::may,
     "Bayeux 1.0, 4.1.2", Medium::any, auth_successful},
    {"HSK-23", "Paths below the endpoint are the endpoint too", Level::cometd,
     "CometD", Medium::long_polling, below_the_mount},
};
// clang-format on

}  // namespace

Cases handshake_cases()
{
    return cases;
}

}  // namespace halley::conformance
