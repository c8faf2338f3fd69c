#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/config/reader.hpp"
#include "src/config/values.hpp"

// A section of the configuration is a table with one row for each key. Reading
// and printing go through the same rows, so neither can know a key that the
// other does not.

namespace halley::config {

/// `text` to stand after a key and its colon: on the same line, or, for
/// sections, on lines of its own that begin at `indent`.
template <class Kind, class Value>
std::string print_after_colon(const Kind& kind, const Value& value, std::size_t indent)
{
    if constexpr (requires { kind.print_block(value, indent); }) {
        return kind.print_block(value, indent);
    } else {
        return " " + kind.print(value) + "\n";
    }
}

template <class Struct> struct Row {
    std::string_view key;
    std::function<void(Reader&, const Node&, Struct&)> read;
    /// Empty for keys that are understood, but are not Halley's way to say it.
    std::function<std::string(const Struct&, std::size_t indent)> print;
    /// Tells when there is nothing worth printing.
    std::function<bool(const Struct&)> hidden{};
};

/// The key of a field.
template <class Struct, class Value, class Kind>
Row<Struct> row(std::string_view key, Value Struct::*field, Kind kind)
{
    return {
        key,
        [field, kind](Reader& reader, const Node& node, Struct& whole) {
            kind.read(reader, node, whole.*field);
        },
        [field, kind](const Struct& whole, std::size_t indent) {
            return print_after_colon(kind, whole.*field, indent);
        },
    };
}

/// One that is printed only where it is set: most structs have no use for it.
template <class Struct, class Value, class Kind>
Row<Struct> rare(std::string_view key, Value Struct::*field, Kind kind)
{
    auto result = row(key, field, kind);
    result.hidden = [field](const Struct& whole) { return whole.*field == Struct{}.*field; };
    return result;
}

/// The key of a section whose fields are fields of the same struct.
template <class Struct, class Kind> Row<Struct> part(std::string_view key, Kind kind)
{
    return {
        key,
        [kind](Reader& reader, const Node& node, Struct& whole) { kind.read(reader, node, whole); },
        [kind](const Struct& whole, std::size_t indent) {
            return print_after_colon(kind, whole, indent);
        },
    };
}

/// A key that is read like `row`, but never printed.
template <class Struct> Row<Struct> only_read(Row<Struct> row)
{
    row.print = nullptr;
    return row;
}

/// A key that Nodefony's files have and Halley has no use for.
template <class Struct> Row<Struct> ignored(std::string_view key)
{
    return {
        key,
        [](Reader& reader, const Node&, Struct&) { reader.notice("ignored, a key of Nodefony's"); },
        nullptr};
}

/// Whether `node` is a mapping. A null is none, and means the defaults.
bool is_section(Reader& reader, const Node& node);

template <class Struct> struct Section {
    std::vector<Row<Struct>> rows;
    /// May accept a key that has no row.
    bool (*accept)(Reader& reader, const Entry& entry, const Node& section) = nullptr;
    /// Judges the section as a whole once it is read without errors.
    void (*check)(Reader& reader, const Struct& value) = nullptr;

    void read(Reader& reader, const Node& node, Struct& value) const
    {
        const auto errors = reader.errors().size();
        if (is_section(reader, node)) {
            for (const auto& entry : node.entries)
                read_entry(reader, entry, node, value);
        }
        if (check && reader.errors().size() == errors) check(reader, value);
    }

    std::string print_block(const Struct& value, std::size_t indent) const
    {
        std::string out = "\n";
        for (const auto& row : rows) {
            if (row.print && !(row.hidden && row.hidden(value))) {
                out += std::string(indent, ' ') + std::string{row.key} + ":" +
                       row.print(value, indent + 2);
            }
        }
        return out;
    }

private:
    void read_entry(Reader& reader, const Entry& entry, const Node& node, Struct& value) const
    {
        for (const auto& row : rows) {
            if (row.key == entry.key) {
                const Reader::Part part{reader, row.key, entry.at};
                row.read(reader, *entry.value, value);
                return;
            }
        }
        if (accept && accept(reader, entry, node)) return;
        std::vector<std::string_view> keys;
        for (const auto& row : rows) {
            if (row.print) keys.push_back(row.key);
        }
        reader.unknown_key(entry, keys);
    }
};

/// Sections one below the other, each with a dash.
template <class Struct> struct SectionList {
    Section<Struct> section;
    std::string_view nouns;
    /// What two of them must not have in common, as a description for a message.
    std::string (*clash)(const Struct&, const Struct&);

    void read(Reader& reader, const Node& node, std::vector<Struct>& values) const
    {
        if (!is_list(reader, node, nouns)) return;
        for (std::size_t i = 0; i < node.items.size(); ++i) {
            const auto& item = *node.items[i];
            const Reader::Part part{reader, i, item.at};
            const auto errors = reader.errors().size();
            Struct value{};
            section.read(reader, item, value);
            if (reader.errors().size() != errors) continue;
            for (const auto& earlier : values) {
                if (const auto message = clash(earlier, value); !message.empty()) {
                    reader.error(item, message);
                    break;
                }
            }
            values.push_back(std::move(value));
        }
    }

    std::string print_block(const std::vector<Struct>& values, std::size_t indent) const
    {
        if (values.empty()) return " []\n";
        std::string out = "\n";
        for (const auto& value : values) {
            const auto block = section.print_block(value, indent + 2);
            out += std::string(indent, ' ') + "- " + block.substr(1 + indent + 2);
        }
        return out;
    }
};

/// Sections by name.
template <class Struct> struct SectionMap {
    Section<Struct> section;
    std::string (*check_name)(const std::string&);
    /// What is wrong with a section of that name, which was read without errors.
    std::string (*check_entry)(const Reader&, const std::string& name, const Struct&) = nullptr;

    void
    read(Reader& reader, const Node& node, std::map<std::string, Struct, std::less<>>& values) const
    {
        if (!is_section(reader, node)) return;
        for (const auto& entry : node.entries) {
            if (const auto objection = check_name(entry.key); !objection.empty()) {
                reader.error(entry.at, quote(entry.key) + " " + objection);
                continue;
            }
            const Reader::Part part{reader, entry.key, entry.at};
            Struct value{};
            const auto errors = reader.errors().size();
            section.read(reader, *entry.value, value);
            if (check_entry && reader.errors().size() == errors) {
                const auto objection = check_entry(reader, entry.key, value);
                if (!objection.empty()) reader.error(objection);
            }
            if (!values.emplace(entry.key, std::move(value)).second) {
                reader.error("is already in another section of the file");
            }
        }
    }

    std::string print_block(const std::map<std::string, Struct, std::less<>>& values,
                            std::size_t indent) const
    {
        if (values.empty()) return " {}\n";
        std::string out = "\n";
        for (const auto& [name, value] : values) {
            out += std::string(indent, ' ') + print_text(name) + ":" +
                   section.print_block(value, indent + 2);
        }
        return out;
    }
};

}  // namespace halley::config
