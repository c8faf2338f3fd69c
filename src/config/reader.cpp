#include "src/config/reader.hpp"

#include <utility>

#include "src/config/nearest.hpp"

namespace halley::config {

Reader::Part::Part(Reader& reader, std::string_view name, Position at)
    : reader_(reader), path_size_(reader.path_.size()), at_(std::exchange(reader.at_, at))
{
    if (!reader.path_.empty()) reader.path_ += '.';
    reader.path_ += name;
}

Reader::Part::Part(Reader& reader, std::size_t index, Position at)
    : reader_(reader), path_size_(reader.path_.size()), at_(std::exchange(reader.at_, at))
{
    reader.path_ += '[' + std::to_string(index) + ']';
}

Reader::Part::~Part()
{
    reader_.path_.resize(path_size_);
    reader_.at_ = at_;
}

void Reader::error(Position at, std::string_view message)
{
    errors_.push_back({at, about(message)});
}

void Reader::notice(Position at, std::string_view message)
{
    notices_.push_back({at, about(message)});
}

void Reader::unknown_key(const Entry& entry, const std::vector<std::string_view>& known)
{
    auto message = "unknown key " + quote(entry.key);
    if (!path_.empty()) message += " in " + path_;
    if (const auto meant = nearest(entry.key, known)) {
        message += "; did you mean " + quote(*meant) + "?";
    } else {
        message += "; there are " + enumerate(known, "and");
    }
    errors_.push_back({entry.at, message});
}

std::string Reader::about(std::string_view message) const
{
    return (path_.empty() ? "" : path_ + ": ") + std::string{message};
}

std::string enumerate(const std::vector<std::string_view>& words, std::string_view conjunction)
{
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) {
            out += i + 1 < words.size() ? std::string{", "} : ' ' + std::string{conjunction} + ' ';
        }
        out += words[i];
    }
    return out;
}

}  // namespace halley::config
