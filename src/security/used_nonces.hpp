#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

namespace halley::security {

/// Nonces that were good for one login, and are used up. Bounded; from any thread.
///
/// When there are too many, all that were given out until then are taken for used: who
/// holds one asks for another.
class UsedNonces {
public:
    using Milliseconds = std::chrono::milliseconds;

    /// @param lasts How long a nonce is good for after it was given out.
    explicit UsedNonces(Milliseconds lasts, std::size_t most = 10'000) : lasts_(lasts), most_(most)
    {
    }

    /// Uses one up that is good until then; false when it has been.
    bool use(std::string nonce, Milliseconds until, Milliseconds now)
    {
        const std::lock_guard lock{mutex_};
        if (until <= used_until_) return false;
        if (nonces_.size() >= most_)
            std::erase_if(nonces_, [now](const auto& each) { return each.second <= now; });
        if (nonces_.size() >= most_) {
            nonces_.clear();
            used_until_ = now + lasts_;
            return false;
        }
        return nonces_.try_emplace(std::move(nonce), until).second;
    }

private:
    const Milliseconds lasts_;
    const std::size_t most_;
    std::mutex mutex_;
    std::unordered_map<std::string, Milliseconds> nonces_;  ///< And until when they are good.
    Milliseconds used_until_{0};
};

}  // namespace halley::security
