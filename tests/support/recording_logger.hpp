#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "halley/logger.hpp"

namespace halley::test {

/// Keeps every entry.
class RecordingLogger final : public Logger {
public:
    bool enabled(LogLevel) const noexcept override { return true; }
    void write(LogLevel, std::string_view entry) override
    {
        const std::lock_guard lock{mutex_};
        entries_.emplace_back(entry);
    }
    std::vector<std::string> entries() const
    {
        const std::lock_guard lock{mutex_};
        return entries_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> entries_;
};

}  // namespace halley::test
