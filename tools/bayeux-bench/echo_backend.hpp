#pragma once

#include <string>
#include <thread>

#include "src/net.hpp"

namespace halley::bench {

/// A TCP server in a thread of its own that sends back all it gets.
class EchoBackend {
public:
    /// `ADDRESS:PORT`. Throws `std::runtime_error` with a sentence when it cannot listen there.
    explicit EchoBackend(const std::string& where);
    ~EchoBackend();
    EchoBackend(const EchoBackend&) = delete;
    EchoBackend& operator=(const EchoBackend&) = delete;

private:
    void accept();

    Loop loop_{1};
    Acceptor acceptor_;
    std::thread thread_;
};

}  // namespace halley::bench
