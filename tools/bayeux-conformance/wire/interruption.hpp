#pragma once

#include <chrono>
#include <stdexcept>

namespace halley::conformance {

/// The user has interrupted the run, so nothing is waited for any more.
struct Interrupted : std::runtime_error {
    Interrupted() : std::runtime_error("interrupted") {}
};

/// From now on a SIGINT or SIGTERM interrupts the run; the second of its kind ends the
/// program.
void interrupt_on_signals();

bool interrupted() noexcept;

/// A descriptor that is readable once the run is interrupted, or -1.
int interruption() noexcept;

/// Sleeps for that long; throws `Interrupted`.
void wait_for(std::chrono::milliseconds time);

/// The waits of somebody who asks a server again and again: each longer than the one before.
class Pauses {
public:
    void next();

private:
    std::chrono::milliseconds time_{5};
};

}  // namespace halley::conformance
