#pragma once

#include <mutex>
#include <utility>

#include <boost/asio/post.hpp>

#include "src/net.hpp"

namespace halley::runtime {

/// A way into a loop, for those who may outlive it: what comes too late is dropped.
class LoopPost {
public:
    explicit LoopPost(Loop& loop) : loop_(&loop) {}

    /// From any thread.
    template <class Work> void operator()(Work work)
    {
        const std::lock_guard lock{mutex_};
        if (loop_) asio::post(*loop_, std::move(work));
    }

    /// The loop is about to go.
    void close()
    {
        const std::lock_guard lock{mutex_};
        loop_ = nullptr;
    }

private:
    std::mutex mutex_;
    Loop* loop_;
};

}  // namespace halley::runtime
