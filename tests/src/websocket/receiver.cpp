// What a client sends, whole and byte by byte (RFC 6455, 5; RFC 7692, 7.2.2).

#include "src/websocket/receiver.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <vector>

#include "support/deflate.hpp"
#include "support/ws_client.hpp"

using namespace halley::test;
using halley::websocket::Received;
using halley::websocket::Receiver;
using Kind = Received::Kind;

namespace {

constexpr std::size_t largest = 100'000;

struct Said {
    Kind kind;
    std::string payload;
    unsigned code;
    bool operator==(const Said&) const = default;
    friend std::ostream& operator<<(std::ostream& out, const Said& said)
    {
        return out << static_cast<int>(said.kind) << ' ' << said.code << ' '
                   << said.payload.substr(0, 40) << " (" << said.payload.size() << ')';
    }
};

std::vector<Said> read(Receiver& receiver, std::string bytes)
{
    std::vector<Said> all;
    std::span<char> input{bytes};
    while (true) {
        const auto received = receiver.next(input);
        if (received.kind == Kind::nothing) break;
        all.push_back({received.kind, std::string{received.payload}, received.code});
        if (received.kind == Kind::violation) break;
    }
    return all;
}

Receiver make_receiver(bool inflates = false)
{
    Receiver receiver{largest};
    if (inflates) receiver.inflate_with(std::make_unique<halley::websocket::Inflater>(15, false));
    return receiver;
}

// However the bytes come, the same is read from them.
std::vector<Said> read(const std::string& bytes, bool inflates = false)
{
    auto whole = make_receiver(inflates);
    const auto expected = read(whole, bytes);
    for (const std::size_t size : {1UL, 2UL, 3UL, 7UL, 1000UL}) {
        auto receiver = make_receiver(inflates);
        std::vector<Said> all;
        for (std::size_t at = 0; at < bytes.size(); at += size) {
            for (auto& said : read(receiver, bytes.substr(at, size)))
                all.push_back(std::move(said));
            if (!all.empty() && all.back().kind == Kind::violation) break;
        }
        BOOST_TEST(all == expected, boost::test_tools::per_element());
    }
    return expected;
}

std::string text(std::string payload)
{
    return encode_frame({Opcode::text, true, std::move(payload)});
}

std::string close_payload(unsigned code, std::string_view reason)
{
    return std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)} +
           std::string{reason};
}

void check_refused(const std::string& bytes, unsigned code, bool inflates = false)
{
    const auto all = read(bytes, inflates);
    BOOST_REQUIRE(!all.empty());
    BOOST_TEST((all.back().kind == Kind::violation));
    BOOST_TEST(all.back().code == code);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(websocket_receiver)

BOOST_AUTO_TEST_CASE(messages_of_all_lengths)
{
    for (const std::size_t size : {0UL, 1UL, 7UL, 8UL, 125UL, 126UL, 127UL, 65'535UL, 65'536UL}) {
        const std::string payload(size, 'x');
        const auto all = read(text(payload) + text("after"));
        BOOST_REQUIRE_EQUAL(all.size(), 2U);
        BOOST_TEST(all[0] == (Said{Kind::text, payload, 0}));
        BOOST_TEST(all[1] == (Said{Kind::text, "after", 0}));
    }
}

BOOST_AUTO_TEST_CASE(binary_is_told_from_text)
{
    const auto all = read(encode_frame({Opcode::binary, true, "b"}));
    BOOST_REQUIRE_EQUAL(all.size(), 1U);
    BOOST_TEST(all[0] == (Said{Kind::binary, "b", 0}));
}

BOOST_AUTO_TEST_CASE(fragments_with_control_frames_between_them)
{
    const auto all = read(
        encode_frame({Opcode::text, false, "one "}) + encode_frame({Opcode::ping, true, "p"}) +
        encode_frame({Opcode::continuation, false, ""}) + encode_frame({Opcode::pong, true, ""}) +
        encode_frame({Opcode::continuation, true, "two"}) + text("three"));
    const std::vector<Said> expected{
        {Kind::ping, "p",       0},
        {Kind::pong, "",        0},
        {Kind::text, "one two", 0},
        {Kind::text, "three",   0},
    };
    BOOST_TEST(all == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_kept_of_a_message)
{
    auto receiver = make_receiver();
    BOOST_TEST(read(receiver, text(std::string(50'000, 'x'))).size() == 1U);
    BOOST_TEST(receiver.kept() == 0U);  // It lay in the input.
    const auto frame = text(std::string(50'000, 'y'));
    BOOST_TEST(read(receiver, frame.substr(0, 20'000)).empty());
    BOOST_TEST(receiver.kept() > 19'000U);
    BOOST_TEST(read(receiver, frame.substr(20'000)).size() == 1U);
    BOOST_TEST(read(receiver, "").empty());
    BOOST_TEST(receiver.kept() == 0U);
}

BOOST_AUTO_TEST_CASE(WS_20_an_unmasked_frame_is_refused_at_once)
{
    auto receiver = make_receiver();
    const auto all = read(receiver, std::string{"\x81\x05", 2});
    BOOST_REQUIRE_EQUAL(all.size(), 1U);
    BOOST_TEST(all[0] == (Said{Kind::violation, "", 1002}));
}

BOOST_AUTO_TEST_CASE(reserved_bits_and_opcodes)
{
    for (const int bits : {0x40, 0x20, 0x10, 0x70}) {
        auto frame = text("x");
        frame[0] = static_cast<char>(0x81 | bits);
        check_refused(frame, 1002);
    }
    for (const int opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
        auto frame = text("x");
        frame[0] = static_cast<char>(0x80 | opcode);
        check_refused(frame, 1002);
    }
}

BOOST_AUTO_TEST_CASE(lengths_that_are_longer_than_they_need_to_be)
{
    check_refused(std::string{"\x81\xfe\x00\x7d\0\0\0\0", 8}, 1002);
    check_refused(std::string{"\x81\xff\0\0\0\0\0\0\xff\xff\0\0\0\0", 14}, 1002);
    check_refused(std::string{"\x81\xff\x80\0\0\0\0\1\0\0\0\0\0\0", 14}, 1002);
}

BOOST_AUTO_TEST_CASE(fragments_in_a_wrong_order)
{
    check_refused(encode_frame({Opcode::continuation, true, "x"}), 1002);
    check_refused(encode_frame({Opcode::text, false, "x"}) + text("y"), 1002);
    check_refused(encode_frame({Opcode::ping, false, "x"}), 1002);
    check_refused(encode_frame({Opcode::ping, true, std::string(126, 'x')}), 1002);
}

BOOST_AUTO_TEST_CASE(WS_25_too_much)
{
    BOOST_TEST(read(text(std::string(largest, 'x'))).size() == 1U);
    check_refused(text(std::string(largest + 1, 'x')), 1009);
    check_refused(encode_frame({Opcode::text, false, std::string(largest, 'x')}) +
                      encode_frame({Opcode::continuation, true, "x"}),
                  1009);
    // Known by the head alone.
    auto receiver = make_receiver();
    const auto all =
        read(receiver, std::string{"\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0", 14});
    BOOST_REQUIRE_EQUAL(all.size(), 1U);
    BOOST_TEST(all[0].code == 1009U);
}

BOOST_AUTO_TEST_CASE(ways_to_close)
{
    const auto closing = [](const std::string& payload) {
        return encode_frame({Opcode::close, true, payload});
    };
    BOOST_TEST(read(closing(""))[0] == (Said{Kind::close, "", 0}));
    for (const unsigned code : {1000, 1001, 1003, 1007, 1011, 1012, 1014, 3000, 4999}) {
        const auto all = read(closing(close_payload(code, "why")));
        BOOST_REQUIRE_EQUAL(all.size(), 1U);
        BOOST_TEST(all[0] == (Said{Kind::close, "why", code}));
    }
    for (const unsigned code : {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535})
        check_refused(closing(close_payload(code, "")), 1002);
    check_refused(closing("x"), 1002);
    check_refused(closing(close_payload(1000, "\xed\xa0\x80")), 1007);
}

BOOST_AUTO_TEST_CASE(WS_27_compressed_messages)
{
    halley::test::Deflater deflate;
    std::string bytes;
    std::vector<Said> expected;
    for (const auto& payload :
         {std::string{"first"}, std::string(largest, 'a'), std::string{"last"}}) {
        auto deflated = deflate(payload);
        const auto half = deflated.size() / 2;
        bytes += encode_frame({Opcode::text, false, deflated.substr(0, half), true});
        bytes += encode_frame({Opcode::ping, true, ""});
        bytes += encode_frame({Opcode::continuation, true, deflated.substr(half)});
        expected.push_back({Kind::ping, "", 0});
        expected.push_back({Kind::text, payload, 0});
    }
    // An empty one (RFC 7692, 7.2.3.6).
    bytes += encode_frame({Opcode::text, true, std::string(1, '\0'), true});
    expected.push_back({Kind::text, "", 0});
    bytes += text("plain");
    expected.push_back({Kind::text, "plain", 0});
    BOOST_TEST(read(bytes, true) == expected, boost::test_tools::per_element());
    check_refused(bytes, 1002);  // Nobody has agreed to that.
}

BOOST_AUTO_TEST_CASE(WS_27_blocks_that_say_they_are_the_last)
{
    // "Hello" as RFC 7692, 7.2.3.4 has it: a final block, then the rest of an empty one.
    const std::string final_block{"\xf3\x48\xcd\xc9\xc9\x07\x00\x00", 8};
    const auto frame = encode_frame({Opcode::text, true, final_block, true});
    const auto all = read(frame + frame, true);
    BOOST_REQUIRE_EQUAL(all.size(), 2U);
    BOOST_TEST(all[0] == (Said{Kind::text, "Hello", 0}));
    BOOST_TEST(all[1] == (Said{Kind::text, "Hello", 0}));
}

BOOST_AUTO_TEST_CASE(WS_25_what_inflates_to_too_much)
{
    const auto bomb = halley::test::Deflater{}(std::string(10 * largest, 'x'));
    check_refused(encode_frame({Opcode::text, true, bomb, true}), 1009, true);
    check_refused(encode_frame({Opcode::text, false, bomb, true}), 1009, true);
}

BOOST_AUTO_TEST_CASE(WS_27_what_is_not_deflated)
{
    check_refused(encode_frame({Opcode::text, true, std::string(100, '\xff'), true}), 1007, true);
    check_refused(encode_frame({Opcode::ping, true, "x", true}), 1002, true);
    check_refused(encode_frame({Opcode::text, false, "", true}) +
                      encode_frame({Opcode::continuation, true, "", true}),
                  1002,
                  true);
}

BOOST_AUTO_TEST_SUITE_END()
