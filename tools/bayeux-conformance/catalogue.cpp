#include "tools/bayeux-conformance/catalogue.hpp"

namespace halley::conformance {

namespace {

std::string padded(std::string_view text, std::size_t width)
{
    std::string out{text};
    if (out.size() < width) out.resize(width, ' ');
    return out + " ";
}

std::string_view meaning_of(Level level)
{
    switch (level) {
    case Level::must: return "the specification demands it";
    case Level::should: return "the specification recommends it";
    case Level::may: return "the specification allows it; nobody is bound";
    case Level::cometd: return "CometD does it, and clients may rely on that";
    case Level::hardening: break;
    }
    return "a server that strangers can reach needs it";
}

std::string_view transports_of(Medium medium)
{
    return medium == Medium::any ? "long-polling and websocket" : name_of(medium);
}

}  // namespace

std::string list_text(const std::vector<Job>& jobs)
{
    std::string text;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        const auto& tested = *jobs[i].tested;
        std::string media;
        for (; i < jobs.size() && jobs[i].tested == &tested; ++i)
            (media += media.empty() ? "" : ",") += name_of(jobs[i].medium);
        --i;
        text += padded(tested.id, 7) + padded(name_of(tested.level), 9) + padded(media, 22) +
                std::string{tested.title} + "\n";
    }
    return text;
}

std::string explanation(const std::vector<Case>& cases, std::string_view id)
{
    std::string text;
    for (const auto& each : cases) {
        if (!matches(each.id, id)) continue;
        const std::string verdict{name_of(verdict_of(each.level))};
        text += std::string{text.empty() ? "" : "\n"} + std::string{each.id} + "  " +
                std::string{each.title} + "\n";
        text += "level       " + std::string{name_of(each.level)} + ": " +
                std::string{meaning_of(each.level)} + "\n";
        text += "source      " + std::string{each.source} + "\n";
        text += "transports  " + std::string{transports_of(each.medium)} + "\n";
        text += "otherwise   " + verdict + "\n";
        if (!each.needs.empty()) text += "needs       " + std::string{each.needs} + "\n";
    }
    if (!text.empty())
        text += "\nWhat is sent, and what your server answers:\n  bayeux-conformance --case " +
                std::string{id} + " --verbose URL\n";
    return text;
}

}  // namespace halley::conformance
