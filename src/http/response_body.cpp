#include "src/http/response_body.hpp"

namespace halley::http {
namespace {

constexpr std::string_view separators = "\xE2\x80";  // U+2028 and U+2029 begin so.

bool is_separator(std::string_view json, std::size_t at)
{
    return at + 2 < json.size() && (json[at + 2] == '\xA8' || json[at + 2] == '\xA9');
}

}  // namespace

ResponseBody::ResponseBody(const protocol::Delivery& delivery, const Framing& framing)
{
    const auto& events = delivery.events;
    const bool array = delivery.envelope == protocol::Envelope::array || !events.empty();
    pieces_.add(framing.before);
    if (array) pieces_.add("[");
    for (const auto& event : events) {
        if (&event != &events.front()) pieces_.add(",");
        add(event->text(), framing.script);
    }
    if (!events.empty() && !delivery.replies.empty()) pieces_.add(",");
    add(delivery.replies, framing.script);
    if (array) pieces_.add("]");
    pieces_.add(framing.after);
}

void ResponseBody::add(std::string_view json, bool script)
{
    if (script && json.find(separators) != std::string_view::npos) {
        pieces_.add(copies_.emplace_back(script_text(json)));
    } else {
        pieces_.add(json);
    }
}

std::string script_text(std::string_view json)
{
    std::string text;
    text.reserve(json.size());
    for (auto at = json.find(separators); at != std::string_view::npos;
         at = json.find(separators)) {
        const bool separator = is_separator(json, at);
        text += json.substr(0, at);
        if (separator) {
            text += json[at + 2] == '\xA8' ? "\\u2028" : "\\u2029";
        } else {
            text += separators;
        }
        json.remove_prefix(at + (separator ? 3 : 2));
    }
    return text += json;
}

}  // namespace halley::http
