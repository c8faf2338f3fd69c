#include "protocol/interest.hpp"

#include "halley/channel_id.hpp"

namespace halley::protocol {

namespace {

// FNV-1a over the part before the wildcard, so that one pass over a channel meets
// the hashes of all patterns that match it.
class Hash {
public:
    void add(char character) noexcept
    {
        value_ = (value_ ^ static_cast<unsigned char>(character)) * 0x100000001b3ULL;
    }

    std::size_t of(Wildcard wildcard) const noexcept
    {
        auto value = (value_ + static_cast<std::uint64_t>(wildcard)) * 0x9e3779b97f4a7c15ULL;
        return static_cast<std::size_t>(value >> 32);
    }

private:
    std::uint64_t value_ = 0xcbf29ce484222325ULL;
};

std::size_t hash(std::string_view pattern) noexcept
{
    auto wildcard = Wildcard::none;
    if (pattern.ends_with("/**")) {
        wildcard = Wildcard::deep;
        pattern.remove_suffix(3);
    } else if (pattern.ends_with("/*")) {
        wildcard = Wildcard::single;
        pattern.remove_suffix(2);
    }
    Hash hash;
    for (const auto character : pattern)
        hash.add(character);
    return hash.of(wildcard);
}

}  // namespace

void Interest::add(std::string_view pattern) noexcept
{
    auto& count = patterns_[hash(pattern) % buckets];
    count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_release);
}

void Interest::remove(std::string_view pattern) noexcept
{
    auto& count = patterns_[hash(pattern) % buckets];
    count.store(count.load(std::memory_order_relaxed) - 1, std::memory_order_release);
}

bool Interest::may_match(std::string_view channel) const noexcept
{
    const auto any = [this](std::size_t hash) {
        return patterns_[hash % buckets].load(std::memory_order_acquire) != 0;
    };
    Hash above;
    Hash parent;
    for (const auto character : channel) {
        if (character == '/') {
            if (any(above.of(Wildcard::deep))) return true;
            parent = above;
        }
        above.add(character);
    }
    return any(parent.of(Wildcard::single)) || any(above.of(Wildcard::none));
}

}  // namespace halley::protocol
