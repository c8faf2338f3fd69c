#include "src/runtime/mailbox.hpp"

#include <array>
#include <atomic>
#include <memory>
#include <thread>

#include <boost/test/unit_test.hpp>

using halley::runtime::Mailbox;

BOOST_AUTO_TEST_SUITE(mailbox)

BOOST_AUTO_TEST_CASE(the_owner_is_woken_when_it_was_empty)
{
    Mailbox<int> box;
    BOOST_TEST(box.push({1, 2}));
    BOOST_TEST(!box.push({3}));
    std::vector<int> read;
    box.drain([&](int letter) { read.push_back(letter); });
    BOOST_TEST(read == (std::vector{1, 2, 3}), boost::test_tools::per_element());
    BOOST_TEST(box.push({4}));
}

BOOST_AUTO_TEST_CASE(what_is_not_read_is_freed)
{
    const auto letter = std::make_shared<int>(1);
    {
        Mailbox<std::shared_ptr<int>> box;
        box.push({letter, letter});
        box.push({letter});
        BOOST_TEST(letter.use_count() == 4);
    }
    BOOST_TEST(letter.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(each_senders_letters_keep_their_order)
{
    struct Letter {
        unsigned sender;
        unsigned number;
    };
    constexpr unsigned senders = 3;
    constexpr unsigned count = 100'000;
    Mailbox<Letter> box;
    std::atomic<unsigned> wakes{0};
    std::vector<std::thread> threads;
    for (unsigned sender = 0; sender < senders; ++sender) {
        threads.emplace_back([&box, &wakes, sender] {
            for (unsigned number = 0; number < count;) {
                std::vector<Letter> letters;
                for (unsigned size = number % 3 + 1; size > 0 && number < count; --size)
                    letters.push_back({sender, number++});
                if (box.push(std::move(letters))) wakes.fetch_add(1, std::memory_order_release);
            }
        });
    }
    // As an owner does: it drains only when it was woken.
    std::array<unsigned, senders> next{};
    unsigned read = 0;
    bool in_order = true;
    while (read < senders * count) {
        if (wakes.exchange(0, std::memory_order_acquire) == 0) {
            std::this_thread::yield();
            continue;
        }
        box.drain([&](const Letter& letter) {
            in_order = in_order && letter.number == next[letter.sender]++;
            ++read;
        });
    }
    for (auto& thread : threads)
        thread.join();
    BOOST_TEST(in_order);
}

BOOST_AUTO_TEST_SUITE_END()
