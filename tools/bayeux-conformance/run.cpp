#include "tools/bayeux-conformance/run.hpp"

#include <random>

#include "tools/bayeux-conformance/party.hpp"

namespace halley::conformance {

namespace {

std::string anything()
{
    static constexpr std::string_view digits = "abcdefghijklmnopqrstuvwxyz0123456789";
    std::random_device random;
    std::string text;
    for (int i = 0; i < 10; ++i)
        text += digits[random() % digits.size()];
    return text;
}

}  // namespace

Run::Run(const Server& server, Medium medium)
    : server_(server), medium_(medium), prefix_("/conformance/" + anything())
{
}

std::string Run::next_peer()
{
    return std::string(1, static_cast<char>('A' + peers_++ % 26));
}

Party Run::stranger()
{
    return Party{*this, next_peer()};
}

Party Run::party(std::string_view handshake_members)
{
    auto party = stranger();
    party.handshake(handshake_members);
    return party;
}

Party Run::connected_party(std::string_view handshake_members)
{
    auto party = this->party(handshake_members);
    party.connect();
    return party;
}

HttpConnection Run::http()
{
    return {server_.options.endpoint, conversation_, next_peer()};
}

WebSocket Run::websocket(const Headers& headers, std::string_view path_suffix)
{
    auto all = server_.options.headers;
    all.insert(all.end(), headers.begin(), headers.end());
    return {server_.options.endpoint,
            conversation_,
            next_peer(),
            server_.options.endpoint.url.target + std::string{path_suffix},
            all};
}

HttpRequest Run::post(std::string body, const Headers& headers) const
{
    HttpRequest request{
        .target = server_.options.endpoint.url.target, .headers = headers, .body = std::move(body)};
    bool typed = false;
    for (const auto& header : headers)
        typed = typed || header.first == "Content-Type";
    if (!typed) request.headers.emplace_back("Content-Type", "application/json");
    return request;
}

std::string Run::channel(std::string_view rest)
{
    return prefix_ + std::string{rest};
}

void Run::expect(bool holds, std::string_view expected, std::string_view received)
{
    if (!holds) throw DoesNotHold(std::string{expected}, printable(received, 1000));
}

Clock::time_point Run::soon() const
{
    return Clock::now() + server_.options.patience;
}

}  // namespace halley::conformance
