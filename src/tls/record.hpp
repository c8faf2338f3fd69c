#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <utility>

#include <boost/asio/buffer.hpp>

#include "services/tls/tls_session.hpp"

namespace halley::tls {

/// Reads what one record holds, as far as there is room in the first buffer.
template <class Buffers>
services::TlsStep read_record(services::TlsSession& session, const Buffers& buffers)
{
    for (auto it = boost::asio::buffer_sequence_begin(buffers);
         it != boost::asio::buffer_sequence_end(buffers);
         ++it) {
        const boost::asio::mutable_buffer buffer{*it};
        if (buffer.size() > 0)
            return session.read({static_cast<char*>(buffer.data()), buffer.size()});
    }
    return {};
}

/// Takes a sequence of buffers apart into records that are as large as they may be: the
/// parts of a message would make a record each, with a head and a signature.
template <class Buffers> class Records {
public:
    explicit Records(const Buffers& buffers)
        : next_(boost::asio::buffer_sequence_begin(buffers)),
          end_(boost::asio::buffer_sequence_end(buffers))
    {
    }

    /// Valid until the next call. Empty when there are no more.
    std::string_view next()
    {
        // Never needed by two connections at once.
        thread_local std::array<char, SSL3_RT_MAX_PLAIN_LENGTH> record;
        std::size_t size = 0;
        while (next_ != end_ && size < record.size()) {
            const boost::asio::const_buffer rest = boost::asio::const_buffer{*next_} + offset_;
            const auto take = std::min(rest.size(), record.size() - size);
            if (take > 0) std::memcpy(record.data() + size, rest.data(), take);
            size += take;
            offset_ += take;
            if (take == rest.size()) {
                ++next_;
                offset_ = 0;
            }
        }
        return {record.data(), size};
    }

private:
    using Iterator = decltype(boost::asio::buffer_sequence_begin(std::declval<const Buffers&>()));
    Iterator next_;
    Iterator end_;
    std::size_t offset_ = 0;
};

/// Writes as many records as the socket takes. Only if it takes none, it is to be waited for.
template <class Buffers>
services::TlsStep write_records(services::TlsSession& session, const Buffers& buffers)
{
    std::size_t written = 0;
    Records<Buffers> records{buffers};
    for (auto record = records.next(); !record.empty(); record = records.next()) {
        auto step = session.write(record);
        if (!step.done()) {
            if (written == 0) return step;
            break;
        }
        written += step.bytes;
    }
    return {services::TlsStep::Outcome::done, written};
}

}  // namespace halley::tls
