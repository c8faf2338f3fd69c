#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "services/framing/json_framer.hpp"

namespace halley::services {
namespace {

// A stream made of texts that are known beforehand.
class Stream {
public:
    explicit Stream(std::uint32_t seed) : random_(seed)
    {
        for (auto texts = below(20); texts > 0; --texts) {
            if (below(4) == 0) {
                // Plain text reaches up to an object at most, so that is what comes next.
                const auto word = pick({"READY", "\u00E9t\u00E9", "42", "a.b-c"});
                plain += word;
                bytes += word;
                bytes += pick({"", "\n", "\r\n  "});
                add_json(object(3));
            } else {
                add_json(below(2) == 0 ? object(3) : array(3));
            }
        }
    }

    std::size_t below(std::size_t bound)
    {
        return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_);
    }

    std::string bytes;
    std::vector<std::string> json;
    std::string plain;

private:
    std::string_view pick(const std::vector<std::string_view>& choices)
    {
        return choices[below(choices.size())];
    }

    std::string space() { return std::string(pick({"", "", " ", "\n", "\t \r\n"})); }

    std::string string()
    {
        std::string text = "\"";
        for (auto parts = below(5); parts > 0; --parts) {
            text +=
                pick({"a", "{", "}", "[", "]", "\\\"", "\\\\", "\u00E9", "\U0001F600", " ", ","});
        }
        return text + '"';
    }

    std::string value(std::size_t depth)
    {
        switch (below(depth == 0 ? 2 : 4)) {
        case 0: return std::string(pick({"0", "-1.5e3", "true", "false", "null"}));
        case 1: return string();
        case 2: return array(depth - 1);
        default: return object(depth - 1);
        }
    }

    std::string array(std::size_t depth)
    {
        std::string text = "[" + space();
        for (auto values = below(4); values > 0; --values) {
            text += value(depth) + space() + (values > 1 ? "," : "") + space();
        }
        return text + "]";
    }

    std::string object(std::size_t depth)
    {
        std::string text = "{" + space();
        for (auto members = below(4); members > 0; --members) {
            text += string() + space() + ":" + space() + value(depth) + (members > 1 ? "," : "") +
                    space();
        }
        return text + "}";
    }

    void add_json(std::string text)
    {
        bytes += text + space();
        json.push_back(std::move(text));
    }

    std::mt19937 random_;
};

void check(Stream& stream, std::size_t longest_read)
{
    JsonFramer framer(1024 * 1024);
    std::vector<std::string> json;
    std::string plain;
    const auto take = [&] {
        while (auto frame = framer.next()) {
            if (frame->json) {
                json.push_back(std::move(frame->text));
            } else {
                plain += frame->text;
            }
        }
    };
    std::string_view rest = stream.bytes;
    while (!rest.empty()) {
        const auto read = rest.substr(0, 1 + stream.below(longest_read));
        framer.receive(read);
        take();
        rest.remove_prefix(read.size());
    }
    framer.finish();
    take();
    std::erase_if(plain, [](char c) { return c == ' ' || c == '\r' || c == '\n'; });
    BOOST_TEST(json == stream.json, boost::test_tools::per_element());
    BOOST_TEST(plain == stream.plain);
}

BOOST_AUTO_TEST_SUITE(json_framer)

BOOST_AUTO_TEST_CASE(random_streams_are_cut_into_what_they_were_made_of)
{
    for (std::uint32_t seed = 0; seed < 1000; ++seed) {
        Stream stream(seed);
        BOOST_TEST_CONTEXT("seed " << seed << ": " << stream.bytes)
        {
            check(stream, 1);
            check(stream, 10);
            check(stream, stream.bytes.size() + 1);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services
