#include "src/config/source_text.hpp"

#include <algorithm>

#include "services/utf8.hpp"

namespace halley::config {
namespace {

constexpr std::size_t longest_file = 1024 * 1024;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::size_t count_characters(std::string_view bytes)
{
    return static_cast<std::size_t>(std::count_if(bytes.begin(), bytes.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

// Where `line` stops being UTF-8: there its repaired copy differs.
std::optional<std::size_t> find_invalid_utf8(std::string_view line)
{
    std::string repaired{line};
    if (!services::replace_invalid_utf8(repaired)) return std::nullopt;
    const auto [first, other] =
        std::mismatch(line.begin(), line.end(), repaired.begin(), repaired.end());
    return static_cast<std::size_t>(first - line.begin());
}

bool is_control(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7F;
}

}  // namespace

SourceText::SourceText(std::string_view text) : text_(text)
{
    if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
    for (auto rest = text_;;) {
        const auto end = std::min(rest.find('\n'), rest.size());
        lines_.push_back(rest.substr(0, end));
        if (end == rest.size()) break;
        rest.remove_prefix(end + 1);
    }
}

std::optional<Problem> SourceText::find_problem() const
{
    if (text_.size() > longest_file) return Problem{{}, "the file is larger than 1 MiB"};
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        auto line = lines_[i];
        if (const auto byte = find_invalid_utf8(line))
            return Problem{
                {i + 1, count_characters(line.substr(0, *byte)) + 1},
                "not UTF-8 text"
            };
        if (line.ends_with('\r')) line.remove_suffix(1);
        const auto control = std::find_if(line.begin(), line.end(), is_control);
        if (control != line.end()) {
            const auto before = line.substr(0, static_cast<std::size_t>(control - line.begin()));
            return Problem{
                {i + 1, count_characters(before) + 1},
                "a control character"
            };
        }
    }
    return std::nullopt;
}

std::string SourceText::for_parser() const
{
    std::string out;
    out.reserve(text_.size() + 1);
    for (const auto line : lines_) {
        const auto visible = std::min(line.find_first_not_of(" \t\r"), line.size());
        const bool idle = visible == line.size() || line[visible] == '#';
        const auto begin = static_cast<std::ptrdiff_t>(out.size());
        out += line;
        if (idle) std::replace(out.begin() + begin, out.end(), '\t', ' ');
        out += '\n';
    }
    return out;
}

Position SourceText::position(int line, int byte) const
{
    const auto index = static_cast<std::size_t>(std::max(line, 0));
    const auto bytes = static_cast<std::size_t>(std::max(byte, 0));
    const auto text = index < lines_.size() ? lines_[index] : std::string_view{};
    return {index + 1, count_characters(text.substr(0, bytes)) + 1};
}

bool SourceText::quote_ends(int line, int byte) const
{
    const auto first = static_cast<std::size_t>(line);
    if (first >= lines_.size()) return true;
    auto rest = lines_[first];
    rest.remove_prefix(std::min(static_cast<std::size_t>(byte), rest.size()));
    rest.remove_prefix(std::min(rest.find_first_of("\"'|>"), rest.size()));
    if (!rest.starts_with('"') && !rest.starts_with('\'')) return true;  // a block of lines
    const char quote = rest.front();
    rest.remove_prefix(1);
    for (auto next = first + 1;; ++next) {
        for (std::size_t i = 0; i < rest.size(); ++i) {
            if (rest[i] == '\\' && quote == '"') {
                ++i;
            } else if (rest[i] == quote) {
                const bool doubled = quote == '\'' && rest.substr(i + 1).starts_with(quote);
                if (!doubled) return true;
                ++i;
            }
        }
        if (next == lines_.size()) return false;
        rest = lines_[next];
        const bool blank = rest.find_first_not_of(" \t\r") == std::string_view::npos;
        if (!blank && !rest.starts_with(' ') && !rest.starts_with('\t')) return false;
    }
}

std::optional<Position> SourceText::indenting_tab(std::size_t line) const
{
    if (line == 0 || line > lines_.size()) return std::nullopt;
    const auto text = lines_[line - 1];
    const auto indentation = text.substr(0, text.find_first_not_of(" \t"));
    const auto tab = indentation.find('\t');
    if (tab == std::string_view::npos) return std::nullopt;
    return Position{line, tab + 1};
}

}  // namespace halley::config
