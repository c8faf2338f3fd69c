// Whatever a client writes into a request's head, of all that is made of it nothing is
// more than it may be: no cookie is taken for ours, no address for the client's that is
// none, no transfer coding for plain that is not.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "fuzz/check.hpp"
#include "src/http/callback_name.hpp"
#include "src/http/form_fields.hpp"
#include "src/http/media_type.hpp"
#include "src/http/origin.hpp"
#include "src/http/requester.hpp"
#include "src/http/target.hpp"
#include "src/http/transfer_coding.hpp"
#include "src/http/trusted_proxies.hpp"
#include "src/websocket/extensions.hpp"
#include "src/websocket/negotiation.hpp"

namespace {

using namespace halley;
using namespace halley::http;
using beast::http::field;
using fuzz::check;

bool within(std::string_view part, std::string_view whole)
{
    return part.empty() || whole.find(part) != whole.npos;
}

void check_target(std::string_view text)
{
    const auto target = Target::parse(text);
    check(target.path == "/" || within(target.path, text));
    check(within(target.query, text));
    check(target.path.find_first_of("?#") == target.path.npos);
    check(target.query.find('#') == target.query.npos);
    // Below an endpoint, not merely beginning like it.
    if (is_endpoint(target.path, {"/bayeux"})) {
        check(target.path == "/bayeux" || target.path.starts_with("/bayeux/"));
    }
}

std::string encoded(std::string_view text)
{
    std::string all;
    for (const char c : text) {
        all += '%';
        all += security::hex(std::string_view{&c, 1});
    }
    return all;
}

void check_fields(std::string_view text)
{
    FormFields fields{text};
    std::size_t size = 0;
    while (fields.next()) {
        size += fields.name().size() + fields.value().size();
        if (is_callback_name(fields.value())) {
            for (const char c : fields.value())
                check(std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' ||
                      c == '$');
            check(fields.value().size() <= 64);
        }
        if (fields.name().empty() && fields.value().empty()) continue;
        const auto again_text = encoded(fields.name()) + '=' + encoded(fields.value());
        FormFields again{again_text};
        check(again.next() && again.name() == fields.name() && again.value() == fields.value());
        check(!again.next() && !again.malformed());
    }
    check(size <= text.size());
}

void check_types(const HttpRequest& request)
{
    const std::string_view type = request[field::content_type];
    check(is_json_type(type) + is_form_type(type) + is_plain_type(type) <= 1);
    if (accepts(request[field::accept], "text/event-stream")) {
        std::string lower{request[field::accept]};
        std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) {
            return static_cast<char>(std::tolower(c));
        });
        check(within("text/event-stream", lower));
    }
}

void check_cookie(const HttpRequest& request)
{
    static const SessionCookie ours{CookieConfig{}};
    const auto found = describe(request, "192.0.2.1", ours);
    check(found.browser.empty());  // Nobody knows the key.

    auto issued = ours.issue("browser", false);
    issued.resize(issued.find(';'));
    auto with_ours = request;
    with_ours.insert(field::cookie, issued);
    const auto known = describe(with_ours, "192.0.2.1", ours);
    check(known.browser == "browser" && !known.foreign_cookie);
    issued.back() = issued.back() == '0' ? '1' : '0';
    auto with_forged = request;
    with_forged.insert(field::cookie, issued);
    const auto forged = describe(with_forged, "192.0.2.1", ours);
    check(forged.browser.empty() && forged.foreign_cookie);
}

void check_source(const HttpRequest& request)
{
    static const TrustedProxies proxies{
        {"10.0.0.0/8", "::1"}
    };
    const Source stranger{"192.0.2.1", false};
    check(proxies.source_of(request, stranger) == stranger);
    const auto source = proxies.source_of(request, {"10.0.0.1", false});
    boost::system::error_code error;
    boost::asio::ip::make_address(source.address, error);
    check(!error);
}

void check_origin(const HttpRequest& request)
{
    const std::vector<std::string> some{"https://www.example.org/", "http://localhost:3000"};
    const std::string_view origin = request[field::origin];
    const auto entry = find_origin(origin, some);
    check(entry.empty() || beast::iequals(entry, origin));
    check(!find_origin(origin, {"*"}).empty());
    // Who speaks TLS has no page of plain text.
    if (may_connect(origin, request[field::host], true, {})) {
        check(beast::iequals(origin.substr(0, 8), "https://"));
        check(may_connect(origin, request[field::host], false, {}));
    }
    if (request.count(field::origin) > 1) check(!is_admitted(request, false, {"*"}));
}

void check_coding(const HttpRequest& request)
{
    if (check_transfer_coding(request)) return;
    const auto codings = request.count(field::transfer_encoding);
    check(codings <= 1);
    check(codings == 0 || beast::iequals(request[field::transfer_encoding], "chunked"));
}

void check_upgrade(const HttpRequest& request)
{
    const auto offers = websocket::read_extensions(request);
    const auto agreed = websocket::agree(request, Compression::connection);
    check(!agreed || offers);
    if (agreed) {
        check(agreed->server_bits >= 8 && agreed->server_bits <= 15);
        check(agreed->client_bits >= 8 && agreed->client_bits <= 15);
    }
    const std::string_view key = request[field::sec_websocket_key];
    if (websocket::is_key(key)) check(!websocket::accept_response(key, {}, agreed).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    check_target(text);
    check_fields(text);
    beast::http::request_parser<beast::http::string_body> parser;
    parser.eager(true);
    beast::error_code error;
    parser.put(boost::asio::buffer(text), error);
    if (!parser.is_header_done()) return 0;
    const auto& request = parser.get();
    check_target(request.target());
    check_fields(Target::parse(request.target()).query);
    check_fields(request.body());
    check_types(request);
    check_cookie(request);
    check_source(request);
    check_origin(request);
    check_coding(request);
    check_upgrade(request);
    return 0;
}
