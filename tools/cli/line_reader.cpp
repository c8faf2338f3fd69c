#include "tools/cli/line_reader.hpp"

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include <boost/asio/post.hpp>

#include <poll.h>
#include <unistd.h>

namespace halley::cli {

LineReader::LineReader(Loop& loop, int descriptor, std::size_t window, Handler handler)
    : loop_(loop),
      descriptor_(descriptor),
      handler_(std::make_shared<Handler>(std::move(handler))),
      room_(window)
{
    if (pipe(wake_) != 0) throw std::system_error{errno, std::generic_category(), "pipe"};
    thread_ = std::thread{[this] { run(); }};
}

LineReader::~LineReader()
{
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    changed_.notify_all();
    close(wake_[1]);
    thread_.join();
    close(wake_[0]);
}

void LineReader::give_back()
{
    {
        const std::lock_guard lock{mutex_};
        ++room_;
    }
    changed_.notify_all();
}

void LineReader::run()
{
    std::string line;
    std::array<char, 65536> buffer;
    while (wait_for_input()) {
        const auto size = read(descriptor_, buffer.data(), buffer.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) break;
        std::string_view rest{buffer.data(), static_cast<std::size_t>(size)};
        for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
            line.append(rest, 0, end);
            rest.remove_prefix(end + 1);
            if (!deliver(std::exchange(line, {}))) return;
        }
        line += rest;
    }
    if (!line.empty() && !deliver(std::move(line))) return;
    post(std::nullopt);
}

bool LineReader::wait_for_input() const
{
    std::array<pollfd, 2> sources{
        {{descriptor_, POLLIN, 0}, {wake_[0], POLLIN, 0}}
    };
    while (poll(sources.data(), sources.size(), -1) < 0) {
        if (errno != EINTR) return false;
    }
    return sources[1].revents == 0;
}

bool LineReader::wait_for_room()
{
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return room_ > 0 || stopping_; });
    if (stopping_) return false;
    --room_;
    return true;
}

bool LineReader::deliver(std::string line)
{
    if (!wait_for_room()) return false;
    post(std::move(line));
    return true;
}

void LineReader::post(std::optional<std::string> line)
{
    asio::post(loop_, [weak = std::weak_ptr{handler_}, line = std::move(line)]() mutable {
        if (const auto handler = weak.lock()) (*handler)(std::move(line));
    });
}

}  // namespace halley::cli
