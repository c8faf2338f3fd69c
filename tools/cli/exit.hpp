#pragma once

namespace halley::cli {

/// The statuses of the command-line clients, as docs/command-line.md has them.
enum Status : int {
    status_done = 0,
    status_refused = 1,  ///< By the server.
    status_usage = 2,
    status_unreachable = 3,
    status_timed_out = 4,
};

}  // namespace halley::cli
