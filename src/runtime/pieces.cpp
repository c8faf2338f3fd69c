#include "src/runtime/pieces.hpp"

namespace halley::runtime {

BufferSpan Pieces::buffers()
{
    if (parts_.size() > parts_a_call) {
        copy_.reserve(bytes_);
        for (const auto& part : parts_)
            copy_.append(static_cast<const char*>(part.data()), part.size());
        parts_.assign(1, boost::asio::const_buffer{copy_.data(), copy_.size()});
    }
    return {parts_.data(), parts_.data() + parts_.size()};
}

void Pieces::clear()
{
    if (parts_.capacity() > parts_a_call) parts_ = {};
    parts_.clear();
    copy_ = {};
    bytes_ = 0;
}

}  // namespace halley::runtime
