#include "src/config/yaml_reader.hpp"

#include <boost/test/unit_test.hpp>

namespace halley::config {
namespace {

// A node on one line: `{a: [1, 2], b: }`
std::string show(const Node& node)
{
    std::string out;
    switch (node.kind) {
    case Node::Kind::null: break;
    case Node::Kind::scalar: out = node.text; break;
    case Node::Kind::list:
        for (const auto& item : node.items)
            out += (out.empty() ? "" : ", ") + show(*item);
        return "[" + out + "]";
    case Node::Kind::map:
        for (const auto& entry : node.entries) {
            out += (out.empty() ? "" : ", ") + entry.key + ": " + show(*entry.value);
        }
        return "{" + out + "}";
    }
    return out;
}

BOOST_AUTO_TEST_SUITE(yaml_reader)

BOOST_AUTO_TEST_CASE(reads_what_node_reads)
{
    // clang-format off
    const struct {
        const char* name;
        std::string_view yaml, expected;
    } cases[] = {
        {"nothing", "", ""},
        {"comments only", "# hello\n\n  # again\n", ""},
        {"a document marker only", "---\n", ""},
        {"nulls", "a:\nb: ~\nc: null\n", "{a: , b: , c: }"},
        {"a null in quotes is text", "a: \"~\"\n", "{a: ~}"},
        {"byte order mark", "\xEF\xBB\xBF" "a: 1\n", "{a: 1}"},
        {"CR LF", "a:\r\n  b: 1\r\n", "{a: {b: 1}}"},
        {"no line end", "a: 1", "{a: 1}"},
        {"flow and block", "a: {b: [1, {c: 2}]}\nd:\n- 3\n", "{a: {b: [1, {c: 2}]}, d: [3]}"},
        {"quotes", "a: 'it''s'\nb: \"\\\"x\"\n\"c\": &y \"z\"", "{a: it's, b: \"x, c: z}"},
        {"quotes over lines", "a: \"b\n\n  c\"\nd: |\n  it's\n", "{a: b\nc, d: it's\n}"},
        {"alias", "a: &x [1]\nb: *x\n", "{a: [1], b: [1]}"},
        {"tab after a key", "a:\t1\nb :\t\t2\nc\t: 3\n", "{a: 1, b: 2, c: 3}"},
        {"tab after a value", "a: 1\t\nb: x\t# y\n", "{a: 1, b: x}"},
        {"tab after a section's key", "a:\t\n  b: 1\n", "{a: {b: 1}}"},
        {"tab in front of a comment", "a:\n  b: 1\n\t# c\n  \t# d\n  e: 2\n", "{a: {b: 1, e: 2}}"},
        {"tab on a blank line", "a:\n  b: 1\n\t\n  \t \n  c: 2\n", "{a: {b: 1, c: 2}}"},
        {"tab on a blank line, CR LF", "a: 1\r\n\t\r\nb: 2\r\n", "{a: 1, b: 2}"},
        {"tab on the last line", "a: 1\n\t", "{a: 1}"},
        {"tab in brackets", "a: {b:\t1,\n\tc: 2\t}\n", "{a: {b: 1, c: 2}}"},
    };
    // clang-format on
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.name)
        {
            const auto document = read_yaml(c.yaml);
            BOOST_TEST(document.problems.empty());
            BOOST_TEST(show(*document.root) == c.expected);
        }
    }
}

BOOST_AUTO_TEST_CASE(says_where_the_syntax_is_broken)
{
    std::string deep;
    for (int i = 0; i < 40; ++i)
        deep += "- ";
    // clang-format off
    const struct {
        const char* name;
        std::string_view yaml;
        std::size_t line, column;
        std::string_view message;
    } cases[] = {
        {"key too far right", "a: 1\n  b: 2\n", 2, 4,
         "YAML syntax: a \":\" cannot stand here; check the indentation"},
        {"key too far left", "a:\n    b: 1\n  c: 2\n", 3, 3,
         "YAML syntax: neither a key at the indentation of those above nor their end; check the "
         "indentation and the \":\""},
        {"no brace", "a: {b: 1\nc: 2\n", 2, 2, "YAML syntax: a \"}\" is missing"},
        {"no bracket", "a: [1, 2\nb: 3\n", 2, 2, "YAML syntax: a \"]\" is missing"},
        {"no quotation mark", "a: \"b", 1, 4, "YAML syntax: a quotation mark is missing"},
        {"no quotation mark in a line", "a: \"b\nc: 1\n", 1, 4,
         "YAML syntax: a quotation mark is missing"},
        {"no quotation mark and more of them", "a:\n  - 'b\nc: 'd'\n", 2, 5,
         "YAML syntax: a quotation mark is missing"},
        {"no quotation mark to the end", "a: \"b \\\"\n\n # c", 1, 4,
         "YAML syntax: a quotation mark is missing"},
        {"reserved character", "a: @b\n", 1, 4,
         "YAML syntax: a value cannot begin with this character; put it in quotes"},
        {"unknown alias", "a: *b\n", 1, 4, "YAML syntax: the referenced anchor is not defined"},
        {"alias of itself", "a: &a {b: *a}\n", 1, 11, "an alias inside of what it names"},
        {"two documents", "a: 1\n---\nb: 2\n", 2, 1, "a second document in the file"},
        {"tab as indentation", "a:\n\tb: 1\n", 2, 1,
         "YAML syntax: a tab in the indentation; indent with spaces"},
        {"tab after spaces", "a:\n  b: 1\n  \tc: 1\n", 3, 3,
         "YAML syntax: a tab in the indentation; indent with spaces"},
        {"tab after a comment's tab", "a:\n\t# x\n\t\tb: 1\n", 3, 1,
         "YAML syntax: a tab in the indentation; indent with spaces"},
        {"position after wide characters", "\"\u00E9\u20AC\": *b\n", 1, 7,
         "YAML syntax: the referenced anchor is not defined"},
        {"too deep", deep, 1, 65, "nested too deeply"},
        {"not UTF-8", "a: 1\n# \u00E9 \xE9 \n", 2, 5, "not UTF-8 text"},
        {"NUL", std::string_view{"a: 1\nb: \0\n", 10}, 2, 4, "a control character"},
        {"escape", "\u00E9\x1B", 1, 2, "a control character"},
        {"CR alone", "a: 1\rb: 2\n", 1, 5, "a control character"},
    };
    // clang-format on
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.name)
        {
            const auto document = read_yaml(c.yaml);
            BOOST_TEST_REQUIRE(document.problems.size() == 1);
            const auto& problem = document.problems.front();
            BOOST_TEST(problem.at.line == c.line);
            BOOST_TEST(problem.at.column == c.column);
            BOOST_TEST(problem.message == c.message);
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_large_files)
{
    const std::string large(1024 * 1024 + 1, '#');
    const auto document = read_yaml(large);
    BOOST_TEST_REQUIRE(document.problems.size() == 1);
    BOOST_TEST(document.problems.front().at.line == 0);
    BOOST_TEST(document.problems.front().message == "the file is larger than 1 MiB");
}

BOOST_AUTO_TEST_CASE(is_not_slow_with_many_keys)
{
    std::string text;
    for (int i = 0; i < 20'000; ++i)
        text += "k" + std::to_string(i) + ": 1\n";
    BOOST_TEST(read_yaml(text).root->entries.size() == 20'000);
}

BOOST_AUTO_TEST_CASE(aliases_of_aliases_do_not_multiply)
{
    std::string text = "a0: &a0 [1, 1]\n";
    for (int i = 1; i < 100; ++i) {
        const auto name = "a" + std::to_string(i), before = "*a" + std::to_string(i - 1);
        text += name + ": &" + name + " [" + before + ", " + before + "]\n";
    }
    BOOST_TEST(read_yaml(text).problems.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::config
