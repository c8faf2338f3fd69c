#include "src/websocket/negotiation.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <vector>

#include <openssl/evp.h>

#include "src/security/base64.hpp"
#include "src/websocket/extensions.hpp"

namespace halley::websocket {

namespace {

constexpr std::string_view extension = "permessage-deflate";
constexpr std::string_view server_takeover = "server_no_context_takeover";
constexpr std::string_view client_takeover = "client_no_context_takeover";
constexpr std::string_view server_window = "server_max_window_bits";
constexpr std::string_view client_window = "client_max_window_bits";

// Of 4 KiB: enough for what a message repeats.
constexpr int usual_bits = 12;

std::optional<int> window_bits(std::string_view text)
{
    int bits = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    if (!whole || text.starts_with('0') || bits < 8 || bits > 15) return std::nullopt;
    return bits;
}

// An offer with anything in it that is unknown, doubled or no number is declined as a whole.
std::optional<Compressing> agree_to(const Extension& offer, bool forget)
{
    if (!beast::iequals(offer.name, extension)) return std::nullopt;

    Compressing agreed{.server_forgets = forget, .client_forgets = forget};
    agreed.server_bits = usual_bits;
    std::set<std::string_view> seen;
    for (const auto& [name, value] : offer.parameters) {
        if (!seen.insert(name).second) return std::nullopt;
        if (name == server_takeover && !value) {
            agreed.server_forgets = true;
        } else if (name == client_takeover && !value) {
            agreed.client_forgets = true;
        } else if (name == server_window) {
            const auto bits = window_bits(value.value_or(""));
            if (!bits || *bits < 9) return std::nullopt;  // With 8 zlib cannot compress.
            agreed.server_bits = std::min(usual_bits, *bits);
        } else if (name == client_window) {
            const auto bits = value ? window_bits(*value) : usual_bits;
            if (!bits) return std::nullopt;
            agreed.client_bits = std::min(usual_bits, *bits);
        } else {
            return std::nullopt;
        }
    }
    return agreed;
}

std::string accept_key(std::string_view key)
{
    std::string text{key};
    text += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha1(), nullptr);
    return security::encode_base64({reinterpret_cast<const char*>(digest), size});
}

}  // namespace

std::optional<Compressing> agree(const HttpRequest& request, Compression mode)
{
    if (mode == Compression::off) return std::nullopt;
    for (const auto& offer : read_extensions(request).value_or(std::vector<Extension>{})) {
        if (auto agreed = agree_to(offer, mode == Compression::message)) return agreed;
    }
    return std::nullopt;
}

bool is_key(std::string_view key)
{
    if (key.size() != 24) return false;
    const auto bytes = security::decode_base64(key);
    return bytes && bytes->size() == 16;
}

std::string accept_response(std::string_view key,
                            std::string_view subprotocol,
                            const std::optional<Compressing>& compressing)
{
    std::string text = "HTTP/1.1 101 Switching Protocols\r\n"
                       "Upgrade: websocket\r\n"
                       "Connection: Upgrade\r\n"
                       "Sec-WebSocket-Accept: ";
    text += accept_key(key);
    if (!subprotocol.empty()) {
        text += "\r\nSec-WebSocket-Protocol: ";
        text += subprotocol;
    }
    if (compressing) {
        const auto add = [&text](std::string_view name) { (text += "; ") += name; };
        const auto add_bits = [&](std::string_view name, int bits) {
            if (bits == 15) return;
            add(name);
            text += '=' + std::to_string(bits);
        };
        text += "\r\nSec-WebSocket-Extensions: ";
        text += extension;
        if (compressing->server_forgets) add(server_takeover);
        if (compressing->client_forgets) add(client_takeover);
        add_bits(server_window, compressing->server_bits);
        add_bits(client_window, compressing->client_bits);
    }
    text += "\r\nServer: Halley\r\n\r\n";
    return text;
}

}  // namespace halley::websocket
