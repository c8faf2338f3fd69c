#include "support/client_messages.hpp"

namespace halley::test {

std::string message(std::string_view channel, std::string_view members)
{
    std::string text = R"({"channel":")" + std::string{channel} + R"(","clientId":"$ID")";
    if (!members.empty()) (text += ',') += members;
    return text += '}';
}

std::string connect_message(std::string_view members)
{
    std::string all = R"("connectionType":"long-polling")";
    if (!members.empty()) (all += ',') += members;
    return message("/meta/connect", all);
}

namespace {

std::string subscription(std::string_view meta, std::string_view channel, std::string_view members)
{
    std::string all = R"("subscription":")" + std::string{channel} + '"';
    if (!members.empty()) (all += ',') += members;
    return message(meta, all);
}

}  // namespace

std::string subscribe_message(std::string_view channel, std::string_view members)
{
    return subscription("/meta/subscribe", channel, members);
}

std::string unsubscribe_message(std::string_view channel, std::string_view members)
{
    return subscription("/meta/unsubscribe", channel, members);
}

std::string
publish_message(std::string_view channel, std::string_view data, std::string_view members)
{
    std::string all = R"("data":)" + std::string{data};
    if (!members.empty()) (all += ',') += members;
    return message(channel, all);
}

std::string batch_of(const std::vector<std::string>& messages)
{
    std::string text;
    for (const auto& each : messages)
        (text += text.empty() ? "[" : ",") += each;
    return text += ']';
}

}  // namespace halley::test
