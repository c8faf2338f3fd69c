// Live reload: watches a folder and tells the pages on /livereload what changed.
//
//   g++ -std=c++20 livereload.cpp -o livereload $(pkg-config --cflags --libs halley RapidJSON)
//   ./livereload 8080 public
//
// cometd.subscribe('/livereload', () => location.reload())

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>

#include <halley/server.hpp>
#include <poll.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <sys/inotify.h>
#include <unistd.h>

namespace {

// An editor saves in several steps: they are told together, when it is quiet again.
constexpr int quiet_milliseconds = 50;

class Watch {
public:
    Watch(const std::string& folder, halley::Server& server) : server_(server)
    {
        inotify_ = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
        const auto mask = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE;
        if (inotify_ < 0 || inotify_add_watch(inotify_, folder.c_str(), mask) < 0 ||
            pipe(stop_) != 0)
            throw std::runtime_error("cannot watch " + folder + ": " + std::strerror(errno));
        thread_ = std::thread{[this] { run(); }};
    }

    ~Watch()
    {
        close(stop_[1]);
        thread_.join();
        close(stop_[0]);
        close(inotify_);
    }

private:
    void run()
    {
        while (true) {
            pollfd ready[] = {
                {inotify_, POLLIN, 0},
                {stop_[0], POLLIN, 0}
            };
            const auto count = poll(ready, 2, changed_.empty() ? -1 : quiet_milliseconds);
            if (ready[1].revents != 0) return;
            if (count > 0) {
                note_changes();
            } else if (count == 0) {
                tell();
            }
        }
    }

    void note_changes()
    {
        alignas(inotify_event) char buffer[16 * (sizeof(inotify_event) + NAME_MAX + 1)];
        const auto size = read(inotify_, buffer, sizeof buffer);
        for (long at = 0; at < size;) {
            const auto& event = *reinterpret_cast<const inotify_event*>(buffer + at);
            if (event.len > 0) changed_.insert(event.name);
            at += static_cast<long>(sizeof(inotify_event) + event.len);
        }
    }

    void tell()
    {
        rapidjson::StringBuffer text;
        rapidjson::Writer<rapidjson::StringBuffer> writer{text};
        writer.StartArray();
        for (const auto& name : changed_)
            writer.String(name.c_str());
        writer.EndArray();
        changed_.clear();
        try {
            server_.publish("/livereload", text.GetString());
        } catch (const std::invalid_argument&) {
            server_.publish("/livereload", "[]");  // A name that is not UTF-8.
        }
    }

    halley::Server& server_;
    std::set<std::string> changed_;
    int inotify_ = -1;
    int stop_[2] = {-1, -1};
    std::thread thread_;
};

}  // namespace

int main(int argc, char** argv)
{
    try {
        halley::Config config;
        config.listen = {
            {"127.0.0.1", static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 8080)}
        };
        halley::Server server{config};
        const Watch watch{argc > 2 ? argv[2] : ".", server};
        server.run();
    } catch (const std::exception& problem) {
        std::cerr << "livereload: " << problem.what() << '\n';
        return 1;
    }
}
