#pragma once

#include <cstdint>

namespace halley::bench {

/// What a process has used so far, and has now.
struct Usage {
    double cpu_seconds = 0;  ///< User and system, of all threads.
    std::uint64_t rss = 0;   ///< Resident bytes.
    std::uint64_t pss = 0;   ///< The same with shared pages divided by their sharers; 0 if unknown.
};

/// The server's process, by `/proc`.
class ServerProcess {
public:
    /// Throws `std::runtime_error` with a sentence when there is no such process.
    explicit ServerProcess(int pid);

    /// Throws like the constructor when it has ended.
    Usage usage() const;

private:
    int pid_;
};

}  // namespace halley::bench
