#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "src/net.hpp"

namespace halley::cli {

/** Reads a file descriptor line by line, in a thread of its own: waiting for one without
    blocking would change the descriptor for every program that shares it.

    At most `window` lines are out at any time; each wants to be given back.
*/
class LineReader {
public:
    /// A line without its end, or nothing when there are no more. Called by the loop.
    using Handler = std::function<void(std::optional<std::string>)>;

    LineReader(Loop& loop, int descriptor, std::size_t window, Handler handler);
    ~LineReader();
    LineReader(const LineReader&) = delete;
    LineReader& operator=(const LineReader&) = delete;

    /// One line is done with.
    void give_back();

private:
    void run();
    bool wait_for_input() const;
    bool wait_for_room();
    bool deliver(std::string line);
    void post(std::optional<std::string> line);

    Loop& loop_;
    const int descriptor_;
    const std::shared_ptr<Handler> handler_;  ///< Gone, when what was posted comes too late.
    int wake_[2];                             ///< A pipe that becomes readable when it is to stop.
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t room_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace halley::cli
