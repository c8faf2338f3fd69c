#include "tools/bayeux-conformance/cases/batch.hpp"

// A5, third part: long-polling as HTTP.

namespace halley::conformance {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view handshake =
    R"([{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling"],"id":"h"}])";

HttpRequest request_with(const Run& run, std::string_view method, const Headers& headers = {})
{
    HttpRequest request;
    request.method = method;
    request.target = run.server().options.endpoint.url.target;
    request.headers = run.with_operators(headers);
    return request;
}

void other_methods(Run& run)
{
    std::string what;
    bool all = true;
    for (const auto* method : {"GET", "PUT", "DELETE", "HEAD"}) {
        const auto response = run.http().exchange(request_with(run, method), run.soon());
        all = all && response.status >= 400 && response.status < 500;
        what += std::string{what.empty() ? "" : ", "} + method + ": " + status_text(response);
    }
    run.expect(all, "a status from 400 on for GET, PUT, DELETE and HEAD", what);
    run.tell(what);
}

void options_method(Run& run)
{
    const auto response = run.http().exchange(request_with(run, "OPTIONS"), run.soon());
    run.expect(response.status >= 200 && response.status < 300,
               "a successful answer to OPTIONS",
               status_text(response));
    run.tell(status_text(response));
}

void foreign_origins(Run& run)
{
    const std::string origin{foreign_origin};
    const auto trusts = [&](const HttpResponse& response) {
        return response.header("Access-Control-Allow-Origin") == origin &&
               response.header("Access-Control-Allow-Credentials") == "true";
    };
    auto party = run.stranger();
    auto request = party.http_request(handshake);
    request.headers.emplace_back("Origin", origin);
    const auto response = run.http().exchange(request, run.soon());
    run.expect(!trusts(response),
               "a page of any other site is not let in with the user's cookies",
               "the response allows " + origin + " with credentials");
    const auto preflight =
        run.http().exchange(request_with(run,
                                         "OPTIONS",
                                         {
                                             {"Origin",                         origin        },
                                             {"Access-Control-Request-Method",  "POST"        },
                                             {"Access-Control-Request-Headers", "content-type"}
    }),
                            run.soon());
    run.expect(!trusts(preflight),
               "a page of any other site is not let in with the user's cookies",
               "the answer to OPTIONS allows " + origin + " with credentials");
}

void not_cached(Run& run)
{
    auto party = run.stranger();
    const auto response = party.http().exchange(party.http_request(handshake), run.soon());
    const auto control = response.header("Cache-Control").value_or("");
    run.expect(control.find("no-store") != std::string::npos ||
                   control.find("no-cache") != std::string::npos,
               "Cache-Control: no-store, or no-cache",
               control.empty() ? "no Cache-Control" : control);
}

void keep_alive(Run& run)
{
    auto party = run.connected_party();
    auto connection = run.http();
    for (const auto* id : {"1", "2", "3"}) {
        const auto response = connection.exchange(
            party.http_request(publish_batch(run.channel(), id, "1")), run.soon());
        run.expect(response.status == 200, "HTTP 200", status_text(response));
        if (!response.closes) continue;
        run.tell("the server says that it closes the connection");
        return;
    }
}

void two_connections(Run& run)
{
    auto party = run.connected_party();
    party.hold(asking_for(run.server().hold()));
    party.subscribe(run.channel("/other"));
    run.expect(party.still_held(0ms),
               "a subscribe on the second connection is answered while a connect is held",
               "the connect was answered first");
}

void pipelined(Run& run)
{
    auto party = run.connected_party();
    auto connection = run.http();
    connection.send(party.http_request(connect_batch("c", 1s)));
    try {
        connection.send(party.http_request(publish_batch(run.channel(), "p", "1")));
        for (const auto* id : {R"("c")", R"("p")"}) {
            const auto response = connection.receive(run.after(1s));
            const auto json = Json::parse(response.body).value_or(Json{});
            run.expect(!reply_with(json.elements(), id).missing(),
                       std::string{"the reply to "} + id + " next",
                       status_text(response) + " " + response.body);
            if (response.closes) break;
        }
    } catch (const Disconnected&) {
        run.tell("the server closes the connection");
    }
    run.party();
}

void stalled_body(Run& run)
{
    auto party = run.connected_party();
    const auto request = party.http_request(publish_batch(run.channel(), "slow", "1"));
    const auto half = request.body.size() / 2;
    auto slow = run.http();
    slow.send_raw(head_of(run, request) + "Content-Length: " + std::to_string(request.body.size()) +
                  "\r\n\r\n" + request.body.substr(0, half));
    auto other = run.connected_party();
    other.publish(run.channel(), "1");
    slow.send_raw(request.body.substr(half));
    const auto response = slow.receive(run.soon());
    run.expect(response.status == 200,
               "the slow request is answered as soon as it is complete",
               status_text(response));
}

void expect_continue(Run& run)
{
    auto party = run.connected_party();
    const auto request = party.http_request(publish_batch(run.channel(), "p", "1"));
    auto connection = run.http();
    connection.send_raw(head_of(run, request) + "Expect: 100-continue\r\nContent-Length: " +
                        std::to_string(request.body.size()) + "\r\n\r\n");
    const auto interim = connection.receive(run.soon());
    if (interim.status != 100) {
        run.expect(interim.status >= 400, "100, or a status from 400 on", status_text(interim));
        run.tell("refused with " + status_text(interim));
        return;
    }
    connection.send_raw(request.body);
    const auto response = connection.receive(run.soon());
    run.expect(response.status == 200, "HTTP 200 after the body", status_text(response));
}

void chunked(Run& run)
{
    auto party = run.connected_party();
    const auto request = party.http_request(publish_batch(run.channel(), "p", "1"));
    auto connection = run.http();
    connection.send_raw(head_of(run, request) + "Transfer-Encoding: chunked\r\n\r\n" + "a\r\n" +
                        request.body.substr(0, 10) + "\r\n");
    static constexpr std::string_view digits = "0123456789abcdef";
    const auto rest = request.body.substr(10);
    connection.send_raw(std::string{digits[rest.size() / 16 % 16]} + digits[rest.size() % 16] +
                        "\r\n" + rest + "\r\n0\r\n\r\n");
    const auto response = connection.receive(run.soon());
    run.expect(response.status == 200 || response.status == 411,
               "HTTP 200, or 411 of a server that wants to know the length",
               status_text(response));
}

void status_of_failures(Run& run)
{
    auto party = run.connected_party();
    party.client_id = "nobodyhasthisid";
    const auto response =
        party.http().exchange(party.http_request(connect_batch("c", 0ms)), run.soon());
    run.expect(
        response.status == 200, "HTTP 200 with an unsuccessful reply", status_text(response));
    const auto json = Json::parse(response.body).value_or(Json{});
    run.expect(reply_with(json.elements(), R"("c")")["successful"].is_false(),
               "an unsuccessful reply",
               response.body);
}

void nothing_leaks(Run& run)
{
    const auto look = [&](const HttpRequest& request) {
        const auto response = run.http().exchange(request, run.soon());
        run.expect(!shows_internals(response.body),
                   "an error that tells nothing about the inside of the server",
                   status_text(response) + " " + response.body);
    };
    look(run.post(
        std::string{
            handshake
    },
        {{"Content-Type", "application/json;charset=nonsense"}}));
    for (const auto* body : {R"([{"channel":)", "[]", "null", "", R"([{"channel":5}])", "[[[]]]"})
        look(run.post(body));
}

// clang-format off
constexpr Case cases[] = {
    {"LP-16", "Methods without a meaning are refused",
     Level::cometd, "CometD", Medium::long_polling, other_methods},
    {"LP-17", "OPTIONS is answered",
     Level::cometd, "CometD", Medium::long_polling, options_method},
    {"LP-18", "Not every origin is allowed to use the cookies of its visitors",
     Level::hardening, "Fetch, CORS protocol", Medium::long_polling, foreign_origins},
    {"LP-19", "Responses are not to be cached",
     Level::hardening, "RFC 9111, 5.2.2", Medium::long_polling, not_cached},
    {"LP-25", "A connection takes several requests, or says that it ends",
     Level::must, "RFC 9112, 9.3", Medium::long_polling, keep_alive},
    {"LP-26", "Two connections are enough for a client",
     Level::must, "Bayeux 1.0, 1.4.6", Medium::long_polling, two_connections},
    {"LP-27", "A request behind a held connect, on the same connection, does no harm",
     Level::hardening, "RFC 9112, 9.3.2", Medium::long_polling, pipelined},
    {"LP-28", "A request that stalls holds nobody else up",
     Level::hardening, "slow requests", Medium::long_polling, stalled_body},
    {"LP-29", "Expect: 100-continue is answered",
     Level::must, "RFC 9110, 10.1.1", Medium::long_polling, expect_continue},
    {"LP-29", "Chunked bodies are understood",
     Level::must, "RFC 9112, 7.1", Medium::long_polling, chunked},
    {"LP-30", "The HTTP status is 200 when a message fails",
     Level::cometd, "CometD", Medium::long_polling, status_of_failures},
    {"LP-31", "Errors reveal nothing about the inside of the server",
     Level::hardening, "CWE-209", Medium::long_polling, nothing_leaks},
};
// clang-format on

}  // namespace

Cases http_cases()
{
    return cases;
}

}  // namespace halley::conformance
