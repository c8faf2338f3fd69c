#include "tests/services/rpc/multiplexer_stage.hpp"

namespace halley::services::rpc {
namespace {

struct Describe {
    std::string operator()(const OpenLine& it) const { return "open " + std::to_string(it.line); }
    std::string operator()(const CloseLine& it) const { return "close " + std::to_string(it.line); }
    std::string operator()(const WriteLine& it) const
    {
        return "write " + std::to_string(it.line) + " " + it.text;
    }
    std::string operator()(const ClientOpened& it) const
    {
        return "opened " + std::to_string(it.client);
    }
    std::string operator()(const ClientFailed& it) const
    {
        return "failed " + std::to_string(it.client) + " " + std::string{error_info(it.error).text};
    }
    std::string operator()(const TellClient& it) const
    {
        return "tell " + std::to_string(it.client) + " " + it.text;
    }
    std::string operator()(const Publish& it) const
    {
        return "publish " + it.channel + " " + it.data;
    }
};

}  // namespace

Strings Stage::drain()
{
    Strings done;
    while (const auto action = mux.poll()) {
        done.push_back(std::visit(Describe{}, *action));
        const auto* write = std::get_if<WriteLine>(&*action);
        if (!write) continue;
        if (refusing.contains(write->line)) {
            mux.line_refused(*write, full.contains(write->line), now);
        } else {
            mux.line_written(*write, full.contains(write->line), now);
        }
    }
    return done;
}

ClientKey Stage::up(const std::string& client_id)
{
    const auto client = open(client_id);
    for (const auto& action : drain()) {
        if (action.starts_with("open ")) mux.line_opened(std::stoul(action.substr(5)), now);
    }
    drain();
    return client;
}

Strings Stage::pass(protocol::Duration time)
{
    Strings done;
    const auto end = now + time;
    for (auto next = mux.next_timeout(); next && *next <= end; next = mux.next_timeout()) {
        now = std::max(now, *next);
        mux.handle_timeout(now);
        for (auto& action : drain())
            done.push_back(std::move(action));
    }
    now = end;
    return done;
}

}  // namespace halley::services::rpc
