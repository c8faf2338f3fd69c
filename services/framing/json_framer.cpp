// The rules, for bytes that come in reads cut anywhere:
//
// 1. At the start, after a text, and at the start of a read that no text reaches
//    into, white space is skipped and the next byte decides. `{` followed by `"`
//    or `}`, and `[` followed by the first byte of a JSON value or `]`, open a
//    JSON text; any other byte begins bare text. White space may stand in
//    between, and a bracket at the end of a read waits for what follows it.
// 2. A JSON text ends where its brackets are balanced outside of strings. Only
//    then is it validated: an invalid one comes out as plain text, so one bad
//    text does not harm the next.
// 3. Bare text ends with the read. It ends earlier before an object, if that
//    stands right after something visible or first on a line: `READY{"id":1}` is
//    two texts, the log line `GET / {"id":1} 200` is one. An array does not end
//    it, since `sshd[22]: ...` is what log lines look like.
// 4. White space between bare text and bare text is kept, all other is dropped.
//
// Every byte is looked at once as it comes, and a complete text once more.

#include "services/framing/json_framer.hpp"

#include <algorithm>
#include <utility>

#include "protocol/message_reader.hpp"
#include "services/utf8.hpp"

namespace halley::services {
namespace {

constexpr std::string_view white_space = " \t\r\n";

std::size_t count_space(std::string_view bytes) noexcept
{
    return std::min(bytes.find_first_not_of(white_space), bytes.size());
}

bool is_blank(std::string_view text) noexcept
{
    return count_space(text) == text.size();
}

/// The part of a string before what could end it.
std::size_t count_ordinary(std::string_view bytes) noexcept
{
    const auto special = [](char c) { return c == '"' || c == '\\'; };
    return static_cast<std::size_t>(std::find_if(bytes.begin(), bytes.end(), special) -
                                    bytes.begin());
}

bool opens_json(char bracket, char next) noexcept
{
    const std::string_view allowed = bracket == '{' ? "\"}" : "]{[\"-0123456789tfn";
    return allowed.find(next) != std::string_view::npos;
}

}  // namespace

void JsonFramer::receive(std::string_view bytes)
{
    while (!bytes.empty() && !too_long_) {
        switch (state_) {
        case State::between: bytes.remove_prefix(scan_between(bytes)); break;
        case State::opening: bytes.remove_prefix(scan_opening(bytes)); break;
        case State::json: bytes.remove_prefix(scan_json(bytes)); break;
        case State::bare: bytes.remove_prefix(scan_bare(bytes)); break;
        }
    }
    if (!too_long_) {
        end_read();
    }
}

void JsonFramer::finish()
{
    emit_bare(std::exchange(text_, {}));
    state_ = State::between;
}

std::optional<Frame> JsonFramer::next()
{
    if (taken_ == ready_.size()) {
        ready_ = {};  // an idle connection owns no memory
        taken_ = 0;
        return std::nullopt;
    }
    return std::move(ready_[taken_++]);
}

std::size_t JsonFramer::scan_between(std::string_view bytes)
{
    const auto space = count_space(bytes);
    if (after_plain_) {
        append(bytes.substr(0, space));
    }
    if (space == bytes.size() || too_long_) {
        return bytes.size();
    }
    if (bytes[space] == '{' || bytes[space] == '[') {
        append_opener(bytes.substr(space, 1));
        return space + 1;
    }
    state_ = State::bare;
    place_ = Place::line_start;
    return space;
}

std::size_t JsonFramer::scan_opening(std::string_view bytes)
{
    const auto space = count_space(bytes);
    append(bytes.substr(0, space));
    if (space == bytes.size() || too_long_) {
        return bytes.size();
    }
    if (opens_json(text_[opener_], bytes[space])) {
        emit_bare_before_opener();
        state_ = State::json;
        depth_ = 1;
        in_string_ = escaped_ = false;
        return space;
    }
    // The bracket is plain text after all. What follows it is in a gap or not.
    const auto behind = std::string_view(text_).substr(opener_ + 1);
    state_ = State::bare;
    if (behind.empty()) {
        place_ = Place::word;
    } else {
        place_ = behind.find('\n') == std::string_view::npos ? Place::gap : Place::line_start;
    }
    return space;
}

std::size_t JsonFramer::scan_json(std::string_view bytes)
{
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (escaped_) {
            escaped_ = false;
            continue;
        }
        if (in_string_) {
            i += count_ordinary(bytes.substr(i));
            if (i < bytes.size()) {
                in_string_ = escaped_ = bytes[i] == '\\';
            }
            continue;
        }
        const char c = bytes[i];
        if (c == '"') {
            in_string_ = true;
        } else if (c == '{' || c == '[') {
            ++depth_;
        } else if ((c == '}' || c == ']') && --depth_ == 0) {
            append(bytes.substr(0, i + 1));
            emit_json();
            return i + 1;
        }
    }
    append(bytes);
    return bytes.size();
}

std::size_t JsonFramer::scan_bare(std::string_view bytes)
{
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        switch (bytes[i]) {
        case '\n': place_ = Place::line_start; break;
        case '\r':
        case '\t':
        case ' ':
            if (place_ == Place::word) {
                place_ = Place::gap;
            }
            break;
        case '{':
            if (place_ != Place::gap) {
                append_opener(bytes.substr(0, i + 1));
                return i + 1;
            }
            [[fallthrough]];
        default: place_ = Place::word;
        }
    }
    append(bytes);
    return bytes.size();
}

// Plain text comes out now, but for the beginning of a character and for a
// bracket that waits.
void JsonFramer::end_read()
{
    if (state_ == State::opening) {
        emit_bare_before_opener();
    } else if (state_ == State::bare) {
        const auto complete = text_.size() - incomplete_utf8(text_);
        auto rest = text_.substr(complete);
        text_.resize(complete);
        emit_bare(std::exchange(text_, std::move(rest)));
        state_ = text_.empty() ? State::between : State::bare;
    }
}

void JsonFramer::append(std::string_view bytes)
{
    if (bytes.size() > frame_bytes_ - text_.size()) {
        too_long_ = true;
        text_ = {};
        return;
    }
    text_ += bytes;
}

void JsonFramer::append_opener(std::string_view bytes)
{
    append(bytes);
    opener_ = text_.empty() ? 0 : text_.size() - 1;  // empty: it was too long
    state_ = State::opening;
}

void JsonFramer::emit_json()
{
    state_ = State::between;
    if (too_long_) {
        return;
    }
    auto text = std::exchange(text_, {});
    const bool json =
        protocol::is_json(text) || (replace_invalid_utf8(text) && protocol::is_json(text));
    ready_.push_back({std::move(text), json});
    after_plain_ = !json;
}

void JsonFramer::emit_bare(std::string text)
{
    if (is_blank(text)) {
        return;
    }
    replace_invalid_utf8(text);
    ready_.push_back({std::move(text), false});
    after_plain_ = true;
}

void JsonFramer::emit_bare_before_opener()
{
    auto before = text_.substr(0, opener_);
    before.resize(before.find_last_not_of(white_space) + 1);
    text_.erase(0, opener_);
    opener_ = 0;
    emit_bare(std::move(before));
}

}  // namespace halley::services
