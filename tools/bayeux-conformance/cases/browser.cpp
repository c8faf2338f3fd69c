#include "tools/bayeux-conformance/cases/batch.hpp"

// A5, second part: what belongs to whom, cookies, and the clients of one browser.

namespace halley::conformance {

namespace {

using namespace std::chrono_literals;

// Sessions that are told by a cookie: those of most servers but Faye's.
Party party_with_cookie(Run& run)
{
    auto party = run.connected_party();
    if (party.cookies.empty()) run.skip("the server sets no cookie");
    return party;
}

// What a message of `party` is answered when it comes with those cookies.
Json publish_with(Run& run, const Party& party, std::map<std::string, std::string> cookies)
{
    auto thief = run.stranger();
    thief.client_id = party.client_id;
    thief.cookies = std::move(cookies);
    return thief.ask(run.channel(), "\"data\":1");
}

void without_cookie(Run& run)
{
    const auto party = party_with_cookie(run);
    const auto reply = publish_with(run, party, {});
    run.expect(reply["successful"].is_false(), "a publish without the cookie is refused", reply);
}

void with_the_cookie_of_another(Run& run)
{
    const auto party = party_with_cookie(run);
    const auto other = party_with_cookie(run);
    const auto reply = publish_with(run, party, other.cookies);
    run.expect(reply["successful"].is_false(),
               "a publish with the cookie of another browser is refused",
               reply);
}

// Whether the reply is that of a server that has, or has not, such a session here.
void tell_move(Run& run, const Json& reply)
{
    run.expect(reply["successful"].is_true() || reply["successful"].is_false(),
               "a reply that says whether the session is known",
               reply);
    run.tell(reply["successful"].is_true() ? "the session may move"
                                           : "refused: " + reply["error"].text());
}

void goes_on_polling(Run& run)
{
    auto party = run.connected_party();
    auto request = run.post(party.fill(connect_batch("c", 0ms)), party.headers());
    const auto response = run.http().exchange(request, run.soon());
    run.expect(response.status == 200, "HTTP 200", status_text(response));
    tell_move(run, reply_with(Json::parse(response.body).value_or(Json{}).elements(), R"("c")"));
}

void chosen_cookie(Run& run)
{
    const auto usual = party_with_cookie(run);
    auto party = run.stranger();
    for (const auto& [name, value] : usual.cookies)
        party.cookies[name] = "chosenbytheattacker";
    party.handshake();
    for (const auto& [name, value] : party.cookies)
        run.expect(value != "chosenbytheattacker",
                   "a value that the server has not issued is replaced",
                   "the cookie " + name + " is left as it is");
}

void hold_in_the_background(Party& party)
{
    party.hold(asking_for(party.run().server().hold()));
    await_hold(party);
}

// What the connect of a second client is answered while the first has one held;
// `missing` when it is held as well.
Json second_client(Run& run, Party& second)
{
    second.hold(asking_for(run.server().hold()));
    try {
        for (const auto& message : second.held_answer(Clock::now() + run.server().hold() / 2)) {
            if (message["channel"].string() == "/meta/connect") return message;
        }
    } catch (const TimedOut&) {
    }
    return {};
}

void multiple_clients(Run& run)
{
    auto first = run.connected_party();
    auto second = in_browser_of(run, first);
    hold_in_the_background(first);
    const auto reply = second_client(run, second);
    run.expect(
        !reply.missing(), "the connect of a browser's second client is not held", "both are held");
    run.expect(reply["successful"].is_true() && reply["advice"]["multiple-clients"].is_true(),
               "a successful reply with \"multiple-clients\":true among its advice",
               reply);
    run.tell(reply["advice"].text());
}

void next_client(Run& run)
{
    auto first = run.connected_party();
    auto second = in_browser_of(run, first);
    const auto channel = run.channel("/wake");
    first.subscribe(channel);
    hold_in_the_background(first);
    if (second_client(run, second).missing())
        run.skip("needs a server that holds one connect of a browser");
    second.publish(channel, "1");
    first.held_answer(run.soon());
    const auto reply = second_client(run, second);
    run.expect(reply.missing(), "the second client's connect is held now", reply);
}

// In lower case, each that a stranger gets with its handshake.
std::vector<std::string> new_cookies(Run& run)
{
    auto party = run.stranger();
    const auto response = party.http().exchange(
        party.http_request(
            R"([{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling"]}])"),
        run.soon());
    auto cookies = response.all("Set-Cookie");
    if (cookies.empty()) run.skip("the server sets no cookie");
    for (auto& cookie : cookies) {
        for (auto& c : cookie)
            c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return cookies;
}

void expect_attribute(Run& run, const std::string& name, std::string_view expected)
{
    for (const auto& cookie : new_cookies(run)) {
        run.expect(cookie.find("; " + name) != std::string::npos ||
                       cookie.find(";" + name) != std::string::npos,
                   expected,
                   cookie);
    }
}

void http_only_cookie(Run& run)
{
    expect_attribute(run, "httponly", "cookies that are HttpOnly");
}

void secure_cookie(Run& run)
{
    if (!run.server().options.endpoint.url.tls) run.skip("needs a URL of https");
    expect_attribute(run, "secure", "cookies that are set over https are Secure");
}

// clang-format off
constexpr Case cases[] = {
    {"HSK-19", "Scripts cannot read the cookie",
     Level::hardening, "CWE-1004", Medium::long_polling, http_only_cookie},
    {"LP-07", "A client id is worth nothing without the cookie of its handshake",
     Level::cometd, "CometD", Medium::long_polling, without_cookie},
    {"LP-08", "A client id is worth nothing with the cookie of another browser",
     Level::cometd, "CometD", Medium::long_polling, with_the_cookie_of_another},
    {"LP-09", "A session of callback-polling is known, or refused, over long-polling",
     Level::cometd, "CometD", Medium::callback_polling, goes_on_polling},
    {"LP-10", "A session of a WebSocket is known, or refused, over long-polling",
     Level::cometd, "CometD", Medium::websocket, goes_on_polling},
    {"LP-11", "A cookie that the client has chosen itself is replaced",
     Level::hardening, "session fixation", Medium::long_polling, chosen_cookie},
    {"LP-12", "Of two clients in a browser, one has its connect held",
     Level::should, "Bayeux 1.0, 8.1", Medium::long_polling, multiple_clients},
    {"LP-14", "When the connect of one client ends, the other's is held",
     Level::cometd, "CometD", Medium::long_polling, next_client},
    {"LIM-12", "Cookies are Secure over https",
     Level::hardening, "RFC 6265, 8.3", Medium::long_polling, secure_cookie, false,
     "a URL of https"},
};
// clang-format on

}  // namespace

Cases browser_cases()
{
    return cases;
}

}  // namespace halley::conformance
