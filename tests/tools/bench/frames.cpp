#include "tools/bayeux-bench/wire/frames.hpp"

#include <boost/test/unit_test.hpp>

using namespace halley::bench;

namespace {

/// A server's frame: without a mask.
std::string server_frame(int first, const std::string& payload)
{
    std::string out{static_cast<char>(first)};
    const auto size = payload.size();
    const auto append = [&](std::size_t number, int bytes) {
        while (bytes-- > 0)
            out += static_cast<char>(number >> 8 * bytes & 0xFF);
    };
    if (size < 126) {
        append(size, 1);
    } else if (size < 65536) {
        append(126, 1);
        append(size, 2);
    } else {
        append(127, 1);
        append(size, 8);
    }
    return out + payload;
}

std::string unmasked(std::string_view frame, std::size_t head)
{
    std::string payload{frame.substr(head + 4)};
    for (std::size_t index = 0; index < payload.size(); ++index)
        payload[index] = static_cast<char>(payload[index] ^ frame[head + index % 4]);
    return payload;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(frames)

BOOST_AUTO_TEST_CASE(ours_are_masked_and_of_each_length)
{
    struct Row {
        std::size_t size, head;
    };
    for (const auto& [size, head] : {
             Row{0,     2 },
             Row{125,   2 },
             Row{126,   4 },
             Row{65535, 4 },
             Row{65536, 10}
    }) {
        const std::string payload(size, 'p');
        std::string frame;
        append_frame(frame, Opcode::text, payload);
        BOOST_TEST(frame.size() == head + 4 + size);
        BOOST_TEST(frame[0] == '\x81');
        BOOST_TEST((frame[1] & 0x80) == 0x80);
        BOOST_TEST((unmasked(frame, head) == payload));
    }
}

BOOST_AUTO_TEST_CASE(whole_and_byte_by_byte)
{
    for (const std::size_t size : {0U, 1U, 125U, 126U, 65535U, 65536U}) {
        const std::string payload(size, 'p');
        const auto bytes = server_frame(0x81, payload);
        Frame frame;
        for (std::size_t cut = 0; cut < bytes.size(); cut += cut < 12 ? 1 : 997)
            BOOST_TEST((read_frame({bytes.data(), cut}, frame) == FrameState::incomplete));
        const auto more = bytes + "next";
        BOOST_TEST((read_frame(more, frame) == FrameState::complete));
        BOOST_TEST((frame.opcode == Opcode::text));
        BOOST_TEST(frame.final);
        BOOST_TEST(frame.size == bytes.size());
        BOOST_TEST((frame.payload == payload));
    }
}

BOOST_AUTO_TEST_CASE(fragments_and_control)
{
    Frame frame;
    BOOST_TEST((read_frame(server_frame(0x01, "a"), frame) == FrameState::complete));
    BOOST_TEST(!frame.final);
    BOOST_TEST((read_frame(server_frame(0x80, "b"), frame) == FrameState::complete));
    BOOST_TEST((frame.opcode == Opcode::continuation));
    BOOST_TEST((read_frame(server_frame(0x89, "c"), frame) == FrameState::complete));
    BOOST_TEST((frame.opcode == Opcode::ping));
    BOOST_TEST((read_frame(server_frame(0x88, ""), frame) == FrameState::complete));
    BOOST_TEST((frame.opcode == Opcode::close));
}

BOOST_AUTO_TEST_CASE(broken)
{
    Frame frame;
    const std::string masked{"\x81\x81mask?", 7};
    const std::string endless{"\x81\x7F\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 10};
    for (const auto& bytes : {masked,
                              endless,
                              server_frame(0xC1, "compressed"),
                              server_frame(0x83, "unknown"),
                              server_frame(0x09, "a ping in parts"),
                              server_frame(0x89, std::string(126, 'p'))})
        BOOST_TEST((read_frame(bytes, frame) == FrameState::broken));
}

BOOST_AUTO_TEST_SUITE_END()
