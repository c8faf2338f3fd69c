#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace halley::bench {

/// What the command line asks for. A workload looks at its own part only.
struct Options {
    std::string workload;
    std::string url;
    std::string transport;  ///< Empty for what the URL says.
    std::vector<std::string> headers;
    std::string ca;  ///< A file with authorities to trust, besides the system's.
    bool insecure = false;
    std::optional<int> server_pid;
    std::string json;  ///< A file, or `-` for the standard output.
    std::string plot;
    bool quiet = false;

    std::uint32_t clients = 100;
    std::uint32_t publishers = 1;  ///< Sessions that only publish; with 0 the clients take turns.
    std::uint32_t channels = 1;
    std::uint32_t channels_each = 1;  ///< That a client subscribes to.
    std::uint32_t patterns = 0;       ///< That a client subscribes to besides, for nothing.
    double rate = 100;                ///< Messages a second of all publishers together.
    std::uint32_t window = 0;         ///< Of a closed loop: messages on their way a publisher.
    std::uint32_t batch = 1;          ///< Messages sent together.
    std::size_t payload = 100;        ///< Bytes of `data`.
    std::uint32_t slow = 0;           ///< Subscribers besides the clients that do not read.
    bool cometd = false;

    std::string service;  ///< Its name.
    std::string backend;  ///< `ADDRESS:PORT` where we are the service's backend ourselves.

    double seconds = 10;
    double warmup = 2;
    double patience = 30;  ///< For the next session to begin.
    double drain = 30;     ///< For events that are still on their way at the end.
};

}  // namespace halley::bench
