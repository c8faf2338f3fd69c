#pragma once

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/services/test_backend.hpp"

namespace halley::services {

template <class Value> bool is_ready(const std::future<Value>& future)
{
    return future.wait_for(std::chrono::seconds{}) == std::future_status::ready;
}

/// Does what blocks on another thread while the client's side goes on.
template <class Work> auto meanwhile(TestBackend& client, Work work)
{
    auto done = std::async(std::launch::async, std::move(work));
    client.run_until([&] { return is_ready(done); });
    return done.get();
}

/** A backend with a stream of bytes, of any kind, and a client's side that uses it.

    The primitives block; everything else makes them go on side by side with the client.
*/
class StreamBackend {
public:
    virtual ~StreamBackend() = default;

    std::shared_ptr<ServiceConnection> open(ServiceConfig config = {}, ServiceLimits limits = {});

    /// Opens one and accepts it; `client.reports` is then "opened".
    std::shared_ptr<ServiceConnection> open_and_accept(ServiceLimits limits = {});

    void accept();
    void write(std::string_view bytes);
    std::string read(std::size_t size);
    std::string read_to_end();

    virtual void finish() = 0;
    virtual void close() = 0;
    /// Breaks the connection so that the client can tell it from a close, once
    /// something that the client has written is there unread.
    virtual void break_off() = 0;

    TestBackend client;

protected:
    virtual ServiceFactory kind() const = 0;
    virtual void lead_here(ServiceConfig& config) const = 0;

    virtual void accept_one() = 0;
    virtual void write_all(std::string_view bytes) = 0;
    /// Empty: the client has finished.
    virtual std::string read_some(std::size_t most) = 0;
};

/// What holds for each kind of stream. Each wants a backend of its own.
struct StreamScript {
    const char* name;
    void (*run)(StreamBackend& backend);
};

const std::vector<StreamScript>& stream_scripts();

}  // namespace halley::services
