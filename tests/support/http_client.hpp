#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/json.hpp"
#include "support/tcp_client.hpp"

namespace halley::test {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpResponse {
    unsigned status = 0;
    std::multimap<std::string, std::string> headers;  ///< Names in lower case.
    std::string body;

    bool has(const std::string& name) const { return headers.count(name) > 0; }
    /// Empty when it is not there.
    std::string header(const std::string& name) const;
    Json json() const { return Json::parse(body); }
};

/// The bytes of a request; `Host` and `Content-Length` are added.
std::string http_request(std::string_view method,
                         std::string_view path,
                         const Headers& headers = {},
                         std::string_view body = {});

/// The response on that connection. With `head_only` it has no body.
HttpResponse read_response(TcpClient& connection, bool head_only = false);

/// A client with one connection and a cookie jar for one cookie.
class HttpClient {
public:
    explicit HttpClient(std::uint16_t port) : connection(port) {}
    explicit HttpClient(TcpClient existing) : connection(std::move(existing)) {}

    HttpResponse get(std::string_view path, const Headers& headers = {});

    /// A POST of JSON; the cookie goes with it. `begin_post` does not wait for the response.
    HttpResponse post(std::string_view body, std::string_view path = "/cometd");
    void begin_post(std::string_view body, std::string_view path = "/cometd");
    HttpResponse response();

    /// A successful handshake; returns the client id.
    std::string handshake();

    TcpClient connection;
    std::string cookie;  ///< `name=value`, or empty.
};

}  // namespace halley::test
