#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace halley::security {

/// Answers that hold for a while, by what they answer. Bounded; from any thread.
template <class Value> class Recent {
public:
    using Clock = std::chrono::steady_clock;

    explicit Recent(std::chrono::milliseconds lasts) : lasts_(lasts) {}

    std::optional<Value> find(const std::string& key)
    {
        const std::lock_guard lock{mutex_};
        const auto found = entries_.find(key);
        if (found == entries_.end()) return std::nullopt;
        if (found->second.until > Clock::now()) return found->second.value;
        entries_.erase(found);
        return std::nullopt;
    }

    void remember(std::string key, Value value)
    {
        remember(std::move(key), std::move(value), lasts_);
    }

    void remember(std::string key, Value value, std::chrono::milliseconds lasts)
    {
        lasts = std::min(lasts, lasts_);
        if (lasts.count() <= 0) return;
        const auto now = Clock::now();
        const std::lock_guard lock{mutex_};
        if (entries_.size() >= most) {
            std::erase_if(entries_, [now](const auto& each) { return each.second.until <= now; });
            if (entries_.size() >= most) entries_.clear();
        }
        entries_.insert_or_assign(std::move(key), Entry{std::move(value), now + lasts});
    }

private:
    static constexpr std::size_t most = 10'000;

    struct Entry {
        Value value;
        Clock::time_point until;
    };

    const std::chrono::milliseconds lasts_;
    std::mutex mutex_;
    std::unordered_map<std::string, Entry> entries_;
};

}  // namespace halley::security
