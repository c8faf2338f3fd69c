#include <algorithm>

#include "protocol/ext.hpp"
#include "protocol/shard.hpp"
#include "protocol/timestamp.hpp"

// What the extensions add to replies. The Nodefony dialect knows none of them.

namespace halley::protocol {

bool Shard::offers(ExtensionName extension) const
{
    const auto& offered = config_.bayeux.extensions;
    return std::find(offered.begin(), offered.end(), extension) != offered.end();
}

Reply Shard::reply(std::string& out)
{
    return Reply{out, timestamp()};
}

std::string_view Shard::timestamp()
{
    if (!stamps_) return {};
    if (stamped_at_ != now_ || timestamp_.empty()) timestamp_ = iso_8601(wall_clock_(now_));
    stamped_at_ = now_;
    return timestamp_;
}

std::optional<Timesync> Shard::timesync_of(const Message& message) const
{
    return syncs_ && !message.ext.empty() ? read_timesync(message.ext, now_) : std::nullopt;
}

std::string Shard::handshake_ext(const Message& message, const Session& session) const
{
    Ext ext;
    if (session.acks) ext.add("ack", "true");
    if (const auto timesync = timesync_of(message))
        ext.add("timesync", timesync_reply(*timesync, wall_clock_, now_));
    add_custom_ext(ext, view(message), session);
    return std::move(ext).text();
}

std::string Shard::connect_ext(Session& session, const std::optional<Timesync>& timesync) const
{
    Ext ext;
    if (session.acks) ext.add("ack", std::to_string(session.acks->close_batch()));
    if (timesync) ext.add("timesync", timesync_reply(*timesync, wall_clock_, now_));
    MessageView connect;
    connect.channel = "/meta/connect";
    add_custom_ext(ext, connect, session);
    return std::move(ext).text();
}

std::string Shard::meta_ext(const Message& message, const Session& session) const
{
    Ext ext;
    if (const auto timesync = timesync_of(message))
        ext.add("timesync", timesync_reply(*timesync, wall_clock_, now_));
    add_custom_ext(ext, view(message), session);
    return std::move(ext).text();
}

}  // namespace halley::protocol
