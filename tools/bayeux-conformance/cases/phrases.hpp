#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "tools/bayeux-conformance/party.hpp"

// What many cases say, in one place.

namespace halley::conformance {

/// A message of this client; `members` follow `channel` and `clientId`.
inline std::string message(std::string_view channel, std::string_view members)
{
    std::string text{R"({"channel":)"};
    text += quoted(channel);
    text += R"(,"clientId":"$ID",)";
    text += members;
    return text += '}';
}

/// A publish, with an id and data that are raw JSON.
inline std::string publish_of(std::string_view channel, std::string_view id, std::string_view data)
{
    std::string members{"\"id\":"};
    members += id;
    members += ",\"data\":";
    members += data;
    return message(channel, members);
}

/// Messages as one batch.
inline std::string batch(std::initializer_list<std::string> messages)
{
    std::string all{"["};
    for (const auto& each : messages) {
        if (all.size() > 1) all += ',';
        all += each;
    }
    return all += ']';
}

/// The member `subscription` with one channel.
inline std::string subscription(std::string_view channel)
{
    return std::string{"\"subscription\":"} += quoted(channel);
}

/// Ends the case unless the reply is unsuccessful and says why.
inline void expect_refused(Run& run, const Json& reply, std::string_view what)
{
    run.expect(reply["successful"].is_false() && !reply["error"].string().empty(),
               std::string{what} + " is answered with successful:false and an error",
               reply);
}

/// The texts of those messages, for a report.
inline std::string texts_of(const std::vector<Json>& messages)
{
    std::string all{"["};
    for (const auto& each : messages) {
        if (all.size() > 1) all += ',';
        all += each.text();
    }
    return all += ']';
}

/// Ends the case unless there are just so many events.
inline void expect_events(Run& run,
                          const std::vector<Json>& events,
                          std::size_t count,
                          std::string_view expected)
{
    run.expect(events.size() == count, expected, texts_of(events));
}

}  // namespace halley::conformance
