#include "tools/bayeux-pub/publication.hpp"

#include "protocol/json_text.hpp"
#include "tools/cli/connection_options.hpp"
#include "tools/client/json.hpp"

namespace halley::pub {
namespace {

Publication wrong(std::string mistake)
{
    return {{}, {}, {}, std::move(mistake)};
}

Publication from_message(std::string_view line)
{
    const auto value = client::json_value(line);
    const auto members = value ? client::json_members(*value) : std::nullopt;
    if (!members) return wrong("not a JSON object");
    Publication publication;
    for (const auto& [key, member] : *members) {
        if (key == "channel") publication.channel = client::json_string(member).value_or("");
        if (key == "data") publication.data = member;
        if (key == "ext") publication.ext = member;
    }
    if (publication.channel.empty()) return wrong("it has no channel");
    if (publication.data.empty()) return wrong("it has no data");
    publication.mistake = cli::channel_mistake(publication.channel);
    return publication;
}

}  // namespace

Publication publication_of(std::string_view line, Format format, const std::string& channel)
{
    if (format == Format::message) return from_message(line);
    Publication publication;
    publication.channel = channel;
    if (format == Format::text) {
        protocol::append_string(publication.data, line);
        return publication;
    }
    const auto value = client::json_value(line);
    if (!value) return wrong("not JSON (--string is for plain text)");
    publication.data = *value;
    return publication;
}

bool is_blank(std::string_view line)
{
    return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace halley::pub
