#pragma once

#include <iosfwd>
#include <memory>

#include "halley/logger.hpp"

namespace halley::log {

/** Logs to the standard error, one line an entry.

    As text: `2026-11-21T06:30:00.123Z info listening on http://127.0.0.1:8080`;
    as JSON: an object with `time`, `level` and `message`. Whatever an entry
    contains, it stays on one line.

    @par Threads
    The logger may be used from any thread; an entry has been written when
    `write` returns.
*/
std::unique_ptr<Logger> make_logger(const LogConfig& config);

/// The same to a stream, which must outlive the logger.
std::unique_ptr<Logger> make_logger(const LogConfig& config, std::ostream& out);

}  // namespace halley::log
