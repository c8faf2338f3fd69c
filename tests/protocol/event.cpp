#include "protocol/event.hpp"

#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace halley::protocol {

namespace {

struct EventCase {
    const char* name;
    std::string_view channel, data, id, ext;
    std::string_view text;
};

const EventCase events[] = {
    {"PUB-03 channel and data",  "/a/b", "1",      "",       "",    R"({"channel":"/a/b","data":1})"          },
    {"PUB-05 with its id",       "/a",   "null",   R"("7")", "",    R"({"channel":"/a","data":null,"id":"7"})"},
    {"PUB-21 with ext",          "/a",   "{}",     "",       "[1]", R"({"channel":"/a","data":{},"ext":[1]})" },
    {"PUB-21 with all",
     "/a",                               R"("x")",
     "7",                                                    "{}",
     R"({"channel":"/a","data":"x","id":7,"ext":{}})"                                                         },
    {"PUB-07 without data",      "/a",   "",       "",       "",    R"({"channel":"/a"})"                     },
    {"FMT-19 numbers stay text", "/n",   "1e400",  "",       "",    R"({"channel":"/n","data":1e400})"        },
};

}  // namespace

BOOST_AUTO_TEST_SUITE(event)

BOOST_AUTO_TEST_CASE(is_encoded_once)
{
    for (const auto& c : events) {
        BOOST_TEST_CONTEXT(c.name)
        {
            const auto event = Event::make(c.channel, c.data, c.id, c.ext);
            BOOST_TEST(event->text() == c.text);
            BOOST_TEST(event->channel() == c.channel);
        }
    }
}

BOOST_AUTO_TEST_CASE(copies_what_it_is_made_of)
{
    std::string channel = "/a/b";
    std::string data(100'000, ' ');
    data.front() = data.back() = '"';
    const auto event = Event::make(channel, data);
    const auto expected = R"({"channel":"/a/b","data":)" + data + "}";
    channel.assign("xxxx");
    data.assign(data.size(), 'x');
    BOOST_TEST(event->text() == expected);
    BOOST_TEST(event->channel() == "/a/b");
}

BOOST_AUTO_TEST_CASE(may_be_any_text)
{
    const auto event = Event::from_text(R"({"successful":true})");
    BOOST_TEST(event->text() == R"({"successful":true})");
    BOOST_TEST(event->channel() == "");
}

// With the address sanitizer this finds what is freed too early, twice or never.
BOOST_AUTO_TEST_CASE(lives_as_long_as_somebody_has_it)
{
    auto first = Event::make("/a", "1");
    auto second = first;
    first.reset();
    BOOST_TEST(second->text() == R"({"channel":"/a","data":1})");
    std::vector<EventPtr> queue(1000, second);
    second = Event::make("/b", "2");
    BOOST_TEST(queue.back()->channel() == "/a");
}

BOOST_AUTO_TEST_CASE(is_shared_by_threads)
{
    auto event = Event::make("/a", "1");
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([copy = event] {
            for (int round = 0; round < 10'000; ++round)
                const EventPtr another = copy;
        });
    }
    event.reset();
    for (auto& thread : threads)
        thread.join();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace halley::protocol
