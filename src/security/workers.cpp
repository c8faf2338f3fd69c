#include "src/security/workers.hpp"

#include <utility>

namespace halley::security {

Workers::Workers(unsigned threads, std::size_t most_waiting) : most_waiting_(most_waiting)
{
    for (unsigned index = 0; index < threads; ++index)
        threads_.emplace_back([this] { run(); });
}

Workers::~Workers()
{
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
        waiting_.clear();
    }
    changed_.notify_all();
    for (auto& thread : threads_)
        thread.join();
}

bool Workers::submit(Work work)
{
    {
        const std::lock_guard lock{mutex_};
        if (waiting_.size() >= most_waiting_) return false;
        waiting_.push_back(std::move(work));
    }
    changed_.notify_one();
    return true;
}

void Workers::run()
{
    for (;;) {
        Work work;
        {
            std::unique_lock lock{mutex_};
            changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
            if (stopping_) return;
            work = std::move(waiting_.front());
            waiting_.pop_front();
        }
        work();
    }
}

}  // namespace halley::security
