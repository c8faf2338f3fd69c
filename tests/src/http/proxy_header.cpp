#include "src/http/proxy_header.hpp"

#include <boost/test/unit_test.hpp>

namespace halley::http {
namespace {

using namespace std::string_literals;
using State = ProxyHeader::State;

BOOST_AUTO_TEST_SUITE(proxy_header)

const auto signature = "\r\n\r\n\0\r\nQUIT\n"s;

std::string binary(char command, char family, const std::string& rest)
{
    return signature + command + family + static_cast<char>(rest.size() >> 8) +
           static_cast<char>(rest.size()) + rest;
}

/// What becomes of `text`, and how much of it is left.
struct Outcome {
    State state = State::reading;
    std::string address;
    std::size_t left = 0;
};

// In the pieces that it wants, or in smaller ones.
Outcome read(std::string_view text, std::size_t most)
{
    ProxyHeader header;
    Outcome outcome;
    while (outcome.state == State::reading && !text.empty()) {
        const auto size = std::min({header.wants(), most, text.size()});
        outcome.state = header.receive(text.substr(0, size));
        text.remove_prefix(size);
    }
    outcome.address = header.address();
    outcome.left = text.size();
    return outcome;
}

BOOST_AUTO_TEST_CASE(names_the_client_and_takes_no_byte_too_many)
{
    const auto v4 = "\xc6\x33\x64\x01\x0a\x00\x00\x01\x12\x34\x00\x50"s;
    const auto v6 = "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x07"s + std::string(16, '\1') + "abcd";
    // clang-format off
    const struct {
        const char* name;
        std::string text, address;
    } cases[] = {
        {"text, IPv4", "PROXY TCP4 198.51.100.1 10.0.0.1 4711 80\r\n", "198.51.100.1"},
        {"text, IPv6", "PROXY TCP6 2001:db8::7 ::1 4711 80\r\n", "2001:db8::7"},
        {"text, unknown", "PROXY UNKNOWN\r\n", ""},
        {"text, unknown with more", "PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n", ""},
        {"binary, IPv4", binary('\x21', '\x11', v4), "198.51.100.1"},
        {"binary, IPv4 with more", binary('\x21', '\x11', v4 + std::string(300, 'x')),
         "198.51.100.1"},
        {"binary, IPv6", binary('\x21', '\x21', v6), "2001:db8::7"},
        {"binary, a unix socket", binary('\x21', '\x31', std::string(216, 'x')), ""},
        {"binary, of the proxy itself", binary('\x20', '\0', ""), ""},
        {"binary, local with addresses", binary('\x20', '\x11', v4), ""},
    };
    // clang-format on
    for (const auto& c : cases) {
        for (const std::size_t most : {1u, 5u, 10'000u}) {
            BOOST_TEST_CONTEXT(c.name << " in pieces of " << most)
            {
                const auto outcome = read(c.text + "GET /", most);
                BOOST_TEST((outcome.state == State::complete));
                BOOST_TEST(outcome.address == c.address);
                BOOST_TEST(outcome.left == 5u);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(what_is_none_is_malformed)
{
    const std::string cases[] = {
        "GET /bayeux HTTP/1.1\r\n",
        "PROXY TCP4 198.51.100.1 10.0.0.1 4711 80\n",
        "PROXY TCP5 198.51.100.1 10.0.0.1 4711 80\r\n",
        "PROXY TCP4 2001:db8::7 ::1 4711 80\r\n",
        "PROXY TCP6 198.51.100.1 10.0.0.1 4711 80\r\n",
        "PROXY TCP4 somebody 10.0.0.1 4711 80\r\n",
        "PROXY TCP4\r\n\r\n\r\n",
        "PROXY TCP4 " + std::string(200, '1'),
        binary('\x11', '\x11', std::string(12, 'x')),
        binary('\x22', '\x11', std::string(12, 'x')),
        binary('\x21', '\x11', std::string(11, 'x')),
        binary('\x21', '\x21', std::string(35, 'x')),
        signature + "\x21\x11\xff\xff",
    };
    for (const auto& text : cases)
        BOOST_TEST((read(text, 10'000).state == State::malformed), text);
}

BOOST_AUTO_TEST_CASE(half_of_one_is_not_enough)
{
    BOOST_TEST((read("PROXY TCP4 198.51", 1).state == State::reading));
    BOOST_TEST((read(signature + "\x21\x11", 1).state == State::reading));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::http
