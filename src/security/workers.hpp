#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace halley::security {

/// Threads for what would hold up a shard. What waits for them is bounded.
class Workers {
public:
    using Work = std::function<void()>;

    Workers(unsigned threads, std::size_t most_waiting);

    /// Finishes what runs; what waits is dropped.
    ~Workers();

    /// False: too much waits already. `work` must not throw.
    bool submit(Work work);

private:
    void run();

    const std::size_t most_waiting_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Work> waiting_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace halley::security
