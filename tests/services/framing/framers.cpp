#include <boost/test/unit_test.hpp>

#include "services/framing/framer.hpp"

namespace halley::services {
namespace {

using Texts = std::vector<std::string>;

struct Stream {
    std::string name;
    Framing framing;
    std::string bytes;
    Texts texts;  ///< `json X` or `text X`.
    std::optional<Errc> error{};
};

std::string length(std::string_view text)
{
    return std::string{
               '\0', '\0', static_cast<char>(text.size() >> 8), static_cast<char>(text.size())} +
           std::string{text};
}

constexpr std::size_t longest = 300;

// clang-format off
const std::vector<Stream>& streams()
{
    static const std::vector<Stream> all = {
        {"lines", Framing::newline, "{\"a\":1}\nREADY\r\n[2]\n", {"json {\"a\":1}", "text READY", "json [2]"}},
        {"a number is JSON", Framing::newline, "42\n4 2\n", {"json 42", "text 4 2"}},
        {"blank lines", Framing::newline, "\n \t\r\n\r\n1\n\n", {"json 1"}},
        {"a last line without an end", Framing::newline, "1\n2", {"json 1", "json 2"}},
        {"a line of bytes that are not UTF-8", Framing::newline, "a\xff\n", {"text a\xef\xbf\xbd"}},
        {"the longest line", Framing::newline, std::string(longest, '1') + "\n", {"json " + std::string(longest, '1')}},
        {"too long a line", Framing::newline, "1\n" + std::string(longest + 1, '1'), {"json 1"}, Errc::service_frame_too_long},

        {"lengths", Framing::length, length("[1]") + length("READY") + length("{}"), {"json [1]", "text READY", "json {}"}},
        {"a length of 0", Framing::length, length("") + length("1") + length(""), {"json 1"}},
        {"newlines inside", Framing::length, length("[1,\n2]"), {"json [1,\n2]"}},
        {"more than a byte of length", Framing::length, length(std::string(longest, '2')), {"json " + std::string(longest, '2')}},
        {"too great a length", Framing::length, length("1") + length(std::string(longest + 1, '2')), {"json 1"}, Errc::service_frame_too_long},
        {"a text that breaks off", Framing::length, length("1") + length("12").substr(0, 5), {"json 1"}},

        {"headers", Framing::content_length, "Content-Length: 3\r\n\r\n[1]content-length:2 \r\nX: y\r\n\r\nhi", {"json [1]", "text hi"}},
        {"a header with the type", Framing::content_length, "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length:  2\r\n\r\n{}", {"json {}"}},
        {"an empty text", Framing::content_length, "Content-Length: 0\r\n\r\nContent-Length: 1\r\n\r\n1", {"json 1"}},
        {"no length", Framing::content_length, "Content-Length: 1\r\n\r\n1X: y\r\n\r\n", {"json 1"}, Errc::service_frame_malformed},
        {"two lengths", Framing::content_length, "Content-Length: 1\r\nContent-Length: 2\r\n\r\n12", {}, Errc::service_frame_malformed},
        {"a length that is no number", Framing::content_length, "Content-Length: 0x10\r\n\r\n", {}, Errc::service_frame_malformed},
        {"a negative length", Framing::content_length, "Content-Length: -1\r\n\r\n", {}, Errc::service_frame_malformed},
        {"a length beyond all numbers", Framing::content_length, "Content-Length: 99999999999999999999999\r\n\r\n", {}, Errc::service_frame_malformed},
        {"a line without a colon", Framing::content_length, "READY\r\n\r\n", {}, Errc::service_frame_malformed},
        {"a header without an end", Framing::content_length, std::string(5'000, 'x'), {}, Errc::service_frame_malformed},
        {"too great a content length", Framing::content_length, "Content-Length: 301\r\n\r\n", {}, Errc::service_frame_too_long},
    };
    return all;
}
// clang-format on

void take(Framer& framer, Texts& texts)
{
    while (auto frame = framer.next())
        texts.push_back((frame->json ? "json " : "text ") + frame->text);
}

void check(const Stream& stream, const std::vector<std::size_t>& cuts)
{
    const auto framer = make_framer(stream.framing, longest);
    Texts texts;
    std::size_t begin = 0;
    for (const auto cut : cuts) {
        framer->receive(std::string_view(stream.bytes).substr(begin, cut - begin));
        begin = cut;
        take(*framer, texts);
    }
    framer->receive(std::string_view(stream.bytes).substr(begin));
    framer->finish();
    take(*framer, texts);
    BOOST_TEST(texts == stream.texts, boost::test_tools::per_element());
    BOOST_TEST((framer->error() == stream.error));
}

BOOST_AUTO_TEST_SUITE(framers)

BOOST_AUTO_TEST_CASE(whole_and_byte_by_byte_and_cut_anywhere)
{
    for (const auto& stream : streams()) {
        BOOST_TEST_CONTEXT(stream.name)
        {
            check(stream, {});
            std::vector<std::size_t> all;
            for (std::size_t i = 1; i < stream.bytes.size(); ++i)
                all.push_back(i);
            check(stream, all);
            for (std::size_t i = 1; i < stream.bytes.size(); ++i)
                check(stream, {i});
        }
    }
}

BOOST_AUTO_TEST_CASE(what_one_read_brings_is_one_text)
{
    const auto framer = make_framer(Framing::raw, 10);
    Texts texts;
    for (const auto read : {"{\"a\":1}", "{}{}", "\xe2\x82", "\xac!", ""}) {
        framer->receive(read);
        take(*framer, texts);
    }
    framer->receive("\xe2");
    framer->finish();
    take(*framer, texts);
    BOOST_TEST(texts == (Texts{"json {\"a\":1}", "text {}{}", "text \u20AC!", "text \uFFFD"}),
               boost::test_tools::per_element());
    BOOST_TEST(!framer->error());
    framer->receive("12345678901");
    BOOST_TEST(!framer->next());
    BOOST_TEST((framer->error() == Errc::service_frame_too_long));
}

BOOST_AUTO_TEST_CASE(a_message_is_one_text_whatever_its_end_is)
{
    const auto framer = make_message_framer(10);
    framer->receive("\xe2\x82");
    const auto frame = framer->next();
    BOOST_TEST_REQUIRE(frame.has_value());
    BOOST_TEST(frame->text == "\uFFFD");
    BOOST_TEST(!framer->next());
}

BOOST_AUTO_TEST_CASE(what_is_written_for_a_text)
{
    struct {
        const char* name;
        Framing framing;
        std::string text;
        std::string bytes;
    } const table[] = {
        {"json",              Framing::json,    "{\"a\":1}",      "{\"a\":1}"                     },
        {"raw",               Framing::raw,     "{\"a\":1}",      "{\"a\":1}"                     },
        {"a line",            Framing::newline, "{\"a\":1}",      "{\"a\":1}\n"                   },
        {"JSON on two lines", Framing::newline, "{\r\n\"a\":1}",  "{  \"a\":1}\n"                 },
        {"text on two lines", Framing::newline, "a\nb",           "a\nb\n"                        },
        {"a length",          Framing::length,  "hello",          std::string("\0\0\0\5hello",      9)},
        {"a header",                   Framing::content_length,                          "hello", "Content-Length: 5\r\n\r\nhello"},
    };
    for (const auto& row : table) {
        auto text = row.text;
        make_framer(row.framing, longest)->wrap(text);
        BOOST_TEST(text == row.bytes, row.name);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services
