#include "tools/bayeux-conformance/cases/batch.hpp"
#include "tools/bayeux-conformance/wire/callback.hpp"

// A7: callback-polling, which is JSONP.

namespace halley::conformance {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view handshake =
    R"([{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["callback-polling"],"id":"h"}])";

HttpResponse get(Run& run, const std::string& query, const Headers& headers = {})
{
    HttpRequest request;
    request.method = "GET";
    request.target = run.server().options.endpoint.url.target + "?" + query;
    request.headers = run.with_operators(headers);
    return run.http().exchange(request, run.soon());
}

HttpResponse shake_hands(Run& run, std::string_view callback)
{
    return get(run,
               "jsonp=" + percent_encoded(callback) + "&message=" + percent_encoded(handshake));
}

bool is_call_with_success(const HttpResponse& response, std::string_view callback)
{
    const auto batch = script_argument(response.body, callback);
    const auto json = Json::parse(batch.value_or(""));
    return response.status == 200 && json && (*json)[std::size_t{0}]["successful"].is_true();
}

std::string text_of(const HttpResponse& response)
{
    return status_text(response) + " " + printable(response.body, 400);
}

void script(Run& run)
{
    const auto response = shake_hands(run, "cb");
    run.expect(is_call_with_success(response, "cb"), "cb([…]);", text_of(response));
}

void content_type(Run& run)
{
    auto type = shake_hands(run, "cb").header("Content-Type").value_or("no content type");
    for (auto& c : type)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    run.expect(
        (type.starts_with("text/javascript") || type.starts_with("application/javascript")) &&
            type.find("charset=utf-8") != std::string::npos,
        "JavaScript in UTF-8",
        type);
    run.tell(type);
}

void default_callback(Run& run)
{
    const auto response = get(run, "message=" + percent_encoded(handshake));
    run.expect(
        is_call_with_success(response, "jsonpcallback"), "jsonpcallback([…]);", text_of(response));
}

void several_messages(Run& run)
{
    auto party = run.connected_party();
    const auto array = party.fill(publish_batch(run.channel(), "a", "1"));
    const auto object = party.fill(publish_batch(run.channel(), "b", "1"));
    const auto response = get(run,
                              "jsonp=cb&message=" + percent_encoded(array) + "&message=" +
                                  percent_encoded(object.substr(1, object.size() - 2)),
                              party.cookie_header());
    const auto replies = messages_in(script_argument(response.body, "cb").value_or("[]"));
    run.expect(reply_with(replies, R"("a")")["successful"].is_true() &&
                   reply_with(replies, R"("b")")["successful"].is_true(),
               "the replies to both, an array and an object",
               text_of(response));
}

void callback_names(Run& run)
{
    for (const auto* name : {"alert(1)//", "a;b", "<script>", "a b", "a\r\nb", "a'b", "a=b"}) {
        const auto response = shake_hands(run, name);
        run.expect(response.status >= 400 && response.status < 500,
                   "a status from 400 on for the callback " + printable(name),
                   text_of(response));
    }
}

void callback_length(Run& run)
{
    const auto response = shake_hands(run, std::string(300, 'a'));
    run.expect(response.status >= 400 && response.status < 500,
               "a status from 400 on for a callback of 300 letters",
               text_of(response));
}

void line_separators(Run& run)
{
    auto party = run.connected_party();
    const auto channel = run.channel("/separators");
    party.subscribe(channel);
    std::string all;
    for (const auto& batch :
         {publish_batch(channel, "p", "\"\u2028\u2029\""), connect_batch("c", 0ms)}) {
        const auto response = party.http().exchange(party.http_request(batch), run.soon());
        run.expect(response.status == 200, "HTTP 200", text_of(response));
        all += response.body;
        if (response.closes) party.break_off();
    }
    run.expect(all.find("\\u2028") != std::string::npos, "the event, escaped", all);
    run.expect(all.find("\u2028") == std::string::npos && all.find("\u2029") == std::string::npos,
               "U+2028 and U+2029 escaped, since older browsers end a line there",
               all);
}

void not_another_type(Run& run)
{
    const auto response = shake_hands(run, "cb");
    run.expect(response.body.starts_with("/**/"),
               "something before the callback, which the client chooses",
               text_of(response));
    run.expect(response.header("X-Content-Type-Options") == "nosniff",
               "X-Content-Type-Options: nosniff",
               response.header("X-Content-Type-Options").value_or("no such header"));
    run.tell("Content-Disposition: " + response.header("Content-Disposition").value_or("none"));
}

void events_with_connects(Run& run)
{
    auto party = run.connected_party();
    const auto channel = run.channel("/own");
    party.subscribe(channel);
    party.publish(channel, "1");
    run.expect(
        party.events(channel, 0).empty(), "no event with the response to a publish", "the event");
    party.connect();
    run.expect(party.events(channel, 0).size() == 1, "the event with the next connect", "none");
}

void held(Run& run)
{
    auto party = run.connected_party();
    const auto sent = Clock::now();
    party.hold(asking_for(1s));
    const auto answer = party.held_answer(run.after(1s));
    run.expect(!answer.empty() && answer.back()["successful"].is_true() &&
                   Clock::now() - sent >= 900ms,
               "the connect is held for a second, and succeeds",
               answer.empty() ? Json{} : answer.back());
}

void woken(Run& run)
{
    auto party = run.connected_party();
    auto other = run.connected_party();
    const auto channel = run.channel("/wake");
    party.subscribe(channel);
    party.hold(asking_for(run.server().hold()));
    other.publish(channel, "1");
    party.held_answer(run.soon());
    run.expect(party.events(channel, 0).size() == 1,
               "the event ends the held connect and comes with it",
               "no event");
}

void errors(Run& run)
{
    auto party = run.connected_party();
    party.client_id = "nobodyhasthisid";
    const auto reply = party.connect();
    run.expect(reply["successful"].is_false(), "an unsuccessful reply in a script", reply);
}

void bad_json(Run& run)
{
    const auto response = get(run, "jsonp=cb&message=" + percent_encoded("[{\"channel\":"));
    run.expect(response.status == 400, "HTTP 400", text_of(response));
}

void long_queries(Run& run)
{
    auto party = run.connected_party();
    const auto takes = [&](std::size_t size) {
        const auto response = party.http().exchange(
            party.http_request(publish_batch(run.channel(), "p", quoted(std::string(size, 'x')))),
            run.soon());
        if (response.closes) party.break_off();
        return response.status == 200;
    };
    run.expect(takes(2048), "a query of a little more than 2 KiB is taken", "it is refused");
    run.tell(takes(7168) ? "7 KiB are taken as well" : "7 KiB are refused");
}

// clang-format off
constexpr Case cases[] = {
    {"JSP-01", "A batch in a query is answered by a call of the callback",
     Level::should, "Bayeux 1.0, 6.2", Medium::callback_polling, script},
    {"JSP-02", "The answer is JavaScript in UTF-8",
     Level::cometd, "CometD", Medium::callback_polling, content_type},
    {"JSP-03", "Without the parameter `jsonp`, the callback is `jsonpcallback`",
     Level::should, "Bayeux 1.0, 6.2.1", Medium::callback_polling, default_callback},
    {"JSP-04", "Several parameters `message` are all answered",
     Level::cometd, "CometD", Medium::callback_polling, several_messages},
    {"JSP-05", "The callback is a name and nothing else",
     Level::hardening, "CWE-79", Medium::callback_polling, callback_names},
    {"JSP-06", "The length of the callback is limited",
     Level::hardening, "CometD", Medium::callback_polling, callback_length},
    {"JSP-07", "U+2028 and U+2029 are escaped",
     Level::hardening, "ECMAScript 5.1, 7.3", Medium::callback_polling, line_separators},
    {"JSP-08", "The answer cannot be taken for anything but a script",
     Level::hardening, "CVE-2014-4671", Medium::callback_polling, not_another_type},
    {"JSP-09", "Events come with connects only",
     Level::cometd, "CometD", Medium::callback_polling, events_with_connects},
    {"JSP-10", "A connect is held",
     Level::cometd, "CometD", Medium::callback_polling, held},
    {"JSP-10", "An event ends the held connect",
     Level::must, "Bayeux 1.0, 4.2", Medium::callback_polling, woken},
    {"JSP-11", "Errors of messages come in a script with status 200",
     Level::cometd, "CometD", Medium::callback_polling, errors},
    {"JSP-12", "What is not JSON is refused with 400",
     Level::cometd, "CometD", Medium::callback_polling, bad_json},
    {"JSP-13", "Queries of 2 KiB are taken",
     Level::hardening, "RFC 9110, 4.1", Medium::callback_polling, long_queries},
};
// clang-format on

}  // namespace

Cases callback_polling_cases()
{
    return cases;
}

}  // namespace halley::conformance
