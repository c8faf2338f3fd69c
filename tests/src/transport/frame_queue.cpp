#include "src/transport/frame_queue.hpp"

#include <string>

#include <boost/test/unit_test.hpp>

using namespace halley;
using protocol::Delivery;
using protocol::Envelope;
using transport::FrameQueue;

namespace {

std::vector<protocol::EventPtr> events(const std::vector<std::string>& texts)
{
    std::vector<protocol::EventPtr> all;
    for (const auto& text : texts)
        all.push_back(protocol::Event::from_text(text));
    return all;
}

Delivery array(std::uint32_t owner, const std::vector<std::string>& texts, std::string replies = {})
{
    Delivery delivery;
    delivery.owner = {0, owner, 1};
    delivery.events = events(texts);
    delivery.replies = std::move(replies);
    return delivery;
}

Delivery
object(std::uint32_t owner, const std::vector<std::string>& texts, std::string replies = {})
{
    auto delivery = array(owner, texts, std::move(replies));
    delivery.envelope = Envelope::object;
    delivery.prefix = R"({"p":1,)";
    return delivery;
}

// Writes the next frame; the owners whose events are out are noted.
struct Writer {
    std::string write()
    {
        std::string text;
        for (const auto& buffer : queue.next_frame())
            text.append(static_cast<const char*>(buffer.data()), buffer.size());
        if (!interrupt)
            queue.on_written(
                [this](protocol::SessionRef ref) { sent += std::to_string(ref.slot); });
        return text;
    }

    FrameQueue queue;
    std::string sent;
    bool interrupt = false;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(frame_queue)

BOOST_AUTO_TEST_CASE(what_waits_together_is_one_frame)
{
    Writer writer;
    writer.queue.push(array(1, {"{1}", "{2}"}, "{r1}"));
    writer.queue.push(array(2, {"{3}"}, "{r2},{r3}"));
    writer.queue.push(array(0, {}, "{r4}"));
    BOOST_TEST(writer.write() == "[{1},{2},{r1},{3},{r2},{r3},{r4}]");
    BOOST_TEST(writer.sent == "12");
    BOOST_TEST(writer.queue.empty());
    BOOST_TEST(writer.queue.bytes() == 0U);
}

BOOST_AUTO_TEST_CASE(what_comes_while_a_frame_is_written_waits)
{
    Writer writer;
    writer.queue.push(array(1, {"{1}"}));
    writer.interrupt = true;
    BOOST_TEST(writer.write() == "[{1}]");
    writer.queue.push(array(2, {"{2}"}));
    writer.queue.push(array(3, {"{3}"}));
    writer.queue.on_written([](protocol::SessionRef ref) { BOOST_TEST(ref.slot == 1U); });
    writer.interrupt = false;
    BOOST_TEST(writer.write() == "[{2},{3}]");
    BOOST_TEST(writer.sent == "23");
}

BOOST_AUTO_TEST_CASE(nothing_is_no_frame)
{
    FrameQueue queue;
    queue.push({});
    BOOST_TEST(queue.empty());
}

BOOST_AUTO_TEST_CASE(in_object_envelopes_an_event_is_a_frame)
{
    Writer writer;
    writer.queue.push(array(0, {}, "{a}"));
    writer.queue.push(object(1, {R"({"1":1})", R"({"2":2})"}, R"({"r":1})"));
    writer.queue.push(array(2, {"{3}"}));
    BOOST_TEST(writer.write() == "[{a}]");
    BOOST_TEST(writer.write() == R"({"p":1,"1":1})");
    BOOST_TEST(writer.sent == "");
    BOOST_TEST(writer.write() == R"({"p":1,"2":2})");
    BOOST_TEST(writer.sent == "1");
    BOOST_TEST(writer.write() == R"({"r":1})");
    BOOST_TEST(writer.write() == "[{3}]");
    BOOST_TEST(writer.sent == "12");
}

BOOST_AUTO_TEST_CASE(frames_are_bounded_but_no_event_is_cut)
{
    Writer writer;
    const std::string large(FrameQueue::largest_merge - 10, 'x');
    const std::string larger(FrameQueue::largest_merge + 10, 'y');
    writer.queue.push(array(1, {"{1}", large, "{2}", larger, "{3}"}));
    BOOST_TEST((writer.write() == "[{1}," + large + ",{2}]"));
    BOOST_TEST((writer.write() == "[" + larger + "]"));
    BOOST_TEST(writer.sent == "");
    BOOST_TEST(writer.write() == "[{3}]");
    BOOST_TEST(writer.sent == "1");
}

BOOST_AUTO_TEST_CASE(many_events_are_copied_together)
{
    Writer writer;
    std::string expected = "[";
    for (int index = 0; index < 100; ++index) {
        const auto text = "{" + std::to_string(index) + "}";
        writer.queue.push(array(1, {text}));
        expected += (index > 0 ? "," : "") + text;
    }
    BOOST_TEST(writer.write() == expected + "]");
}

BOOST_AUTO_TEST_CASE(what_was_not_written_comes_back_in_order)
{
    Writer writer;
    writer.queue.push(object(1, {R"({"1":1})", R"({"2":2})", R"({"3":3})"}));
    writer.write();
    writer.interrupt = true;
    writer.write();  // Begun, but not reported as written.
    writer.queue.push(array(2, {"{4}"}, "{r}"));
    const auto rest = writer.queue.take_rest();
    BOOST_REQUIRE(rest.size() == 2U);
    BOOST_REQUIRE(rest[0].events.size() == 2U);
    BOOST_TEST(rest[0].events[0]->text() == R"({"2":2})");
    BOOST_TEST(rest[1].events[0]->text() == "{4}");
    BOOST_TEST(writer.queue.empty());
    BOOST_TEST(writer.queue.bytes() == 0U);
}

BOOST_AUTO_TEST_CASE(replies_alone_return_no_events)
{
    Writer writer;
    writer.queue.push(object(1, {R"({"1":1})"}, R"({"r":1})"));
    writer.write();
    BOOST_TEST(writer.sent == "1");
    const auto rest = writer.queue.take_rest();
    BOOST_REQUIRE(rest.size() == 1U);
    BOOST_TEST(rest[0].events.empty());
}

BOOST_AUTO_TEST_CASE(bytes_follow_what_waits)
{
    Writer writer;
    writer.queue.push(object(1, {"{12345678}", "{87654321}"}, "{r}"));
    BOOST_TEST(writer.queue.bytes() == 23U);
    writer.write();
    BOOST_TEST(writer.queue.bytes() == 13U);
    writer.write();
    BOOST_TEST(writer.queue.bytes() == 3U);
    writer.write();
    BOOST_TEST(writer.queue.bytes() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
