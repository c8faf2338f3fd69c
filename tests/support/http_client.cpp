#include "support/http_client.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "support/messages.hpp"

namespace halley::test {

std::string HttpResponse::header(const std::string& name) const
{
    const auto found = headers.find(name);
    return found == headers.end() ? std::string{} : found->second;
}

std::string http_request(std::string_view method,
                         std::string_view path,
                         const Headers& headers,
                         std::string_view body)
{
    std::string text;
    text.append(method).append(" ").append(path).append(" HTTP/1.1\r\nHost: halley.test\r\n");
    for (const auto& [name, value] : headers)
        text += name + ": " + value + "\r\n";
    if (!body.empty() || method == "POST")
        text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return text.append("\r\n").append(body);
}

HttpResponse read_response(TcpClient& connection, bool head_only)
{
    const auto head = connection.read_until("\r\n\r\n");
    HttpResponse response;
    if (!head.starts_with("HTTP/1.1 ")) throw std::runtime_error{"no HTTP: " + head};
    response.status = static_cast<unsigned>(std::stoul(head.substr(9, 3)));
    auto line = head.find("\r\n") + 2;
    while (line + 2 < head.size()) {
        const auto end = head.find("\r\n", line);
        const auto colon = head.find(": ", line);
        auto name = head.substr(line, colon - line);
        std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) {
            return static_cast<char>(std::tolower(c));
        });
        response.headers.emplace(std::move(name), head.substr(colon + 2, end - colon - 2));
        line = end + 2;
    }
    const auto length = response.header("content-length");
    if (!head_only && !length.empty()) response.body = connection.read(std::stoul(length));
    return response;
}

HttpResponse HttpClient::get(std::string_view path, const Headers& headers)
{
    connection.send(http_request("GET", path, headers));
    return response();
}

HttpResponse HttpClient::post(std::string_view body, std::string_view path)
{
    begin_post(body, path);
    return response();
}

void HttpClient::begin_post(std::string_view body, std::string_view path)
{
    Headers headers{
        {"Content-Type", "application/json"}
    };
    if (!cookie.empty()) headers.emplace_back("Cookie", cookie);
    connection.send(http_request("POST", path, headers, body));
}

HttpResponse HttpClient::response()
{
    auto response = read_response(connection);
    const auto set = response.header("set-cookie");
    if (!set.empty()) cookie = set.substr(0, set.find(';'));
    return response;
}

std::string HttpClient::handshake()
{
    return client_id_of(post(handshake_message()).json()[0]);
}

}  // namespace halley::test
