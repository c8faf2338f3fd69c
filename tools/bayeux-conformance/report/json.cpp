#include "tools/bayeux-conformance/report/json.hpp"

#include <algorithm>
#include <stdexcept>

#include "tools/bayeux-conformance/report/harmless.hpp"
#include "tools/bayeux-conformance/wire/json.hpp"

namespace halley::conformance {

namespace {

constexpr std::string_view format_name = "bayeux-conformance";
constexpr int format_version = 1;

using Direction = Conversation::Direction;

std::string_view name_of(Direction direction)
{
    switch (direction) {
    case Direction::sent: return "sent";
    case Direction::received: return "received";
    case Direction::note: break;
    }
    return "note";
}

// `"name":value`, with a comma unless it is the first.
class Members {
public:
    Members& text(std::string_view name, std::string_view value)
    {
        return raw(name, quoted(harmless(value)));
    }
    Members& milliseconds(std::string_view name, std::chrono::milliseconds value)
    {
        return raw(name, std::to_string(value.count()));
    }
    Members& raw(std::string_view name, std::string_view value)
    {
        out_ += out_.empty() ? "{" : ",";
        ((out_ += quoted(name)) += ":") += value;
        return *this;
    }
    std::string object() const { return out_ + "}"; }

private:
    std::string out_;
};

std::string array(const std::vector<std::string>& elements, std::string_view separator = ",")
{
    std::string out = "[";
    for (const auto& each : elements)
        (out += out.size() > 1 ? separator : separator.substr(1)) += each;
    return out + "]";
}

std::string entry_json(const Conversation::Entry& entry)
{
    return Members{}
        .milliseconds("at", entry.at)
        .text("peer", entry.peer)
        .text("direction", name_of(entry.direction))
        .text("text", entry.text)
        .object();
}

std::string row_json(const Report::Row& row)
{
    std::vector<std::string> conversation;
    for (const auto& entry : row.conversation)
        conversation.push_back(entry_json(entry));
    return Members{}
        .text("id", row.id)
        .text("title", row.title)
        .text("level", conformance::name_of(row.level))
        .text("source", row.source)
        .text("medium", conformance::name_of(row.medium))
        .text("verdict", conformance::name_of(row.verdict))
        .text("expected", row.expected)
        .text("received", row.received)
        .text("detail", row.detail)
        .milliseconds("milliseconds", row.took)
        .raw("conversation", array(conversation))
        .object();
}

std::string server_json(const Report::Facts& server)
{
    std::vector<std::string> types;
    for (const auto& type : server.connection_types)
        types.push_back(quoted(harmless(type)));
    return Members{}
        .text("url", server.url)
        .text("dialect", server.dialect)
        .text("software", server.software)
        .raw("connectionTypes", array(types))
        .raw("websocket", server.websocket ? "true" : "false")
        .milliseconds("timeout", server.timeout)
        .milliseconds("interval", server.interval)
        .text("advice", server.advice)
        .object();
}

[[noreturn]] void refuse(const std::string& why)
{
    throw std::runtime_error("is no report of bayeux-conformance: " + why);
}

template <class Value> Value value_named(const Json& name, const std::vector<Value>& values)
{
    const auto text = name.string();
    const auto found = std::find_if(values.begin(), values.end(), [&](Value value) {
        return conformance::name_of(value) == text;
    });
    if (found == values.end()) refuse("it says " + harmless_line(name.text().substr(0, 80)));
    return *found;
}

// Out of a file that anybody may have written: no value is trusted to fit.
std::chrono::milliseconds milliseconds(const Json& json)
{
    constexpr double most = 1e12;
    const auto value = json.number();
    return std::chrono::milliseconds{value >= 0 && value <= most ? static_cast<long long>(value)
                                                                 : 0};
}

Conversation::Entry entry_from(const Json& json)
{
    const auto name = json["direction"].string();
    const auto direction = name == "sent"       ? Direction::sent
                           : name == "received" ? Direction::received
                                                : Direction::note;
    return {milliseconds(json["at"]), json["peer"].string(), direction, json["text"].string()};
}

Report::Row row_from(const Json& json)
{
    Report::Row row;
    row.id = json["id"].string();
    row.title = json["title"].string();
    row.level = value_named(json["level"], all_levels());
    row.source = json["source"].string();
    row.medium = value_named(json["medium"], all_media());
    row.verdict = value_named(json["verdict"], all_verdicts());
    row.expected = json["expected"].string();
    row.received = json["received"].string();
    row.detail = json["detail"].string();
    row.took = milliseconds(json["milliseconds"]);
    for (const auto& entry : json["conversation"].elements())
        row.conversation.push_back(entry_from(entry));
    return row;
}

}  // namespace

std::string json_of(const Report& report)
{
    Members summary;
    for (const auto verdict : all_verdicts())
        summary.raw(conformance::name_of(verdict), std::to_string(count_of(report, verdict)));
    std::vector<std::string> rows;
    for (const auto& row : report.rows)
        rows.push_back(row_json(row));
    return Members{}
               .text("format", format_name)
               .raw("version", std::to_string(format_version))
               .text("program", report.version)
               .text("begun", report.begun)
               .milliseconds("milliseconds", report.took)
               .raw("server", server_json(report.server))
               .raw("summary", summary.object())
               .raw("results", array(rows, ",\n"))
               .object() +
           "\n";
}

Report report_from_json(std::string_view text)
{
    const auto json = Json::parse(text);
    if (!json) refuse("it is no JSON");
    if ((*json)["format"].string() != format_name) refuse("it has no such format");
    if ((*json)["version"].number() != format_version)
        refuse("its version is not " + std::to_string(format_version));
    Report report;
    report.version = (*json)["program"].string();
    report.begun = (*json)["begun"].string();
    report.took = milliseconds((*json)["milliseconds"]);
    const auto server = (*json)["server"];
    report.server.url = server["url"].string();
    report.server.dialect = server["dialect"].string();
    report.server.software = server["software"].string();
    for (const auto& type : server["connectionTypes"].elements())
        report.server.connection_types.push_back(type.string());
    report.server.websocket = server["websocket"].is_true();
    report.server.timeout = milliseconds(server["timeout"]);
    report.server.interval = milliseconds(server["interval"]);
    report.server.advice = server["advice"].string();
    for (const auto& row : (*json)["results"].elements())
        report.rows.push_back(row_from(row));
    return report;
}

}  // namespace halley::conformance
