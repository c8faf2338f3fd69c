// What a client sends over its WebSocket, with compression or without: the same is read
// whatever the reads, nothing is longer than allowed, and nothing follows a violation.

#include "src/websocket/receiver.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/check.hpp"

namespace {

using halley::fuzz::check;
using halley::websocket::Received;
using halley::websocket::Receiver;
using Kind = Received::Kind;

constexpr std::size_t largest = 4096;

struct Said {
    Kind kind;
    std::string payload;
    unsigned code;
    bool operator==(const Said&) const = default;
};

std::vector<Said> read(std::string_view stream, std::size_t read_size, bool inflates)
{
    Receiver receiver{largest};
    if (inflates) receiver.inflate_with(std::make_unique<halley::websocket::Inflater>(15, false));
    std::vector<Said> all;
    while (!stream.empty()) {
        std::string bytes{stream.substr(0, read_size)};
        stream.remove_prefix(bytes.size());
        std::span<char> input{bytes};
        while (true) {
            const auto received = receiver.next(input);
            check(receiver.kept() <= largest + 1);
            if (received.kind == Kind::nothing) break;
            all.push_back({received.kind, std::string{received.payload}, received.code});
            if (received.kind == Kind::violation) return all;
        }
        check(input.empty());
    }
    return all;
}

void check_said(const Said& said)
{
    switch (said.kind) {
    case Kind::nothing: return check(false);
    case Kind::text:
    case Kind::binary: return check(said.payload.size() <= largest);
    case Kind::ping:
    case Kind::pong: return check(said.payload.size() <= halley::websocket::longest_control);
    case Kind::close:
        return check(said.code == 0 ? said.payload.empty()
                                    : halley::websocket::is_close_code(said.code));
    case Kind::violation:
        return check(said.code == halley::websocket::protocol_error ||
                     said.code == halley::websocket::invalid_payload ||
                     said.code == halley::websocket::message_too_big);
    }
}

}  // namespace

// The first byte: whether compression was agreed to.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const bool inflates = data[0] % 2 == 1;
    const std::string_view stream{reinterpret_cast<const char*>(data) + 1, size - 1};
    const auto whole = read(stream, stream.size(), inflates);
    for (const auto& said : whole)
        check_said(said);
    for (const std::size_t read_size : {1, 2, 7})
        check(read(stream, read_size, inflates) == whole);
    return 0;
}
