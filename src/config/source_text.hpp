#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/config/yaml_reader.hpp"

namespace halley::config {

/// A file's text, with lines and columns as an editor counts them.
class SourceText {
public:
    explicit SourceText(std::string_view text);

    /// The first thing that keeps the bytes from being text at all.
    std::optional<Problem> find_problem() const;

    /// The text with spaces for the tabs in front of comments and on blank
    /// lines, and a line end at its end. Nothing moves, so positions in it are
    /// positions in the file.
    std::string for_parser() const;

    /// Turns yaml-cpp's bytes from 0 into characters from 1.
    Position position(int line, int byte) const;

    /// Whether the quoted text that begins at a place ends where YAML says it
    /// must: before the file does, and before a line that is not indented.
    /// yaml-cpp lets a forgotten quotation mark swallow the rest of the file.
    bool quote_ends(int line, int byte) const;

    /// Where a tab indents this line, if one does.
    std::optional<Position> indenting_tab(std::size_t line) const;

private:
    std::string_view text_;
    std::vector<std::string_view> lines_;
};

}  // namespace halley::config
