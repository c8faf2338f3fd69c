#pragma once

#include <mutex>
#include <vector>

#include <sys/stat.h>

#include "halley/config.hpp"
#include "src/tls/server_context.hpp"

namespace halley::tls {

/** What a listener proves itself with. It is exchanged while connections go on
    with what they began with.

    @par Threads
    Everything may be called from any.
*/
class Certificates {
public:
    /// @throws services::TlsFileError
    explicit Certificates(TlsConfig config);

    /// For one more connection.
    ContextPtr current() const;

    /// Reads the files again.
    /// @throws services::TlsFileError, and nothing has changed.
    void reload();

    /// Whether the files are others than when they were last read, and have been
    /// left alone since the last time this was asked: whoever replaces one may not
    /// be done with the others.
    bool changed();

    const TlsConfig& config() const noexcept { return config_; }

private:
    /// Of a file, to recognise it by.
    struct Stamp {
        dev_t device;
        ino_t inode;
        off_t size;
        time_t seconds;
        long nanoseconds;

        bool operator==(const Stamp&) const = default;
    };
    using Stamps = std::vector<Stamp>;

    Stamps look() const;

    const TlsConfig config_;
    mutable std::mutex mutex_;
    ContextPtr context_;
    Stamps read_;  ///< Of the files as they were read last, with success or without.
    Stamps seen_;
};

}  // namespace halley::tls
