#include "tools/bayeux-conformance/cases/batch.hpp"

namespace halley::conformance {

namespace {

// Longer than a request takes to a busy server, as another connection may overtake it.
constexpr std::chrono::milliseconds silence{500};

}  // namespace

std::string batch_of(std::string_view channel, std::string_view id, std::string_view members)
{
    auto text =
        R"([{"channel":)" + quoted(channel) + R"(,"id":)" + quoted(id) + R"(,"clientId":"$ID")";
    if (!members.empty()) (text += ",") += members;
    return text + "}]";
}

std::string connect_batch(std::string_view id,
                          std::chrono::milliseconds timeout,
                          std::string_view connection_type)
{
    return batch_of("/meta/connect",
                    id,
                    "\"connectionType\":" + quoted(connection_type) + "," + asking_for(timeout));
}

std::string publish_batch(std::string_view channel, std::string_view id, std::string_view data)
{
    return batch_of(channel, id, "\"data\":" + std::string{data});
}

std::string asking_for(std::chrono::milliseconds timeout)
{
    return "\"advice\":{\"timeout\":" + std::to_string(timeout.count()) + "}";
}

void await_hold(Run& run, HttpConnection& connection)
{
    try {
        connection.receive(Clock::now() + silence);
    } catch (const TimedOut&) {
        return;
    }
    run.skip("the server holds no connect");
}

void await_hold(Party& party)
{
    if (!party.still_held(silence)) party.run().skip("the server holds no connect");
}

std::vector<Json> messages_in(std::string_view text)
{
    const auto json = Json::parse(text);
    if (!json) throw DoesNotHold("messages in JSON", printable(text, 400));
    if (json->is_array()) return json->elements();
    std::vector<Json> one;
    one.push_back(*json);
    return one;
}

Party in_browser_of(Run& run, const Party& other)
{
    auto party = run.stranger();
    party.cookies = other.cookies;
    party.handshake();
    party.connect();
    return party;
}

std::string head_of(const Run& run, const HttpRequest& request)
{
    auto head = request.method + " " + request.target +
                " HTTP/1.1\r\nHost: " + run.server().options.endpoint.url.authority() + "\r\n";
    for (const auto& [name, value] : request.headers)
        head += name + ": " + value + "\r\n";
    return head;
}

std::string status_text(const HttpResponse& response)
{
    return "HTTP " + std::to_string(response.status);
}

bool shows_internals(std::string_view text)
{
    for (const std::string_view mark : {"Exception",
                                        "Traceback",
                                        "Backtrace",
                                        "\tat ",
                                        "\n    at ",
                                        ".java:",
                                        ".js:",
                                        ".py\"",
                                        "node_modules",
                                        "Caused by"}) {
        if (text.find(mark) != std::string_view::npos) return true;
    }
    return false;
}

}  // namespace halley::conformance
