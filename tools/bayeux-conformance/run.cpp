#include "tools/bayeux-conformance/run.hpp"

#include <algorithm>
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

bool has(const Headers& headers, std::string_view name)
{
    return std::any_of(
        headers.begin(), headers.end(), [&](const auto& each) { return each.first == name; });
}

}  // namespace

std::string cookie_header(const std::map<std::string, std::string>& cookies)
{
    std::string value;
    for (const auto& [name, text] : cookies)
        value += (value.empty() ? "" : "; ") + name + "=" + text;
    return value;
}

Run::Run(const Server& server, Medium medium)
    : server_(server), medium_(medium), prefix_("/conformance/" + anything())
{
    conversation_.hide(server.options.secrets);
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
    return {server_.options.endpoint,
            conversation_,
            next_peer(),
            server_.options.endpoint.url.target + std::string{path_suffix},
            with_operators(headers)};
}

HttpRequest Run::post(std::string body, const Headers& headers) const
{
    HttpRequest request{.target = server_.options.endpoint.url.target,
                        .headers = with_operators(headers),
                        .body = std::move(body)};
    if (!has(headers, "Content-Type"))
        request.headers.emplace_back("Content-Type", "application/json");
    return request;
}

Headers Run::with_operators(Headers headers) const
{
    const auto own = headers;
    for (const auto& [name, value] : server_.options.headers) {
        if (!has(own, name)) headers.emplace_back(name, value);
    }
    if (const auto value = cookie_header(server_.options.cookies);
        !value.empty() && !has(headers, "Cookie"))
        headers.emplace_back("Cookie", value);
    return headers;
}

std::string Run::channel(std::string_view rest)
{
    return prefix_ + std::string{rest};
}

std::string Run::new_channel()
{
    return channel("/new/" + std::to_string(++channels_));
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
