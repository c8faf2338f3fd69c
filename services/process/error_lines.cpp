#include "services/process/error_lines.hpp"

#include <algorithm>

namespace halley::services {

void ErrorLines::receive(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto rest = bytes.substr(0, bytes.find('\n'));
        line_ += rest.substr(0, longest + 1 - line_.size());
        if (rest.size() == bytes.size()) return;
        finish();
        bytes.remove_prefix(rest.size() + 1);
    }
}

void ErrorLines::finish()
{
    if (line_.size() > longest) line_.replace(longest, 1, " ...");
    if (!line_.empty()) log_.write(LogLevel::info, line_);
    line_.clear();
}

}  // namespace halley::services
