#pragma once

#include <atomic>
#include <memory>
#include <utility>
#include <vector>

namespace halley::runtime {

/** Carries batches of letters from any thread to one.

    FIFO per sender. A sender pays one allocation and one compare-exchange per
    batch, not per letter; the owner takes everything with one exchange.
*/
template <class Letter> class Mailbox {
public:
    Mailbox() = default;
    Mailbox(const Mailbox&) = delete;
    Mailbox& operator=(const Mailbox&) = delete;
    ~Mailbox()
    {
        drain([](Letter&) {});
    }

    /// True when the mailbox was empty, so that its owner may be asleep and must be woken.
    bool push(std::vector<Letter> letters)
    {
        auto* const sheaf = new Sheaf{std::move(letters), nullptr};
        auto* older = newest_.load(std::memory_order_relaxed);
        do {
            sheaf->older = older;
        } while (!newest_.compare_exchange_weak(
            older, sheaf, std::memory_order_release, std::memory_order_relaxed));
        return older == nullptr;  // Not `sheaf->older`: the sheaf may be gone by now.
    }

    /// For the owner only: every letter that has arrived, oldest first. `handle`
    /// must not throw.
    template <class Handler> void drain(Handler&& handle)
    {
        auto* sheaf = reversed(newest_.exchange(nullptr, std::memory_order_acquire));
        while (sheaf) {
            const std::unique_ptr<Sheaf> current{sheaf};
            sheaf = current->older;
            for (auto& letter : current->letters)
                handle(letter);
        }
    }

private:
    struct Sheaf {
        std::vector<Letter> letters;
        Sheaf* older;
    };

    // Senders stack their sheaves; the owner turns the stack around.
    static Sheaf* reversed(Sheaf* sheaf)
    {
        Sheaf* oldest = nullptr;
        while (sheaf) {
            auto* const older = std::exchange(sheaf->older, oldest);
            oldest = std::exchange(sheaf, older);
        }
        return oldest;
    }

    std::atomic<Sheaf*> newest_{nullptr};
};

}  // namespace halley::runtime
