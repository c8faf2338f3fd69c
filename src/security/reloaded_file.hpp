#pragma once

#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

#include "halley/logger.hpp"

namespace halley::security {

/** What stands in a file, read again when that changes.

    A new version that cannot be read is logged, and the former stays in force.
*/
template <class Content> class ReloadedFile {
public:
    /// Makes the content of the file's text, or throws `std::exception`.
    using Parse = std::function<Content(const std::string& text)>;

    /// @throws std::runtime_error when the file cannot be read.
    ReloadedFile(std::string path, Parse parse, Logger& logger)
        : path_(std::move(path)), parse_(std::move(parse)), logger_(logger)
    {
        stamp_ = stamp();
        content_ = load();
    }

    struct Version {
        std::shared_ptr<const Content> content;
        unsigned number = 0;  ///< Of what is in force: what was derived from another is not.
    };

    /// Looks at the file once a second at most. From any thread.
    Version get()
    {
        const auto now = std::chrono::steady_clock::now();
        const std::lock_guard lock{mutex_};
        if (now < look_at_) return {content_, number_};
        look_at_ = now + look_interval;
        const auto current = stamp();
        if (current == stamp_) return {content_, number_};
        stamp_ = current;
        try {
            content_ = load();
            ++number_;
            logger_.write(LogLevel::info, path_ + " has changed and is read again");
        } catch (const std::exception& error) {
            logger_.write(LogLevel::error,
                          std::string{error.what()} + "; what was read before stays in force");
        }
        return {content_, number_};
    }

private:
    static constexpr std::chrono::milliseconds look_interval{1000};

    struct Stamp {
        std::int64_t seconds = 0;
        std::int64_t nanoseconds = 0;
        std::int64_t size = -1;
        std::uint64_t inode = 0;

        bool operator==(const Stamp&) const = default;
    };

    Stamp stamp() const
    {
        struct stat found {};
        if (::stat(path_.c_str(), &found) != 0) return {};
        return {found.st_mtim.tv_sec, found.st_mtim.tv_nsec, found.st_size, found.st_ino};
    }

    std::shared_ptr<const Content> load() const
    {
        errno = 0;
        std::ifstream file{path_, std::ios::binary};
        std::string text;
        if (file) text.assign(std::istreambuf_iterator<char>{file}, {});
        if (!file || file.bad())
            throw std::runtime_error("cannot read " + path_ + ": " +
                                     std::generic_category().message(errno ? errno : EIO));
        try {
            return std::make_shared<const Content>(parse_(text));
        } catch (const std::exception& error) {
            throw std::runtime_error(path_ + ": " + error.what());
        }
    }

    const std::string path_;
    const Parse parse_;
    Logger& logger_;
    std::mutex mutex_;
    std::chrono::steady_clock::time_point look_at_{};
    Stamp stamp_;
    std::shared_ptr<const Content> content_;
    unsigned number_ = 0;
};

}  // namespace halley::security
