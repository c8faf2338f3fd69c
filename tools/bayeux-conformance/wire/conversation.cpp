#include "tools/bayeux-conformance/wire/conversation.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>

namespace halley::conformance {

namespace {

// More would not be read by anybody.
constexpr std::size_t most_entries = 200;

// Hiding every "1" would only make a report unreadable.
constexpr std::size_t shortest_secret = 4;

// The length of the UTF-8 character that begins here, 0 when none does. Overlong
// forms and surrogates count as characters: this is for display only.
std::size_t character_at(std::string_view text, std::size_t at)
{
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t size = lead < 0x80                   ? 1
                             : lead >= 0xC2 && lead < 0xE0 ? 2
                             : lead >= 0xE0 && lead < 0xF0 ? 3
                             : lead >= 0xF0 && lead < 0xF5 ? 4
                                                           : 0;
    if (size == 0 || at + size > text.size()) return 0;
    for (std::size_t i = 1; i < size; ++i) {
        if ((static_cast<unsigned char>(text[at + i]) & 0xC0) != 0x80) return 0;
    }
    return size;
}

}  // namespace

std::string printable(std::string_view text, std::size_t most)
{
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        if (out.size() >= most) return out + "… (" + std::to_string(text.size()) + " bytes in all)";
        const auto size = character_at(text, at);
        const auto byte = static_cast<unsigned char>(text[at]);
        if (size == 0 ||
            (size == 1 && byte < ' ' && byte != '\n' && byte != '\r' && byte != '\t') ||
            byte == 0x7F) {
            std::array<char, 5> code{};
            std::snprintf(code.data(), code.size(), "\\x%02x", byte);
            out += code.data();
            ++at;
        } else {
            out += text.substr(at, size);
            at += size;
        }
    }
    return out;
}

void Conversation::sent(std::string_view peer, std::string_view text)
{
    add(peer, Direction::sent, text);
}

void Conversation::received(std::string_view peer, std::string_view text)
{
    add(peer, Direction::received, text);
}

void Conversation::note(std::string_view peer, std::string_view text)
{
    add(peer, Direction::note, text);
}

void Conversation::hide(std::vector<std::string> secrets)
{
    std::erase_if(secrets, [](const auto& each) { return each.size() < shortest_secret; });
    // One may be a part of another.
    std::sort(secrets.begin(), secrets.end(), [](const auto& a, const auto& b) {
        return a.size() > b.size();
    });
    secrets_ = std::move(secrets);
}

std::string Conversation::without_secrets(std::string_view text) const
{
    static constexpr std::string_view instead = "(hidden)";
    std::string out{text};
    for (const auto& secret : secrets_) {
        for (auto at = out.find(secret); at != std::string::npos;
             at = out.find(secret, at + instead.size()))
            out.replace(at, secret.size(), instead);
    }
    return out;
}

void Conversation::add(std::string_view peer, Direction direction, std::string_view text)
{
    if (entries_.size() >= most_entries) return;
    const auto now = std::chrono::steady_clock::now();
    entries_.push_back({std::chrono::duration_cast<std::chrono::milliseconds>(now - begun_),
                        std::string{peer},
                        direction,
                        printable(without_secrets(text))});
}

}  // namespace halley::conformance
