// Whatever comes before a connection: the header is read to its end and no further, in
// whichever pieces, and an address that it gives is one.

#include "src/http/proxy_header.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include <boost/asio/ip/address.hpp>

#include "fuzz/check.hpp"

namespace {

using halley::fuzz::check;
using halley::http::ProxyHeader;
using State = ProxyHeader::State;

constexpr std::size_t longest = 16 + 4096;

struct Result {
    State state = State::reading;
    std::size_t taken = 0;
    std::string address;

    bool operator==(const Result&) const = default;
};

Result feed(std::string_view stream, std::size_t read_size)
{
    ProxyHeader header;
    Result result;
    while (result.state == State::reading && result.taken < stream.size()) {
        const auto wanted = header.wants();
        check(wanted > 0 && result.taken + wanted <= longest);
        const auto read = stream.substr(result.taken, std::min(wanted, read_size));
        result.state = header.receive(read);
        result.taken += read.size();
    }
    if (result.state != State::malformed) result.address = header.address();
    return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view stream{reinterpret_cast<const char*>(data), size};
    const auto result = feed(stream, longest);
    for (const std::size_t read_size : {std::size_t{1}, std::size_t{7}}) {
        const auto split = feed(stream, read_size);
        check(split.state == result.state && split.address == result.address);
        check(split.taken == result.taken || result.state == State::malformed);
    }
    if (!result.address.empty()) {
        check(result.state == State::complete);
        boost::system::error_code error;
        const auto address = boost::asio::ip::make_address(result.address, error);
        check(!error && address.to_string() == result.address);
    }
    return 0;
}
