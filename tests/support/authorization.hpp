#pragma once

#include <fstream>
#include <string>
#include <string_view>

#include "src/security/base64.hpp"
#include "tests/support/http_client.hpp"

/// What tests of authentication show and write.
namespace halley::test {

inline std::pair<std::string, std::string> basic_header(std::string_view name_and_password)
{
    return {"Authorization", "Basic " + security::encode_base64(name_and_password)};
}

inline Headers json_headers(const Headers& more = {})
{
    Headers headers{
        {"Content-Type", "application/json"}
    };
    headers.insert(headers.end(), more.begin(), more.end());
    return headers;
}

inline HttpResponse post_with(HttpClient& client, const Headers& headers, std::string_view body)
{
    client.connection.send(http_request("POST", "/cometd", json_headers(headers), body));
    return client.response();
}

inline void write_file(const std::string& path, std::string_view text)
{
    std::ofstream{path, std::ios::binary | std::ios::trunc} << text;
}

}  // namespace halley::test
