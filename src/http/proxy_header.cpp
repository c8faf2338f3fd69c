#include "src/http/proxy_header.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "src/net.hpp"

namespace halley::http {
namespace {

using State = ProxyHeader::State;
using namespace std::string_view_literals;

constexpr auto signature = "\r\n\r\n\0\r\nQUIT\n"sv;
constexpr auto text_begin = "PROXY "sv;
constexpr std::size_t longest_text = 107;  // As the definition says, with its line end.
constexpr std::size_t binary_head = 16;
constexpr std::size_t longest_binary = 4096;  // Addresses are few; the rest may be more.

unsigned byte_at(std::string_view text, std::size_t at)
{
    return static_cast<unsigned char>(text[at]);
}

std::string_view take_word(std::string_view& text)
{
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return word;
}

template <class Address> std::string text_of(std::string_view bytes)
{
    typename Address::bytes_type raw;
    std::transform(bytes.begin(), bytes.begin() + raw.size(), raw.begin(), [](char c) {
        return static_cast<unsigned char>(c);
    });
    return asio::ip::address{Address{raw}}.to_string();
}

}  // namespace

std::size_t ProxyHeader::wants() const noexcept
{
    if (read_.size() < signature.size()) return signature.size() - read_.size();
    if (!read_.starts_with(signature)) return 1;  // Of a line that ends somewhere.
    if (read_.size() < binary_head) return binary_head - read_.size();
    return binary_head + (byte_at(read_, 14) << 8) + byte_at(read_, 15) - read_.size();
}

State ProxyHeader::receive(std::string_view bytes)
{
    read_ += bytes;
    if (read_.size() < signature.size()) return State::reading;
    return read_.starts_with(signature) ? read_binary() : read_text();
}

State ProxyHeader::read_text()
{
    if (!read_.starts_with(text_begin)) return State::malformed;
    if (!read_.ends_with('\n'))
        return read_.size() < longest_text ? State::reading : State::malformed;
    if (!read_.ends_with("\r\n")) return State::malformed;
    std::string_view rest = read_;
    rest.remove_prefix(text_begin.size());
    rest.remove_suffix(2);
    const auto family = take_word(rest);
    if (family == "UNKNOWN") return State::complete;
    if (family != "TCP4" && family != "TCP6") return State::malformed;
    const std::string source{take_word(rest)};
    error_code error;
    const auto address = asio::ip::make_address(source, error);
    if (error || address.is_v6() != (family == "TCP6")) return State::malformed;
    address_ = address.to_string();
    return State::complete;
}

State ProxyHeader::read_binary()
{
    if (read_.size() < binary_head) return State::reading;
    const auto version = byte_at(read_, 12) >> 4;
    const auto command = byte_at(read_, 12) & 15;
    const auto family = byte_at(read_, 13) >> 4;
    const auto size = (byte_at(read_, 14) << 8) + byte_at(read_, 15);
    if (version != 2 || command > 1 || size > longest_binary) return State::malformed;
    if (read_.size() < binary_head + size) return State::reading;
    if (command == 0) return State::complete;  // The proxy itself, looking after us.
    const auto addresses = std::string_view{read_}.substr(binary_head);
    if (family == 1 && size >= 12) {
        address_ = text_of<asio::ip::address_v4>(addresses);
    } else if (family == 2 && size >= 36) {
        address_ = text_of<asio::ip::address_v6>(addresses);
    } else if (family == 1 || family == 2) {
        return State::malformed;
    }
    return State::complete;
}

}  // namespace halley::http
