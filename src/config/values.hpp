#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/config/reader.hpp"
#include "src/config/units.hpp"

// The kinds of values that stand behind a key. Each knows how to read its value
// from YAML and how to print it back:
//
//     void read(Reader&, const Node&, Value&) const;   // leaves the value alone on error
//     std::string print(const Value&) const;           // YAML on one line

namespace halley::config {

/// The text of a scalar; otherwise an error that says what was expected.
const std::string* scalar(Reader& reader, const Node& node, std::string_view expected);

/// `text` as it stands in a YAML file, in quotes where they are needed.
std::string print_text(std::string_view text);

struct Boolean {
    void read(Reader& reader, const Node& node, bool& value) const;
    std::string print(bool value) const { return value ? "true" : "false"; }
};

/// Text that `check` accepts. It may put the text into its usual form, and
/// returns the objection otherwise: `is not …`.
struct Text {
    std::string (*check)(std::string&);

    void read(Reader& reader, const Node& node, std::string& value) const;
    std::string print(const std::string& value) const { return print_text(value); }
};

/// What numbers, sizes and durations have in common: a text, a unit and bounds.
struct Quantity {
    Parsed<std::uint64_t> (*parse)(std::string_view);
    std::string (*print)(std::uint64_t);
    std::string_view noun;
    std::uint64_t least;
    std::uint64_t most;

    void read(Reader& reader, const Node& node, std::uint64_t& value) const;
};

struct Number {
    std::uint64_t least = 0;
    std::uint64_t most = std::numeric_limits<std::uint32_t>::max();

    template <std::unsigned_integral Value>
    void read(Reader& reader, const Node& node, Value& value) const
    {
        std::uint64_t number = value;
        quantity().read(reader, node, number);
        value = static_cast<Value>(number);
    }
    std::string print(std::uint64_t value) const { return std::to_string(value); }

private:
    Quantity quantity() const;
};

/// Bytes, with units such as KiB.
struct Size {
    std::uint64_t least = 1;
    std::uint64_t most = std::uint64_t{1} << 40;

    void read(Reader& reader, const Node& node, std::size_t& value) const;
    std::string print(std::size_t value) const { return print_size(value); }
};

struct Duration {
    std::chrono::milliseconds least{0};
    std::chrono::milliseconds most{std::chrono::hours{24}};

    void read(Reader& reader, const Node& node, std::chrono::milliseconds& value) const;
    std::string print(std::chrono::milliseconds value) const { return print_duration(value); }
};

/// A name as it stands in the file. Case does not count.
std::size_t read_choice(Reader& reader,
                        const Node& node,
                        const std::vector<std::string_view>& names,
                        std::size_t otherwise);

template <class Enum> struct Choice {
    std::vector<std::pair<std::string_view, Enum>> choices;

    void read(Reader& reader, const Node& node, Enum& value) const
    {
        std::vector<std::string_view> names;
        for (const auto& choice : choices)
            names.push_back(choice.first);
        const auto index = read_choice(reader, node, names, choices.size());
        if (index < choices.size()) value = choices[index].second;
    }

    std::string print(Enum value) const
    {
        for (const auto& [name, meaning] : choices) {
            if (meaning == value) return std::string{name};
        }
        return {};
    }
};

/// A value that need not be set; `~` stands for that.
template <class Kind> struct Optional {
    Kind kind;

    template <class Value>
    void read(Reader& reader, const Node& node, std::optional<Value>& value) const
    {
        value.reset();
        if (node.is_null()) return;
        const auto errors = reader.errors().size();
        Value set{};
        kind.read(reader, node, set);
        if (reader.errors().size() == errors) value = set;
    }
    template <class Value> std::string print(const std::optional<Value>& value) const
    {
        return value ? kind.print(*value) : "~";
    }
};

/// A number, or -1 for any number.
struct SessionsPerBrowser {
    void read(Reader& reader, const Node& node, int& value) const;
    std::string print(int value) const { return std::to_string(value); }
};

/// `auto`, which is 0, or a number.
struct Shards {
    void read(Reader& reader, const Node& node, unsigned& value) const;
    std::string print(unsigned value) const { return value == 0 ? "auto" : std::to_string(value); }
};

/// Nodefony writes types in any case.
struct ServiceType {
    void read(Reader& reader, const Node& node, std::string& value) const;
    std::string print(const std::string& value) const { return print_text(value); }
};

/// Whether `node` is a list. A null is none, and means the default.
bool is_list(Reader& reader, const Node& node, std::string_view expected);

/// Values in brackets, none of them twice unless they may repeat.
template <class Kind> struct List {
    Kind kind;
    std::string_view nouns;  ///< For messages: `paths`.
    bool may_be_empty = false;
    bool may_repeat = false;

    template <class Value>
    void read(Reader& reader, const Node& node, std::vector<Value>& values) const
    {
        if (!is_list(reader, node, nouns)) return;
        if (node.items.empty() && !may_be_empty) reader.error(node, "must not be empty");
        values.clear();
        for (std::size_t i = 0; i < node.items.size(); ++i) {
            const auto& item = *node.items[i];
            const Reader::Part part{reader, i, item.at};
            const auto errors = reader.errors().size();
            Value value{};
            kind.read(reader, item, value);
            if (reader.errors().size() != errors) continue;
            for (const auto& earlier : values) {
                if (!may_repeat && earlier == value) {
                    reader.error(item, kind.print(value) + " is already in the list");
                    break;
                }
            }
            values.push_back(std::move(value));
        }
    }

    template <class Value> std::string print(const std::vector<Value>& values) const
    {
        std::string out;
        for (const auto& value : values) {
            out += (out.empty() ? "" : ", ") + kind.print(value);
        }
        return "[" + out + "]";
    }
};

}  // namespace halley::config
