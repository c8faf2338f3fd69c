#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace halley::runtime {

/** How many of something each address has, over all shards.

    Locked, since addresses have no home shard.
*/
class AddressCount {
public:
    /// @param most of each address; 0 is no limit, and nothing is counted.
    explicit AddressCount(std::size_t most) : most_(most) {}

    /// One more. False when that address has as many as it may.
    bool enter(std::string_view address);

    /// One that entered is gone.
    void leave(std::string_view address);

private:
    const std::size_t most_;
    std::mutex mutex_;
    std::unordered_map<std::string, std::size_t> by_network_;
};

/// The place of one that has entered: it leaves when this is destroyed.
class Place {
public:
    Place(AddressCount& count, std::string address) : count_(count), address_(std::move(address)) {}
    ~Place() { count_.leave(address_); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

private:
    AddressCount& count_;
    const std::string address_;
};

using PlacePtr = std::unique_ptr<const Place>;

}  // namespace halley::runtime
