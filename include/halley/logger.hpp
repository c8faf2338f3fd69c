#pragma once

#include <string_view>

#include "halley/config.hpp"

namespace halley {

/** Where log entries go.

    An entry is one line of plain text without a trailing newline. What came
    from the network is already escaped.

    @par Threads
    May be called from any thread.
*/
class Logger {
public:
    virtual ~Logger() = default;

    virtual bool enabled(LogLevel level) const noexcept = 0;
    virtual void write(LogLevel level, std::string_view entry) = 0;
};

}  // namespace halley
