#pragma once

#include <string>
#include <string_view>

#include "services/bounded_log.hpp"

namespace halley::services {

/// Logs what a program writes to its standard error, line by line. Of a line
/// that is too long, the beginning.
class ErrorLines {
public:
    static constexpr std::size_t longest = 1000;

    explicit ErrorLines(BoundedLog& log) : log_(log) {}

    void receive(std::string_view bytes);
    /// Logs the last line when it has no end.
    void finish();

private:
    BoundedLog& log_;
    std::string line_;  ///< One byte more than is logged, at most.
};

}  // namespace halley::services
