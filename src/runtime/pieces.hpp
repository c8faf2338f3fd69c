#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/buffer.hpp>

namespace halley::runtime {

/// Buffers that live elsewhere, as Asio wants them: cheap to copy.
struct BufferSpan {
    using value_type = boost::asio::const_buffer;
    using const_iterator = const value_type*;

    const_iterator first = nullptr;
    const_iterator last = nullptr;

    const_iterator begin() const noexcept { return first; }
    const_iterator end() const noexcept { return last; }
};

/** A text to be written, gathered from parts that live elsewhere.

    A few parts are written from where they are. Many small ones are copied
    together first: the kernel takes 16 a call from Asio, and a call costs more
    than copying does.
*/
class Pieces {
public:
    static constexpr std::size_t parts_a_call = 16;

    void add(std::string_view text)
    {
        if (text.empty()) return;
        parts_.emplace_back(text.data(), text.size());
        bytes_ += text.size();
    }

    /// Adds the parts of another text.
    void add(const Pieces& other)
    {
        parts_.insert(parts_.end(), other.parts_.begin(), other.parts_.end());
        bytes_ += other.bytes_;
    }

    std::size_t bytes() const noexcept { return bytes_; }

    /// Not more than `parts_a_call`. Valid, as the parts are, until `clear`.
    BufferSpan buffers();

    /// Keeps no more memory than a usual text needs.
    void clear();

private:
    std::vector<boost::asio::const_buffer> parts_;
    std::string copy_;
    std::size_t bytes_ = 0;
};

}  // namespace halley::runtime
