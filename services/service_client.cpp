#include <stdexcept>

#include <openssl/evp.h>

#include "halley/service.hpp"
#include "protocol/json_text.hpp"
#include "protocol/message_reader.hpp"

namespace halley {

std::string ServiceMessage::text() const
{
    return data.starts_with('"') ? protocol::decode_string(data) : data;
}

std::string ServiceMessage::bytes() const
{
    const auto encoded = text();
    std::string decoded(encoded.size() / 4 * 3, '\0');
    const auto size = encoded.empty() || encoded.size() % 4 != 0
                          ? -1
                          : EVP_DecodeBlock(reinterpret_cast<unsigned char*>(decoded.data()),
                                            reinterpret_cast<const unsigned char*>(encoded.data()),
                                            static_cast<int>(encoded.size()));
    if (!data.starts_with('"') || (size < 0 && !encoded.empty()))
        throw std::invalid_argument("the data of a message is not base64");
    // OpenSSL counts the padding as bytes.
    if (encoded.ends_with("==")) decoded.pop_back();
    if (encoded.ends_with('=')) decoded.pop_back();
    return decoded;
}

void ServiceClient::send_text(std::string_view text)
{
    std::string data;
    protocol::append_string(data, text);
    send(data);
}

void ServiceClient::send_bytes(std::string_view bytes)
{
    std::string encoded((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const auto size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                      reinterpret_cast<const unsigned char*>(bytes.data()),
                                      static_cast<int>(bytes.size()));
    encoded.resize(static_cast<std::size_t>(size));
    send_text(encoded);
}

}  // namespace halley
