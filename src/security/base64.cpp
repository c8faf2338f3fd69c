#include "src/security/base64.hpp"

#include <algorithm>

#include <boost/beast/core/detail/base64.hpp>

namespace halley::security {

namespace base64 = boost::beast::detail::base64;

std::optional<std::string> decode_base64(std::string_view text)
{
    while (text.ends_with('='))
        text.remove_suffix(1);
    std::string bytes(base64::decoded_size(text.size() + 3), '\0');
    const auto [written, read] = base64::decode(bytes.data(), text.data(), text.size());
    if (read != text.size() || text.size() % 4 == 1) return std::nullopt;
    bytes.resize(written);
    return bytes;
}

std::string encode_base64(std::string_view bytes)
{
    std::string text(base64::encoded_size(bytes.size()), '\0');
    text.resize(base64::encode(text.data(), bytes.data(), bytes.size()));
    return text;
}

}  // namespace halley::security
