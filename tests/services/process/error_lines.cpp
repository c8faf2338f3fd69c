#include "services/process/error_lines.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/support/recording_logger.hpp"

namespace halley::services {
namespace {

std::vector<std::string> entries_for(std::string_view text, std::size_t size_of_a_read)
{
    test::RecordingLogger logger;
    BoundedLog log(logger, "service x", {.entries = 100, .period = std::chrono::seconds(1)});
    ErrorLines lines(log);
    for (; !text.empty(); text.remove_prefix(std::min(size_of_a_read, text.size())))
        lines.receive(text.substr(0, size_of_a_read));
    lines.finish();
    return logger.entries();
}

BOOST_AUTO_TEST_CASE(error_lines_are_told_apart)
{
    const std::string long_line(ErrorLines::longest, 'l');
    const std::string longer_line(10 * ErrorLines::longest, 'm');
    const auto text = "one\n\ntwo\n" + long_line + "\n" + longer_line + "\nlast";
    const std::vector<std::string> expected{
        "service x: one",
        "service x: two",
        "service x: " + long_line,
        "service x: " + longer_line.substr(0, ErrorLines::longest) + " ...",
        "service x: last",
    };
    for (const std::size_t size : {1u, 7u, 100'000u})
        BOOST_TEST(entries_for(text, size) == expected, boost::test_tools::per_element());
}

}  // namespace
}  // namespace halley::services
